// The browser's side of the pretend Slack: it names what was pressed and shows what the server
// rendered. It never makes HTML of a text.
"use strict";

const { as, place, channel, thread } = document.body.dataset;
const here = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const say = (words) => { here("[data-status]").textContent = words; };

// --- Asking the server -------------------------------------------------------------------------

const filling = new Set(); // what was typed into a form and is still on its way

async function post(deed, body) {
  const response = await fetch(`/do/${deed}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Playground": "1" },
    body: JSON.stringify({ as, ...body }),
  });
  const answer = await response.json();
  refresh();
  return answer;
}

let refreshing = null, again = false;

async function refresh() {
  if (refreshing) { again = true; return refreshing; }
  refreshing = (async () => {
    const query = new URLSearchParams(thread ? { as, thread } : { as });
    const response = await fetch(`/parts/${place}?${query}`);
    if (response.ok) show((await response.json()).regions);
  })();
  await refreshing;
  refreshing = null;
  if (again) { again = false; await refresh(); }
}

function listen() {
  const changes = new EventSource(`/changes?since=${document.body.dataset.revision}`);
  changes.onmessage = refresh;
  changes.onopen = () => document.body.classList.remove("away");
  changes.onerror = () => document.body.classList.add("away");
}

// --- Showing -----------------------------------------------------------------------------------

const shown = new WeakMap(); // the HTML an element was made of: the browser may have changed it since

function patch(container, parts) {
  const old = new Map([...container.children].map((each) => [each.dataset.key, each]));
  let at = container.firstElementChild;
  for (const part of parts) {
    const before = old.get(part.dataset.key);
    old.delete(part.dataset.key);
    let kept = before;
    if (!before || (shown.get(before) ?? before.outerHTML) !== part.outerHTML) {
      if (before && "inner" in part.dataset) {
        shown.set(before, part.outerHTML);
        patch(before, [...part.children]);
      } else {
        kept = part;
        shown.set(part, part.outerHTML);
        if (before) before.replaceWith(part); else container.insertBefore(part, at);
      }
    }
    if (kept === at || before === at) at = kept.nextElementSibling;
    else if (kept.nextElementSibling !== at) container.insertBefore(kept, at);
  }
  for (const gone of old.values()) gone.remove();
}

function parsed(html) {
  const template = document.createElement("template");
  template.innerHTML = html; // rendered by the server, where everything is escaped
  return [...template.content.children];
}

function show(regions) {
  for (const [name, html] of Object.entries(regions)) {
    const region = here(`[data-region="${name}"]`);
    if (!region) continue;
    const scroll = region.closest("[data-scroll]");
    const atEnd = scroll && scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 80;
    patch(region, parsed(html));
    all("table[data-pages]", region).forEach((table) => turn(table));
    if (atEnd) scroll.scrollTop = scroll.scrollHeight;
  }
  modal();
}

// Slack turns the pages of a table on the reader's side; nothing is asked for.
function turn(table, page = Number(table.dataset.page ?? 0)) {
  const rows = all("tr", table).slice(1);
  const size = Number(table.dataset.pages);
  const last = Math.max(0, Math.ceil(rows.length / size) - 1);
  const at = Math.min(Math.max(page, 0), last);
  table.dataset.page = at;
  rows.forEach((row, place) => { row.hidden = Math.floor(place / size) !== at; });
  const pager = table.parentElement.nextElementSibling;
  if (!pager?.matches(".pager")) return;
  pager.hidden = false;
  const end = Math.min(rows.length, (at + 1) * size);
  here("[role=status]", pager).textContent = `${at * size + 1}–${end} of ${rows.length}`;
  here("[data-turn='-1']", pager).disabled = at === 0;
  here("[data-turn='1']", pager).disabled = at === last;
}

function modal() {
  const dialog = here("#modal");
  const view = here("[data-view]", dialog);
  if (view && !dialog.open) dialog.showModal();
  if (!view && dialog.open) dialog.close();
  if (view && dialog.dataset.shows !== view.dataset.view) {
    dialog.dataset.shows = view.dataset.view;
    (here("[autofocus]", dialog) ?? here("footer .button", dialog))?.focus();
  }
}

// --- Pressing ----------------------------------------------------------------------------------

function source(element) {
  const within = element.closest("[data-source]");
  return within.dataset.source === "view"
    ? { view: within.dataset.view }
    : { channel: within.dataset.channel, ts: within.dataset.ts };
}

async function press(element, values) {
  const { blockId, actionId } = element.dataset;
  const body = { ...source(element), block_id: blockId, action_id: actionId, values };
  element.setAttribute("aria-busy", "true");
  element.classList.remove("failed");
  try {
    const answer = await post("press", body);
    if (answer.failure) failed(element, answer);
  } finally {
    element.removeAttribute("aria-busy");
  }
}

function failed(element, answer) {
  element.classList.add("failed");
  element.title = `The app did not answer as it should: ${answer.detail || answer.failure}`;
  say("The app did not answer");
}

function confirmed({ confirmTitle, confirmText, confirmYes, confirmNo, confirmStyle }) {
  if (!confirmTitle) return Promise.resolve(true);
  const dialog = here("#confirm");
  here("#confirm-title").textContent = confirmTitle;
  here("#confirm-text").textContent = confirmText;
  const [yes, no] = [here("[data-yes]", dialog), here("[data-no]", dialog)];
  yes.textContent = confirmYes;
  no.textContent = confirmNo;
  yes.classList.toggle("danger", confirmStyle === "danger");
  dialog.returnValue = "";
  yes.onclick = () => dialog.close("yes");
  no.onclick = () => dialog.close();
  dialog.showModal();
  return new Promise((done) => {
    dialog.addEventListener("close", () => done(dialog.returnValue === "yes"), { once: true });
  });
}

function fill(element, values) {
  const sent = press(element, values).finally(() => filling.delete(sent));
  filling.add(sent);
}

// --- Menus -------------------------------------------------------------------------------------

function openMenu(menu, open) {
  const [opener, list] = [here("[data-menu-opener]", menu), here("[role=menu]", menu)];
  if (list.hidden === !open) return;
  opener.setAttribute("aria-expanded", String(open));
  list.hidden = !open;
  if (open) {
    float(list, opener);
    here("[role=menuitem]", list)?.focus({ preventScroll: true });
  }
}

// Put a list beside what opened it, above where there is no room below; nothing cuts it off there.
function float(list, opener) {
  const [at, size] = [opener.getBoundingClientRect(), list.getBoundingClientRect()];
  const below = at.bottom + 4 + size.height < innerHeight;
  list.style.top = `${Math.max(4, below ? at.bottom + 4 : at.top - 4 - size.height)}px`;
  list.style.left = `${Math.max(4, Math.min(at.left, innerWidth - size.width - 8))}px`;
}

function follow(list, opener) {
  if (!list.hidden) float(list, opener);
}

const closeMenus = (except) =>
  all("[data-menu]").forEach((menu) => { if (menu !== except) openMenu(menu, false); });

function walkMenu(event) {
  const menu = event.target.closest("[data-menu]");
  const items = menu ? all("[role=menuitem]", menu) : [];
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!menu || here("[role=menu]", menu).hidden) return false;
  if (event.key === "Escape") {
    openMenu(menu, false);
    here("[data-menu-opener]", menu).focus();
  } else if (step) {
    items.at((items.indexOf(document.activeElement) + step) % items.length).focus();
  } else {
    return false;
  }
  return true;
}

// --- Selects that ask the app --------------------------------------------------------------------

function offer(box, options) {
  const list = here("[role=listbox]", box);
  const items = options.map(({ value, text }, index) => {
    const item = document.createElement("span");
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", String(index === 0));
    item.id = `${list.id}-${index}`;
    item.dataset.value = value;
    item.textContent = text;
    return item;
  });
  if (!items.length) {
    const none = document.createElement("span");
    none.className = "none";
    none.textContent = "No results";
    items.push(none);
  }
  list.replaceChildren(...items);
  unfold(box, true);
}

function unfold(box, open) {
  const [input, list] = [here("input", box), here("[role=listbox]", box)];
  list.hidden = !open;
  input.setAttribute("aria-expanded", String(open));
  if (open) {
    list.style.width = `${input.offsetWidth}px`;
    float(list, input);
  }
  const first = open && here("[aria-selected=true]", list);
  input.setAttribute("aria-activedescendant", first ? first.id : "");
}

let asked = 0;

async function ask(box) {
  const typed = here("input", box).value;
  if (typed.length < Number(box.dataset.least)) return;
  const number = ++asked;
  const { blockId, actionId } = box.dataset;
  const body = { ...source(box), block_id: blockId, action_id: actionId, typed };
  const { options } = await post("options", body);
  if (number === asked && box.contains(document.activeElement)) offer(box, options ?? []);
}

function take(box, item) {
  here("input", box).value = item.textContent;
  unfold(box, false);
  fill(box, [item.dataset.value]);
}

function walkOptions(event, box) {
  const list = here("[role=listbox]", box);
  const items = all("[role=option]", list);
  const at = items.findIndex((each) => each.getAttribute("aria-selected") === "true");
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (list.hidden) {
    if (step) ask(box);
    return Boolean(step);
  }
  if (event.key === "Enter" && at >= 0) take(box, items[at]);
  else if (event.key === "Escape") unfold(box, false);
  else if (step && items.length) {
    const next = (at + step + items.length) % items.length;
    items.forEach((each, index) => each.setAttribute("aria-selected", String(index === next)));
    items[next].scrollIntoView({ block: "nearest" });
    here("input", box).setAttribute("aria-activedescendant", items[next].id);
  } else return false;
  return true;
}

// --- Writing -----------------------------------------------------------------------------------

async function send(form) {
  const text = here("[data-text]", form);
  const typed = text.value.trim();
  if (!typed) return;
  text.value = "";
  grow(text);
  suggest(form);
  form.setAttribute("aria-busy", "true");
  const inThread = form.dataset.composer === "thread";
  await post("type", { channel, text: typed, thread: inThread ? thread : null });
  form.removeAttribute("aria-busy");
  const scroll = form.parentElement.querySelector("[data-scroll]");
  await refresh();
  scroll.scrollTop = scroll.scrollHeight;
}

function grow(text) {
  text.style.height = "auto";
  text.style.height = `${text.scrollHeight}px`;
}

function suggest(form) {
  const typed = here("[data-text]", form).value;
  const list = here(".suggestions", form);
  const fitting = all("[data-command]", list).filter((each) => {
    each.hidden = !each.dataset.command.startsWith(typed);
    return !each.hidden;
  });
  list.hidden = !/^\/\S*$/.test(typed) || !fitting.length;
}

function write(words) {
  const text = here("[data-composer=channel] [data-text]");
  text.value = words;
  text.focus();
  grow(text);
}

// --- Listening to the person -------------------------------------------------------------------

document.addEventListener("click", async (event) => {
  const on = (selector) => event.target.closest(selector);
  const opener = on("[data-menu-opener]");
  closeMenus(opener?.closest("[data-menu]"));
  if (opener) {
    const menu = opener.closest("[data-menu]");
    return openMenu(menu, here("[role=menu]", menu).hidden);
  }
  const pressed = on("[data-press]");
  if (pressed) {
    const value = pressed.dataset.value;
    const button = pressed.closest("[data-menu]")?.querySelector("[data-menu-opener]") ?? pressed;
    Object.assign(button.dataset, { blockId: pressed.dataset.blockId, actionId: pressed.dataset.actionId });
    if (await confirmed(pressed.dataset)) await press(button, value === undefined ? [] : [value]);
    return undefined;
  }
  const option = on("[role=listbox] [role=option][data-value]");
  if (option) return take(option.closest("[data-combobox]"), option);
  const shortcut = on("[data-shortcut]");
  if (shortcut) {
    const message = shortcut.closest("[data-ts]")?.dataset ?? {};
    const body = { callback_id: shortcut.dataset.shortcut, ts: message.ts, channel };
    const answer = await post("shortcut", body);
    if (answer.failure) say("The app did not answer");
    return undefined;
  }
  const turned = on("[data-turn]");
  if (turned) {
    const table = here("table", turned.closest(".pager").previousElementSibling);
    return turn(table, Number(table.dataset.page) + Number(turned.dataset.turn));
  }
  const submit = on("[data-submit]");
  if (submit) {
    submit.setAttribute("aria-busy", "true");
    await Promise.all(filling);
    await post("submit", { view: submit.dataset.submit });
    return submit.removeAttribute("aria-busy");
  }
  if (on("[data-close]")) return post("close", { view: on("[data-close]").dataset.close });
  if (on("[data-close-all]")) return post("close-all", {});
  if (on("[data-hint]")) return write(on("[data-hint]").dataset.hint);
  if (on("[data-command]")) return write(`${on("[data-command]").dataset.command} `);
  if (on("[data-burger]")) {
    const open = document.body.classList.toggle("with-sidebar");
    return on("[data-burger]").setAttribute("aria-expanded", String(open));
  }
  if (on("[data-theme-switch]")) return switchTheme();
  return undefined;
});

document.addEventListener("change", ({ target }) => {
  if (target.matches("[data-acting]")) {
    const query = new URLSearchParams({ as: target.value });
    location.assign(`/at/${place}?${query}`);
  } else if (target.matches("[data-choose], [data-fill]")) {
    fill(target, target.value ? [target.value] : []);
  } else if (target.closest("[data-choices]")) {
    const box = target.closest("[data-choices]");
    fill(box, all("input:checked", box).map((each) => each.value));
  }
});

let typing = 0;

document.addEventListener("input", ({ target }) => {
  if (target.matches("[data-text]")) {
    grow(target);
    suggest(target.form);
  }
  const box = target.closest("[data-combobox]");
  if (box) {
    unfold(box, false); // what is listed does not fit any more
    asked++;
    clearTimeout(typing);
    typing = setTimeout(() => ask(box), 150);
  }
});

document.addEventListener("focusin", ({ target }) => {
  const box = target.closest("[data-combobox]");
  if (box && here("[role=listbox]", box).hidden) ask(box);
});

document.addEventListener("focusout", ({ target }) => {
  const box = target.closest("[data-combobox]");
  if (box) setTimeout(() => { if (!box.contains(document.activeElement)) unfold(box, false); }, 150);
});

document.addEventListener("keydown", (event) => {
  const box = event.target.closest("[data-combobox]");
  if (walkMenu(event) || (box && walkOptions(event, box))) {
    event.preventDefault();
  } else if (event.key === "Enter" && !event.shiftKey && event.target.matches("[data-text]")) {
    event.preventDefault();
    send(event.target.form);
  } else if (event.key === "Tab" && event.target.matches("[data-text]")) {
    const first = here(".suggestions:not([hidden]) [data-command]:not([hidden])", event.target.form);
    if (first) {
      event.preventDefault();
      write(`${first.dataset.command} `);
    }
  }
});

document.addEventListener("submit", (event) => {
  event.preventDefault();
  send(event.target);
});

here("#modal").addEventListener("cancel", (event) => {
  event.preventDefault(); // Escape: the server closes it, as it does with the button
  const close = here("[data-close]");
  if (close) post("close", { view: close.dataset.close });
});

document.addEventListener("scroll", () => {
  all("[data-menu]").forEach((menu) => follow(here("[role=menu]", menu), menu));
  all("[data-combobox]").forEach((box) => follow(here("[role=listbox]", box), here("input", box)));
}, true);

function switchTheme() {
  const dark = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  const next = (document.documentElement.dataset.theme ?? dark) === "dark" ? "light" : "dark";
  document.documentElement.dataset.theme = next;
  document.cookie = `theme=${next}; path=/; max-age=31536000; samesite=strict`;
}

all("table[data-pages]").forEach((table) => turn(table));
all("[data-scroll]").forEach((each) => { each.scrollTop = each.scrollHeight; });
if (!thread) here("[data-composer=channel] [data-text]")?.focus({ preventScroll: true });
modal();
listen();

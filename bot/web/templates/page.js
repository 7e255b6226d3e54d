"use strict";
(() => {
  const EVERY = 3000;
  const seen = new Map();

  // Adds a button to whatever is there to be copied.
  const dress = (part) => {
    if (!navigator.clipboard) return;
    for (const pre of part.querySelectorAll("pre.copy")) {
      const text = pre.querySelector("code").textContent;
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = "Copy";
      button.addEventListener("click", async () => {
        await navigator.clipboard.writeText(text);
        button.textContent = "Copied";
        setTimeout(() => { button.textContent = "Copy"; }, 1500);
      });
      pre.prepend(button);
    }
  };

  const live = (root) => root.querySelectorAll("[data-live]");

  // Replaces what changed, and nothing else: somebody may be reading or copying.
  const show = (fresh) => {
    const name = (root) => root.querySelector("main")?.dataset.page;
    if (name(fresh) !== name(document)) return location.reload();
    for (const part of live(fresh)) {
      const key = part.dataset.live;
      if (seen.get(key) === part.outerHTML) continue;
      seen.set(key, part.outerHTML);
      const old = document.querySelector(`[data-live="${key}"]`);
      const open = old?.querySelector("details")?.open;
      old?.replaceWith(part);
      dress(part);
      if (open && part.querySelector("details")) part.querySelector("details").open = true;
    }
  };

  const refresh = async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(location.pathname, { cache: "no-store" });
      if (!answer.ok) return;
      const text = await answer.text();
      const main = text.slice(text.indexOf("<main"), text.indexOf("</main>"));
      show(new DOMParser().parseFromString(main, "text/html"));
    } catch {
      // The bot restarts after each change of its settings; it is there again in a moment.
    }
  };

  for (const part of live(document)) seen.set(part.dataset.live, part.outerHTML);
  dress(document);
  setInterval(refresh, EVERY);
})();

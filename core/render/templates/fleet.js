"use strict";
(() => {
  for (const part of document.querySelectorAll(".fleet .bar span")) {
    part.style.flexGrow = part.dataset.share;
  }

  const value = (row, column, kind) => {
    const cell = row.cells[column];
    const text = cell.dataset.value ?? cell.textContent.trim();
    return kind === "number" ? Number(text) : text.toLowerCase();
  };

  const sort = (table, head, column) => {
    const down = head.getAttribute("aria-sort") === "ascending";
    const way = down ? -1 : 1;
    const kind = head.dataset.sort;
    const rows = [...table.tBodies[0].rows].map((row) => [value(row, column, kind), row]);
    rows.sort(([a], [b]) => (a < b ? -way : a > b ? way : 0));
    table.tBodies[0].append(...rows.map(([, row]) => row));
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
  };

  for (const table of document.querySelectorAll(".fleet table")) {
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      if (!head.dataset.sort) return;
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent;
      button.addEventListener("click", () => sort(table, head, column));
      head.replaceChildren(button);
    });
  }

  const form = document.querySelector(".fleet .filters");
  if (!form) return;
  const rows = [...document.querySelectorAll(".fleet .apps tbody tr")];
  const failing = (standing) => standing !== "ready" && standing !== "warnings";
  const fits = (row, wanted) =>
    wanted === "" || row.dataset.standing === wanted || (wanted === "failing" && failing(row.dataset.standing));
  const filter = () => {
    const words = form.elements.text.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      row.hidden = !(fits(row, form.elements.standing.value) && words.every((word) => text.includes(word)));
      shown += !row.hidden;
    }
    form.querySelector("output").value = shown === rows.length ? "" : `${shown} of ${rows.length}`;
  };
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  filter();
})();

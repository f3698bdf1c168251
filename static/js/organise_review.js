/* Single keys in the table of pairs: j and k move, l locks, f forbids. They work only while something within the table has
   the focus, never while somebody types, and every one of them has a button. */
(function () {
  "use strict";
  const box = document.querySelector("[data-review]");
  if (!box) return;
  const rows = Array.from(box.querySelectorAll("[data-row]"));
  const told = box.querySelector("[data-keys]");
  if (told) told.hidden = false;

  function go(row) {
    const link = row && row.querySelector("a");
    if (link) link.focus();
  }

  box.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.target.closest("input, select, textarea")) return;
    const row = event.target.closest("[data-row]");
    const at = rows.indexOf(row);
    const key = event.key.toLowerCase();
    if (key === "j") go(rows[Math.min(at + 1, rows.length - 1)]);
    else if (key === "k") go(rows[Math.max(at - 1, 0)]);
    else if (row && (key === "l" || key === "f")) {
      const target = row.querySelector(`[data-key="${key}"]`);
      if (!target) return;
      target.click();
    } else return;
    event.preventDefault();
  });
})();

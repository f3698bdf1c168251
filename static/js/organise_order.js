/* Puts the rows of a list in order: by dragging a grip, and by its buttons without a new page. Without it the buttons post. */
(() => {
  "use strict";
  const rows = (list) => [...list.children];

  function number(list) {
    rows(list).forEach((row, at) => row.querySelectorAll("button[value*=':']").forEach((button) => {
      button.value = button.value.replace(/:\d+$/, `:${at}`);
    }));
  }

  function say(list, row) {
    const box = document.querySelector("[data-order-said]");
    const words = { NAME: row.dataset.name, PLACE: rows(list).indexOf(row) + 1, TOTAL: rows(list).length };
    if (box && list.dataset.said) box.textContent = list.dataset.said.replace(/NAME|PLACE|TOTAL/g, (word) => words[word]);
  }

  async function save(list, row) {
    number(list);
    if (!list.dataset.order) return;
    const body = new URLSearchParams({ part: list.dataset.part });
    rows(list).forEach((each) => body.append("key", each.dataset.key));
    body.append("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
    try {
      const answer = await fetch(list.dataset.order, { method: "POST", body, redirect: "manual" });
      if (answer.type !== "opaqueredirect") throw new Error();
      say(list, row);
    } catch (error) {
      location.reload(); /* show what is there now */
    }
  }

  const middle = (row) => row.getBoundingClientRect().top + row.offsetHeight / 2;

  /* The others move around the row that is held: it stays in the page, and the pointer stays its own. */
  function drag(list, row, grip, event) {
    event.preventDefault();
    const before = rows(list).indexOf(row);
    const over = ({ clientY }) => {
      const above = row.previousElementSibling;
      const below = row.nextElementSibling;
      if (above && clientY < middle(above)) list.insertBefore(above, below);
      else if (below && clientY > middle(below)) list.insertBefore(below, row);
    };
    grip.setPointerCapture(event.pointerId);
    row.dataset.held = "";
    grip.addEventListener("pointermove", over);
    grip.addEventListener("lostpointercapture", () => {
      grip.removeEventListener("pointermove", over);
      delete row.dataset.held;
      if (rows(list).indexOf(row) !== before) save(list, row);
    }, { once: true });
  }

  document.querySelectorAll("[data-order]").forEach((list) => {
    list.querySelectorAll("[data-grip]").forEach((grip) => {
      grip.hidden = false;
      grip.addEventListener("pointerdown", (event) => drag(list, grip.closest("li"), grip, event));
    });
    list.addEventListener("click", (event) => {
      const button = event.target.closest("[data-move]");
      if (!button) return;
      event.preventDefault();
      const row = button.closest("li");
      const up = button.dataset.move < 0;
      const other = up ? row.previousElementSibling : row.nextElementSibling;
      if (!other) return;
      list.insertBefore(up ? row : other, up ? other : row);
      button.focus();
      save(list, row);
    });
  });
})();

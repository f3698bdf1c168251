// How many people are ticked; and ticking one more with Shift held ticks all between. Without it every box works by itself.
for (const form of document.querySelectorAll("[data-picks]")) {
  const boxes = [...form.querySelectorAll('input[name="pick"]')];
  const line = form.querySelector("[data-picked]");
  const number = form.querySelector("[data-picked-number]");
  let last = -1;
  const count = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    line.hidden = ticked === 0;
    number.textContent = ticked;
  };
  boxes.forEach((box, at) =>
    box.addEventListener("click", (event) => {
      if (event.shiftKey && last >= 0) {
        for (let i = Math.min(at, last); i <= Math.max(at, last); i += 1) boxes[i].checked = box.checked;
      }
      last = at;
      count();
    }),
  );
  count();
}

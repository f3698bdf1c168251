/* The admin's search-as-you-type boxes are read out with the label of their field: without this they have no name. */
(() => {
  const name = (within) => {
    for (const box of within.querySelectorAll(".select2-container")) {
      const select = box.previousElementSibling;
      const label = select?.id && document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
      if (!label) continue;
      label.id ||= `${select.id}_label`;
      const shown = box.querySelector(".select2-selection__rendered");
      shown?.setAttribute("aria-labelledby", label.id);
      box.querySelector("[role=combobox]")?.setAttribute("aria-labelledby", `${label.id} ${shown?.id ?? ""}`.trim());
    }
  };
  // jQuery calls back in the order of asking, and the boxes are made in such a call.
  window.addEventListener("load", () => window.django?.jQuery?.(() => name(document)));
  document.addEventListener("formset:added", (event) => setTimeout(() => name(event.target)));
})();

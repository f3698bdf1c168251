/* Saves page loads and key presses; every page works without it. */
(function () {
  "use strict";
  const all = (selector, root) => Array.from((root || document).querySelectorAll(selector));

  function remember(key, value) {
    try {
      if (value) localStorage.setItem(key, value);
      else localStorage.removeItem(key);
    } catch (error) {
      /* storage may be closed to us: the choice lasts for this page */
    }
  }

  /* Colours: as the device, light, dark. The admin keeps its choice under the same key. */
  function themeSwitch(box) {
    const chosen = document.documentElement.dataset.theme || "";
    all("input", box).forEach((input) => {
      input.checked = input.value === chosen;
      input.addEventListener("change", () => {
        if (input.value) document.documentElement.dataset.theme = input.value;
        else delete document.documentElement.dataset.theme;
        remember("theme", input.value);
      });
    });
    box.hidden = false;
  }

  /* A message can be closed, and goes by itself unless somebody is reading or pointing at it. */
  function toast(box) {
    const button = box.querySelector("[data-dismiss]");
    const close = () => box.remove();
    button.hidden = false;
    button.addEventListener("click", close);
    let timer = setTimeout(close, 12000);
    const hold = () => clearTimeout(timer);
    const release = () => { hold(); timer = setTimeout(close, 6000); };
    box.addEventListener("mouseenter", hold);
    box.addEventListener("focusin", hold);
    box.addEventListener("mouseleave", release);
    box.addEventListener("focusout", release);
  }

  function counter(area) {
    const label = area.parentElement.querySelector(".counter");
    if (!label) return;
    const limit = Number(area.dataset.limit);
    const show = () => {
      /* counted as the server counts: by character, a line break as one */
      const length = Array.from(area.value).length;
      label.textContent = label.dataset.pattern.replace("COUNT", length);
      label.classList.toggle("counter--over", length > limit);
    };
    area.addEventListener("input", show);
    show();
  }

  /* Where the server asks for a zone, offer the one of this device; a choice already made stays. */
  function zone(input) {
    const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (!own || document.querySelector("[data-summary]")) return;
    const known = input.tagName !== "SELECT" || all("option", input).some((option) => option.value === own);
    if (known) input.value = own;
  }

  function range(text) {
    const [first, last] = text.split("-").map(Number);
    return (number) => number >= first && number <= last;
  }

  /* Availability: fill in usual hours at once, clear, paint over several hours with the pointer. */
  function week(box) {
    const boxes = all("input[type=checkbox]", box);
    const fill = box.querySelector("[data-week-fill]");
    fill.hidden = false;
    all("[data-days]", fill).forEach((button) => {
      const day = range(button.dataset.days);
      const hour = range(button.dataset.hours);
      button.addEventListener("click", () => boxes.forEach((input) => {
        const first = parseInt(input.value, 10);
        if (day(Math.floor(first / 48)) && hour(Math.floor((first % 48) / 2))) input.checked = true;
      }));
    });
    fill.querySelector("[data-clear]").addEventListener("click", () => boxes.forEach((input) => { input.checked = false; }));

    let paint = null;
    box.addEventListener("pointerdown", (event) => {
      const slot = event.target.closest(".slot");
      if (event.pointerType === "mouse" && slot) paint = { on: !slot.querySelector("input").checked, from: slot };
    });
    box.addEventListener("pointerover", (event) => {
      const slot = event.target.closest(".slot");
      if (!paint || !slot || slot === paint.from) return;
      paint.from.querySelector("input").checked = paint.on;
      slot.querySelector("input").checked = paint.on;
      paint.moved = true;
    });
    box.addEventListener("click", (event) => {
      if (paint && paint.moved) event.preventDefault();
      paint = null;
    });
    window.addEventListener("pointerup", () => setTimeout(() => { paint = null; }));
  }

  /* A button with data-confirm="id" opens that <dialog> instead; the dialog's own form does the work. */
  function confirmation(button) {
    const dialog = document.getElementById(button.dataset.confirm);
    if (!dialog || !dialog.showModal) return;
    button.addEventListener("click", (event) => {
      event.preventDefault();
      dialog.showModal();
    });
    all("[data-close]", dialog).forEach((close) => close.addEventListener("click", (event) => {
      event.preventDefault();
      dialog.close();
    }));
  }

  function menu(box) {
    document.addEventListener("click", (event) => { if (box.open && !box.contains(event.target)) box.open = false; });
    box.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !box.open) return;
      box.open = false;
      box.querySelector("summary").focus();
    });
  }

  function once(form) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) { event.preventDefault(); return; }
      form.dataset.sent = "yes";
      setTimeout(() => { delete form.dataset.sent; }, 4000);
    });
  }

  // A row of tabs that is longer than the page shows the one that is open.
  const openTab = (tabs) => {
    const tab = tabs.querySelector("[aria-current]");
    if (tab) tabs.scrollLeft = tab.offsetLeft - tabs.offsetLeft - (tabs.clientWidth - tab.offsetWidth) / 2;
  };

  const behaviours = {
    "[data-theme-switch]": themeSwitch,
    "[data-toast]": toast,
    "textarea[data-limit]": counter,
    "[data-fill-zone]": zone,
    "[data-week]": week,
    "[data-confirm]": confirmation,
    "[data-menu]": menu,
    ".tabs": openTab,
    "form[method=post]": once,
  };

  function start(root) {
    Object.entries(behaviours).forEach(([selector, behaviour]) => {
      const found = all(selector, root);
      if (root.matches && root.matches(selector)) found.push(root);
      found.forEach((element) => {
        const key = selector + " ready";
        element.ready = element.ready || new Set();
        if (element.ready.has(key)) return;
        element.ready.add(key);
        behaviour(element);
      });
    });
    const summary = root.querySelector("[data-summary]");
    if (summary) summary.focus();
  }

  start(document.documentElement);
  document.addEventListener("htmx:load", (event) => { if (event.target !== document.body) start(event.target); });
  window.addEventListener("pageshow", () => all("form[method=post]").forEach((form) => { delete form.dataset.sent; }));
})();

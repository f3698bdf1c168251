/* Runs before the first paint: the colours chosen in the footer, or those of the device. */
(function () {
  try {
    const theme = localStorage.getItem("theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  } catch (error) {
    /* storage may be closed to us: the device decides */
  }
})();

/* allauth tells the console alone that a passkey was not used: the prompt was closed, or this device has none. */
document.addEventListener("allauth.error", (event) => {
  const note = document.querySelector("[data-passkey-error]");
  if (!note) return;
  event.preventDefault();
  note.hidden = false;
  note.focus();
});

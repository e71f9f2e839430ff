// Alt (or Alt+Shift) with a letter does the same in every browser: goes to a line, takes a choice, presses a button.
// Browsers differ in which of the two they take, and Vietnamese typing aids change the letter; the key's place does not.
document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.repeat || !event.altKey || event.ctrlKey || event.metaKey) return;
  const [, key] = /^(?:Key|Digit)([A-Z0-9])$/.exec(event.code) ?? [];
  const meant = key && [...document.querySelectorAll("[accesskey]")].find((e) => e.accessKey === key.toLowerCase());
  if (!meant) return;
  event.preventDefault();
  meant.focus();
  if (meant.matches("button, a, [type=radio], [type=checkbox]")) meant.click();
});

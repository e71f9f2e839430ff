// Signing out takes the pages of visits off this device. Notes nobody stored yet stay, and are told.
import { all, wipe } from "./field-store.js";

const form = document.querySelector("form[data-signout]");
form?.addEventListener("submit", async (event) => {
  if (form.dataset.clean || !window.indexedDB || !window.caches) return;
  event.preventDefault();
  try {
    const waiting = (await all()).length;
    if (waiting && !confirm(form.dataset.signout.replace("{n}", waiting))) return;
    await wipe();
  } catch {
    // A device that keeps nothing has nothing to clear.
  }
  form.dataset.clean = "1";
  form.submit();
});

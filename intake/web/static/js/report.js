// The form page: draft, unit search, days overdue, and only the questions that apply.
import { forget, restore, save, watch } from "./draft.js";
import { sendOnce } from "./once.js";
import { unitSearch } from "./unitsearch.js";

const form = document.getElementById("report");
const chosen = (name) => form.querySelector(`input[name="${name}"]:checked`)?.value;

function keepDraft() {
  const notice = document.getElementById("draft-notice");
  notice.hidden = !restore(form);
  const unit = form.querySelector("input[name=unit][type=hidden]");
  if (!notice.hidden && unit?.value) {
    const place = document.getElementById("place");
    document.getElementById("place-chosen").textContent = `${place.parentElement.dataset.chosen} ${place.value}`;
  }
  const stop = watch(form);
  document.getElementById("draft-clear").addEventListener("click", () => {
    stop();
    form.reset();
    form.querySelectorAll("input[name=unit][type=hidden]").forEach((field) => (field.value = ""));
    document.getElementById("place-chosen").textContent = "";
    forget();
    notice.hidden = true;
    settle();
    document.getElementById("text").focus();
  });
  if (!notice.hidden) document.getElementById("text").dispatchEvent(new Event("input", { bubbles: true }));
}

// Asks for a name or a number only where the person chose to give one.
function settle() {
  const level = chosen("identity_level");
  document.getElementById("who").hidden = !level || level === "anonymous";
  document.getElementById("who-name").hidden = level !== "declared";
  const dossier = document.getElementById("dossier");
  if (chosen("submitter_type") === "business") dossier.open = true;
}

const isoDay = (name) => {
  const [year, month, day] = ["year", "month", "day"].map((part) => document.getElementById(`${name}-${part}`).value.trim());
  return /^\d{4}$/.test(year) && month && day ? `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}` : "";
};

function countOverdue() {
  const line = document.getElementById("overdue");
  let timer;
  let last = "";
  const ask = async () => {
    const query = new URLSearchParams({ received: isoDay("received"), promised: isoDay("promised") }).toString();
    if (query === last) return;
    last = query;
    line.textContent = "";
    if (!isoDay("promised")) return;
    try {
      const answer = await fetch(`${form.dataset.overdueUrl}?${query}`);
      const text = answer.ok ? (await answer.json()).text : "";
      if (query === last) line.textContent = text;
    } catch {
      last = ""; // the review page says it anyway
    }
  };
  document.getElementById("dossier").addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 400);
  });
}

unitSearch(form.querySelector("[data-search]"), form.dataset.unitUrl);
keepDraft();
settle();
form.addEventListener("change", settle);
countOverdue();
form.addEventListener("submit", () => save(form));
sendOnce(form);

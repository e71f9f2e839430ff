// The form page: draft, unit search, days overdue.
import { forget, restore, save, watch } from "./draft.js";
import { sendOnce } from "./once.js";
import { reveal } from "./reveal.js";
import { unitSearch } from "./unitsearch.js";

const form = document.getElementById("report");

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
    reveal();
    document.getElementById("text").focus();
  });
  if (!notice.hidden) document.getElementById("text").dispatchEvent(new Event("input", { bubbles: true }));
}

// Businesses have a slip in their hand more often than not.
function openDossier() {
  const business = form.querySelector('input[name="submitter_type"][value="business"]').checked;
  if (business) document.getElementById("dossier").open = true;
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
reveal();
openDossier();
form.addEventListener("change", openDossier);
countOverdue();
form.addEventListener("submit", () => save(form));
sendOnce(form);

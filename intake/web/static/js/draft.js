// Keeps what is being typed on this device, so that no refresh or lost line costs a word.
// Name and contact stay in the tab's own memory: they go when the tab is closed.

const KEY = "lang-nghe-draft";
const LIFE = 7 * 24 * 3600 * 1000;
const KEPT = ["text", "place", "unit", "dossier_code", "procedure"].concat(
  ["occurred", "received", "promised"].flatMap((n) => [`${n}-day`, `${n}-month`, `${n}-year`])
);
const CHOICES = ["submitter_type", "apology", "identity_level", "place_unknown"];
const IN_TAB = ["name", "contact"];

function read(store) {
  try {
    const draft = JSON.parse(store.getItem(KEY) || "null");
    return draft && Date.now() - draft.at < LIFE ? draft.fields : null;
  } catch {
    return null;
  }
}

function write(store, fields) {
  try {
    if (Object.values(fields).some(Boolean)) store.setItem(KEY, JSON.stringify({ at: Date.now(), fields }));
    else store.removeItem(KEY);
  } catch {
    // A full or forbidden store only costs the convenience.
  }
}

export function forget() {
  for (const store of [() => localStorage, () => sessionStorage]) {
    try {
      store().removeItem(KEY);
    } catch {
      // Nothing was kept.
    }
  }
}

const input = (form, name) => form.querySelector(`input[name="${name}"]:not([type=radio]), textarea[name="${name}"]`);
const valueOf = (form, name) => input(form, name)?.value || "";
const choiceOf = (form, name) => form.querySelector(`input[name="${name}"]:checked`)?.value || "";
const pick = (form, names, get) => Object.fromEntries(names.map((n) => [n, get(form, n)]));

export function save(form) {
  const typed = pick(form, KEPT, valueOf);
  const written = Object.values(typed).some(Boolean);
  write(localStorage, written ? { ...typed, ...pick(form, CHOICES, choiceOf) } : {});
  write(sessionStorage, pick(form, IN_TAB, valueOf));
}

// Fills an untouched form; true when there was something to give back.
export function restore(form) {
  if ([...KEPT, ...IN_TAB].some((name) => valueOf(form, name))) return false;
  const draft = { ...read(localStorage), ...read(sessionStorage) };
  let given = false;
  for (const name of [...KEPT, ...IN_TAB]) {
    const field = input(form, name);
    if (!field || !draft[name]) continue;
    field.value = draft[name];
    given = true;
  }
  for (const name of given ? CHOICES : []) {
    const choice = [...form.querySelectorAll(`input[name="${name}"]`)].find((c) => c.value === draft[name]);
    if (choice) choice.checked = true;
  }
  return given;
}

export function watch(form) {
  let timer;
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => save(form), 300);
  };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  addEventListener("pagehide", () => save(form));
  return () => clearTimeout(timer);
}

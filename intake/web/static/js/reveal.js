// Shows a part only while one of the choices it belongs to is taken:
// <div data-when="identity_level=declared contactable_pseudonym">. Without scripts all parts show.

const wanted = (part) => {
  const [name, values] = part.dataset.when.split("=");
  const chosen = document.querySelector(`input[name="${name}"]:checked`);
  return Boolean(chosen) && values.split(" ").includes(chosen.value);
};

export function reveal() {
  for (const part of document.querySelectorAll("[data-when]")) part.hidden = !wanted(part);
}

reveal();
document.addEventListener("change", reveal);
addEventListener("pageshow", reveal);

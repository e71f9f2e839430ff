// The operator's desk: units offered while the place is typed. Without scripts the desk asks after.
import "./keys.js";
import { unitSearch } from "./unitsearch.js";

const box = document.querySelector("[data-search]");
unitSearch(box, box.dataset.unitUrl);

// A unit found counts only for the very words it was found for.
const form = box.closest("form");
form.addEventListener("change", () => {
  const field = (name) => form.querySelector(`input[name=${name}]`);
  if (field("unit_found")?.value && field("found_for")) field("found_for").value = field("place").value;
});

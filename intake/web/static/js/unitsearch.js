// The unit search: ARIA combobox with a list, over an ordinary text box.
// https://www.w3.org/WAI/ARIA/apg/patterns/combobox/

const element = (tag, className, text = "") => {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
};

class UnitSearch {
  constructor(box, url) {
    this.box = box;
    this.url = url;
    this.input = box.querySelector("input");
    this.chosen = document.getElementById(`${this.input.id}-chosen`);
    this.results = [];
    this.at = -1;
    this.build();
    this.input.addEventListener("input", () => this.typed());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => this.close());
    this.list.addEventListener("mousedown", (event) => event.preventDefault()); // keep focus
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.take(Number(option.dataset.index));
    });
  }

  build() {
    const id = `${this.input.id}-list`;
    this.list = element("ul", "ln-search__list");
    Object.assign(this.list, { id, role: "listbox", hidden: true });
    this.list.setAttribute("aria-label", document.querySelector(`label[for="${this.input.id}"]`).textContent);
    this.said = element("div", "govuk-visually-hidden");
    this.said.setAttribute("aria-live", "polite");
    this.box.append(this.list, this.said);
    const traits = { role: "combobox", "aria-autocomplete": "list", "aria-controls": id, "aria-expanded": "false" };
    for (const [name, value] of Object.entries(traits)) this.input.setAttribute(name, value);
  }

  // The hidden field that carries the unit; the radios of a former answer give way to it.
  unit() {
    const form = this.input.form;
    document.getElementById("place-choices")?.remove();
    const name = this.box.dataset.field || "unit";
    let field = form.querySelector(`input[name=${name}]`);
    if (!field) {
      field = Object.assign(document.createElement("input"), { type: "hidden", name });
      form.append(field);
    }
    return field;
  }

  typed() {
    this.unit().value = "";
    this.chosen.textContent = "";
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), 200);
  }

  async ask() {
    const query = this.input.value.trim();
    this.asking?.abort();
    if (query.length < 2) return this.close();
    this.asking = new AbortController();
    try {
      const answer = await fetch(`${this.url}?q=${encodeURIComponent(query)}`, { signal: this.asking.signal });
      if (answer.ok && this.input.value.trim() === query) this.show((await answer.json()).results);
    } catch {
      this.close(); // without an answer it stays a text box
    }
  }

  show(results) {
    this.results = results;
    this.at = -1;
    this.list.replaceChildren(...results.map((result, index) => this.option(result, index)));
    this.open(results.length > 0);
    const { found, none } = this.box.dataset;
    this.said.textContent = results.length ? found.replace("%{count}", results.length) : none;
  }

  option(result, index) {
    const option = element("li", "ln-search__option", result.label);
    option.id = `${this.list.id}-${index}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.dataset.index = index;
    if (result.note) option.append(element("span", "ln-search__note", result.note));
    return option;
  }

  open(yes) {
    this.list.hidden = !yes;
    this.input.setAttribute("aria-expanded", String(yes));
    if (!yes) this.input.removeAttribute("aria-activedescendant");
  }

  close() {
    clearTimeout(this.timer);
    this.open(false);
  }

  key(event) {
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in steps && this.results.length) {
      event.preventDefault();
      if (this.list.hidden) this.open(true);
      this.move(steps[event.key]);
    } else if (event.key === "Enter" && !this.list.hidden && this.at >= 0) {
      event.preventDefault();
      this.take(this.at);
    } else if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault();
      this.close();
    }
  }

  move(step) {
    const options = [...this.list.children];
    const last = options.length - 1;
    const next = this.at + step;
    this.at = next < 0 ? last : next > last ? 0 : next;
    options.forEach((option, index) => option.setAttribute("aria-selected", String(index === this.at)));
    options[this.at].scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", options[this.at].id);
  }

  take(index) {
    const { id, label, note } = this.results[index];
    this.input.value = label;
    this.unit().value = id;
    this.chosen.textContent = `${this.box.dataset.chosen} ${note ? `${label} (${note})` : label}`;
    this.said.textContent = this.chosen.textContent;
    const unknown = document.getElementById("place_unknown");
    if (unknown) unknown.checked = false;
    this.close();
    this.input.form.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

export function unitSearch(box, url) {
  return new UnitSearch(box, url);
}

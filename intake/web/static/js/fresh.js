// Each opening of a link to a new form opens another one: this page may stay open for long, before
// several people, and the form of the one before is not for the next.
// The first three letters of a name are the server's hour, the other five are by chance.
const byChance = () => (crypto.getRandomValues(new Uint32Array(1))[0] >>> 12).toString(16).padStart(5, "0");

const rename = (event) => {
  const link = event.target.closest?.("[data-fresh]");
  if (link) link.href = link.href.replace(/([0-9a-f]{3})[0-9a-f]{5}(?=$|\?)/, (_name, hour) => hour + byChance());
};
for (const how of ["pointerdown", "keydown", "contextmenu", "click", "auxclick"]) addEventListener(how, rename, true);

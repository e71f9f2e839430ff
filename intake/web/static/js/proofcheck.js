// A proof of filing checked on this machine alone: Ed25519 (RFC 8032) by the browser's own WebCrypto.
// This script is written into the page that is taken home (proof_offline.html); it asks nobody.
const SHAPE = /^(Lang Nghe: proof of filing, version 1\nreference: (LN-[0-9A-Z]{4}-[0-9A-Z]{5})\nreceived: ([0-9T:.-]+Z)\ntext-sha256: ([0-9a-f]{64})\nkey: ([0-9a-f]{64})\n)signature: ([A-Za-z0-9+/=]{88})[ \t\n\ufeff]*$/;
const utf8 = new TextEncoder();
const at = (id) => document.getElementById(id);
const said = at("words").dataset;

const bytes = (hex) => Uint8Array.from(hex.match(/../g), (two) => parseInt(two, 16));

async function officeKey() {
  if (!globalThis.crypto?.subtle) return null;
  try {
    return await crypto.subtle.importKey("raw", bytes(said.key), { name: "Ed25519" }, false, ["verify"]);
  } catch {
    return null;
  }
}

async function digest(text) {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", utf8.encode(text)));
  return [...hash].map((one) => one.toString(16).padStart(2, "0")).join("");
}

// A text box gives every line end as LF, whatever was sent.
async function isAbout(hash, text) {
  const forms = [text, text.trim()];
  for (const form of [...forms, ...forms.map((one) => one.replaceAll("\n", "\r\n"))]) {
    if ((await digest(form)) === hash) return true;
  }
  return false;
}

async function genuine(key, statement, signature) {
  try {
    const given = Uint8Array.from(atob(signature), (one) => one.charCodeAt(0));
    return await crypto.subtle.verify({ name: "Ed25519" }, key, given, utf8.encode(statement));
  } catch {
    return false;
  }
}

function tell(kind, text) {
  at("told").className = kind;
  at("told").textContent = text;
}

async function check(key) {
  const pasted = at("proof").value.replaceAll("\r\n", "\n").replace(/^[\ufeff \n]+/, "");
  const found = SHAPE.exec(pasted);
  if (!found) return tell("bad", said.none);
  const [, statement, reference, received, hash, , signature] = found;
  if (!(await genuine(key, statement, signature))) return tell("bad", said.forged);
  const text = at("text").value;
  if (text.trim() && !(await isAbout(hash, text))) return tell("bad", said.other);
  const when = new Date(received);
  const local = when.toLocaleString(document.documentElement.lang, { timeZone: "Asia/Ho_Chi_Minh" });
  tell("good", said.good.replace("{ref}", reference).replace("{when}", local));
}

at("file").addEventListener("change", async (event) => {
  const [file] = event.target.files;
  if (!file) return;
  at("proof").value = (await file.slice(0, 20_000).text());
  tell("", "");
});
// A verdict is about what was checked: it goes with the first letter changed.
for (const box of ["proof", "text"]) at(box).addEventListener("input", () => tell("", ""));

const key = await officeKey();
if (key) at("check").addEventListener("submit", (event) => { event.preventDefault(); check(key); });
else {
  at("check").hidden = true;
  tell("bad", said.unable);
}

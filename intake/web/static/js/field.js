// The page on the spot: writes notes and photos down here first, sends them when there is a network.
import { all, put, remove, wipe } from "./field-store.js";

const root = document.getElementById("field");
const say = root.dataset;
const own = { case: Number(say.case), staff: Number(say.staff) };
const at = (id) => document.getElementById(id);
const tell = (name, text) => {
  at(name).textContent = text;
};
const WIDEST = 1600;

// A photo no wider than a page needs: the line out there is thin, and no place or time goes along.
async function smaller(file) {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, WIDEST / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.85));
}

async function photoOf(file) {
  const fit = await smaller(file).catch(() => null);
  return (fit || file).arrayBuffer();
}

const mine = async () =>
  (await all()).filter((e) => e.case === own.case && e.staff === own.staff).sort((a, b) => (a.at < b.at ? -1 : 1));

async function show() {
  const entries = await mine();
  at("entries").replaceChildren(...entries.map(line));
  tell("waiting", say.waiting.replace("{n}", entries.length));
  at("finish").disabled = entries.length > 0;
  const others = (await all()).filter((e) => e.staff !== own.staff).length;
  tell("others", others ? say.others.replace("{n}", others) : "");
}

function line(entry) {
  const item = document.createElement("li");
  const words = document.createElement("p");
  words.className = "ln-asis";
  words.textContent = [entry.words, entry.photo ? say.photo : "", entry.error || ""].filter(Boolean).join(" · ");
  const drop = document.createElement("button");
  drop.type = "button";
  drop.className = "ln-link-button";
  drop.textContent = say.drop;
  drop.addEventListener("click", async () => {
    if (!confirm(say.sure)) return;
    await remove(entry.uuid);
    await show();
  });
  item.append(words, drop);
  return item;
}

async function write(event) {
  event.preventDefault();
  const words = at("words").value.trim();
  const [file] = at("photo").files;
  if (!words && !file) return at("words").focus();
  const photo = file ? await photoOf(file) : null;
  const entry = { ...own, uuid: crypto.randomUUID(), item: at("item").value, words, photo, at: new Date().toISOString() };
  try {
    await put(entry);
  } catch {
    return tell("state", say.full); // what was typed stays in its field
  }
  event.target.reset();
  tell("state", say.kept);
  await show();
  await send();
}

const ask = (path, more = {}) =>
  fetch(path, { redirect: "manual", cache: "no-store", credentials: "same-origin", referrerPolicy: "same-origin", ...more });

async function ready() {
  const answer = await ask("san-sang");
  at("signin").hidden = answer.type !== "opaqueredirect" && answer.status !== 401;
  if (!at("signin").hidden) return tell("state", say.signin);
  if ([403, 404].includes(answer.status) && !(await all()).length) await wipe(); // no longer of the team
  if (!answer.ok) return tell("state", say.refused);
  const found = await answer.json();
  if (found.staff !== own.staff) return tell("state", say.other);
  return found;
}

async function one(entry, token) {
  const body = new FormData();
  for (const name of ["uuid", "item", "words", "at"]) body.append(name, entry[name]);
  if (entry.photo) body.append("photo", new Blob([entry.photo], { type: "image/jpeg" }), "anh.jpg");
  const answer = await ask("gui", { method: "POST", body, headers: { "X-CSRFToken": token } });
  const found = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
  if (answer.ok && found.stored && found.uuid === entry.uuid) await remove(entry.uuid);
  else if (answer.status === 422) await put({ ...entry, error: found.error });
  else throw new Error(String(answer.status));
}

// Each note by itself: a line that breaks costs only the one under way, and that one is sent again.
async function deliver() {
  const entries = await mine();
  try {
    const found = await ready();
    if (!found) return;
    tell("stored", say.stored.replace("{n}", found.held.length));
    for (const entry of entries) await one(entry, found.token);
    if (entries.length) {
      const after = await ready();
      if (after) tell("stored", say.stored.replace("{n}", after.held.length));
    }
    tell("state", say.online);
  } catch {
    tell("state", say.offline);
  } finally {
    await show();
  }
}

const send = () => (navigator.locks ? navigator.locks.request("ln-field", deliver) : deliver());

at("write").addEventListener("submit", write);
at("send").addEventListener("click", send);
at("finish").addEventListener("click", async () => {
  await send();
  if ((await mine()).length) return;
  await wipe();
  location.assign(say.after);
});
addEventListener("online", send);
addEventListener("offline", () => tell("state", say.offline));
setInterval(async () => (await mine()).length && navigator.onLine && send(), 30_000);

root.hidden = false;
if (navigator.serviceWorker) {
  navigator.serviceWorker.register("sw.js", { scope: "./", updateViaCache: "none" }).catch(() => tell("carried", say.lost));
  navigator.serviceWorker.ready.then(() => tell("carried", say.carried));
} else tell("carried", say.lost);
navigator.storage?.persist?.();
await show();
await send();

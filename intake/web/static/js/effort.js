// Solves an ALTCHA challenge (PBKDF2) in place of the question; whatever fails leaves the question.
const form = document.getElementById("asked");
const shown = document.getElementById("effort");
const AT_ONCE = 16;

const bytes = (hex) => Uint8Array.from(hex.match(/../g) || [], (pair) => parseInt(pair, 16));
const hex = (buffer) =>
  Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");

function guess(nonce, counter) {
  const password = new Uint8Array(nonce.length + 4);
  password.set(nonce);
  new DataView(password.buffer).setUint32(nonce.length, counter);
  return password;
}

async function attempt(parameters, counter) {
  const password = guess(bytes(parameters.nonce), counter);
  const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
  const how = {
    name: "PBKDF2", hash: "SHA-256", salt: bytes(parameters.salt), iterations: parameters.cost,
  };
  return hex(await crypto.subtle.deriveBits(how, key, parameters.keyLength * 8));
}

async function solve(parameters, tell) {
  for (let counter = 0; counter < 100000; counter += AT_ONCE) {
    const counters = Array.from({ length: AT_ONCE }, (_, step) => counter + step);
    const keys = await Promise.all(counters.map((one) => attempt(parameters, one)));
    const found = keys.findIndex((key) => key.startsWith(parameters.keyPrefix));
    if (found >= 0) return { counter: counters[found], derivedKey: keys[found] };
    tell(counter);
  }
  throw new Error("no solution");
}

async function instead() {
  const challenge = JSON.parse(form.dataset.challenge);
  const question = document.getElementById("question");
  const bar = shown.querySelector("progress");
  const began = performance.now();
  question.hidden = true;
  shown.hidden = false;
  shown.querySelector("button").addEventListener("click", () => {
    question.hidden = false;
    shown.hidden = true;
    question.querySelector("input[type=text]").focus();
  });
  const solution = await solve(challenge.parameters, (counter) => { bar.value = counter; });
  solution.time = Math.round(performance.now() - began);
  if (!question.hidden) return; // who chose the question answers it
  form.elements.altcha.value = btoa(JSON.stringify({ challenge, solution }));
  form.submit();
}

if (form && shown && globalThis.crypto?.subtle && !form.dataset.wrong) {
  instead().catch(() => {
    document.getElementById("question").hidden = false;
    shown.hidden = true;
  });
}

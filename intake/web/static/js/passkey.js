// The browser's half of a passkey: ask the device, hand its answer to the form, send the form.

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const listed = (keys) => (keys || []).map((key) => ({ ...key, id: bytes(key.id) }));

async function made(options) {
  const key = await navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      user: { ...options.user, id: bytes(options.user.id) },
      excludeCredentials: listed(options.excludeCredentials),
    },
  });
  return {
    id: key.id,
    rawId: text(key.rawId),
    type: key.type,
    response: {
      attestationObject: text(key.response.attestationObject),
      clientDataJSON: text(key.response.clientDataJSON),
      transports: key.response.getTransports ? key.response.getTransports() : null,
    },
    extensions: JSON.stringify(key.getClientExtensionResults()),
  };
}

async function signed(options) {
  const key = await navigator.credentials.get({
    publicKey: { ...options, challenge: bytes(options.challenge), allowCredentials: listed(options.allowCredentials) },
  });
  return {
    id: key.id,
    rawId: text(key.rawId),
    type: key.type,
    response: {
      authenticatorData: text(key.response.authenticatorData),
      clientDataJSON: text(key.response.clientDataJSON),
      signature: text(key.response.signature),
      userHandle: key.response.userHandle ? text(key.response.userHandle) : null,
    },
  };
}

const form = document.getElementById("passkey");
if (form) {
  const failed = document.getElementById("passkey-failed");
  const waiting = document.getElementById("passkey-waiting");
  const ask = form.dataset.way === "create" ? made : signed;
  const start = window.PublicKeyCredential ? ask(JSON.parse(form.dataset.options)) : Promise.reject();
  start
    .then((answer) => {
      form.elements.credential.value = JSON.stringify(answer);
      form.submit();
    })
    .catch(() => {
      waiting.hidden = true;
      failed.hidden = false;
      failed.focus();
    });
}

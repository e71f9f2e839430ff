// One press sends once; without a connection nothing is sent and the person is told.

// A slow line is no reason to hold anybody back: only a plain failure counts as lost.
const reachable = (url) => {
  if (!navigator.onLine) return Promise.resolve(false);
  const asked = fetch(url, { method: "HEAD", cache: "no-store" })
    .then((answer) => answer.text())
    .then(() => true, () => false);
  const enough = new Promise((resolve) => setTimeout(() => resolve(true), 5000));
  return Promise.race([asked, enough]);
};

export function sendOnce(form) {
  const lost = document.getElementById("lost");
  let state = "idle";

  form.addEventListener("submit", async (event) => {
    if (state === "go") {
      state = "sent";
      return;
    }
    event.preventDefault();
    if (state !== "idle") return;
    state = "asking";
    form.setAttribute("aria-busy", "true");
    const ok = await reachable(form.dataset.pingUrl);
    form.removeAttribute("aria-busy");
    if (lost) lost.hidden = ok;
    state = ok ? "go" : "idle";
    if (!ok) return;
    if (form.requestSubmit) form.requestSubmit(event.submitter);
    else form.submit();
  });

  // Back from the next page: the button must work again.
  addEventListener("pageshow", () => (state = "idle"));
  addEventListener("offline", () => lost && (lost.hidden = false));
  addEventListener("online", () => lost && (lost.hidden = true));
}

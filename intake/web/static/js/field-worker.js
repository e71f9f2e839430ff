// Keeps the page of one visit and what it is drawn with, and gives it back where there is no network.

async function fill() {
  const cache = await caches.open(TOLD.name);
  for (const address of [TOLD.page, ...TOLD.assets]) {
    const answer = await fetch(address, { cache: "reload", credentials: "same-origin" });
    if (!answer.ok || answer.redirected) throw new Error(address);
    await cache.put(address, answer);
  }
}

async function page(request) {
  const cache = await caches.open(TOLD.name);
  const kept = await cache.match(TOLD.page);
  try {
    const fresh = await fetch(request);
    if (fresh.status >= 500 && kept) return kept;
    if (fresh.status === 403 || fresh.status === 404) await caches.delete(TOLD.name);
    else if (fresh.ok && !fresh.redirected) await cache.put(TOLD.page, fresh.clone());
    return fresh;
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}

async function asset(request) {
  const cache = await caches.open(TOLD.name);
  try {
    const fresh = await fetch(request);
    if (fresh.ok) await cache.put(request.url, fresh.clone());
    return fresh;
  } catch (error) {
    const kept = await cache.match(request.url, { ignoreSearch: true });
    if (kept) return kept;
    throw error;
  }
}

self.addEventListener("install", (event) => event.waitUntil(fill().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate" && pathname === TOLD.page) event.respondWith(page(request));
  else if (pathname.startsWith("/static/")) event.respondWith(asset(request));
});

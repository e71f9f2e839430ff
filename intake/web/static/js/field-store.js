// What was written on the spot, kept on this telephone until the server has said it is stored.

const NAME = "lang-nghe-field";
export const CACHES = "ln-field-";

function open() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("entries", { keyPath: "uuid" });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

async function act(mode, work) {
  const db = await open();
  try {
    return await new Promise((resolve, reject) => {
      const step = db.transaction("entries", mode, { durability: "strict" });
      const asked = work(step.objectStore("entries"));
      step.oncomplete = () => resolve(asked.result);
      step.onabort = step.onerror = () => reject(step.error);
    });
  } finally {
    db.close();
  }
}

export const put = (entry) => act("readwrite", (store) => store.put(entry));
export const remove = (uuid) => act("readwrite", (store) => store.delete(uuid));
export const all = () => act("readonly", (store) => store.getAll());

// Removes pages and workers of visits; what was written only where nothing waits any more.
export async function wipe() {
  for (const name of await caches.keys()) if (name.startsWith(CACHES)) await caches.delete(name);
  for (const worker of (await navigator.serviceWorker?.getRegistrations()) || [])
    if (worker.scope.includes("/hien-truong/")) await worker.unregister();
  if ((await all()).length === 0) indexedDB.deleteDatabase(NAME);
}

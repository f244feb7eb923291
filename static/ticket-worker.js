/* Keeps one ticket's page on the phone. Its scope is that page alone; signing out erases it (signed-out.js). */

const STORE = "ticket-1";

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("message", (event) => {
  const { page, parts } = event.data;
  event.waitUntil(keep(page, parts).then((kept) => event.ports[0].postMessage({ kept })));
});

self.addEventListener("fetch", (event) => {
  if (event.request.method === "GET") event.respondWith(answer(event.request));
});

async function keep(page, parts) {
  const store = await caches.open(STORE);
  try {
    await Promise.all(parts.map((part) => store.add(part)));
    await renew(store, page, await fetch(page, { redirect: "manual" }));
  } catch {
    /* offline: what was kept before still stands */
  }
  return Boolean(await store.match(page, { ignoreVary: true }));
}

async function answer(request) {
  const store = await caches.open(STORE);
  const isPage = request.mode === "navigate";
  const kept = () => store.match(request, { ignoreSearch: isPage, ignoreVary: true });
  try {
    const fresh = await fetch(request);
    if (isPage) await renew(store, new URL(request.url).pathname, fresh.clone());
    return fresh;
  } catch (error) {
    const page = await kept();
    if (page) return page;
    throw error;
  }
}

/* Only the ticket itself is kept: neither a sign-in page nor an error page. */
async function renew(store, page, fresh) {
  if (fresh.ok && !fresh.redirected && fresh.type !== "opaqueredirect") await store.put(page, fresh);
  if (fresh.status === 404) await store.delete(page);
}

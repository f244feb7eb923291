/* Signing out takes the pages with it that this browser kept to work offline. */
if ("caches" in window) {
  for (const name of await caches.keys()) {
    if (!name.startsWith("scanner")) await caches.delete(name);
  }
}

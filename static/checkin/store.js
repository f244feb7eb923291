// What this device must not lose: its pairing, its sequence, the scans not yet sent.

const NAME = "eti-door";

/** Open the device's own database. */
export function openStore() {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(NAME, 1);
    opening.onupgradeneeded = () => {
      opening.result.createObjectStore("settings");
      opening.result.createObjectStore("outbox", { keyPath: "seq" });
    };
    opening.onsuccess = () => resolve(new Store(opening.result));
    opening.onerror = () => reject(opening.error);
  });
}

class Store {
  constructor(database) {
    this.database = database;
  }

  /** Return a setting, or undefined. */
  async get(key) {
    const found = await this.#run("settings", "readonly", (settings) => settings.get(key));
    return found.result;
  }

  async set(key, value) {
    await this.#run("settings", "readwrite", (settings) => settings.put(value, key));
  }

  /** Keep a scan under the next number of the sequence; it is safe when this returns. */
  async record(scan) {
    const work = this.database.transaction(["settings", "outbox"], "readwrite", {
      durability: "strict",
    });
    const settings = work.objectStore("settings");
    const last = settings.get("seq");
    last.onsuccess = () => {
      scan.seq = (last.result ?? 0) + 1;
      settings.put(scan.seq, "seq");
      work.objectStore("outbox").put(scan);
    };
    await finished(work);
    return scan;
  }

  /** Return the oldest scans that wait. */
  async waiting(limit) {
    const found = await this.#run("outbox", "readonly", (outbox) => outbox.getAll(null, limit));
    return found.result;
  }

  async count() {
    const found = await this.#run("outbox", "readonly", (outbox) => outbox.count());
    return found.result;
  }

  /** Let go of scans that the server has answered. */
  async forget(scans) {
    await this.#run("outbox", "readwrite", (outbox) => {
      for (const scan of scans) outbox.delete(scan.seq);
    });
  }

  /** Erase the pairing; the sequence goes on, and what waits is kept. */
  async unpair() {
    await this.#run("settings", "readwrite", (settings) => {
      for (const key of ["token", "device", "point", "direction", "offset"]) settings.delete(key);
    });
  }

  async #run(name, mode, act) {
    const work = this.database.transaction(name, mode, { durability: "strict" });
    const request = act(work.objectStore(name));
    await finished(work);
    return request;
  }
}

function finished(work) {
  return new Promise((resolve, reject) => {
    work.oncomplete = resolve;
    work.onabort = work.onerror = () => reject(work.error);
  });
}

// Scans are recorded first and sent behind: at once, and again until they are answered.

import { NotPaired, Refused, Unreachable } from "./api.js";

const AT_MOST = 500;
const AGAIN_EVERY = 15_000;
const GREET_EVERY = 5_000;

export class Sender extends EventTarget {
  #running = null;
  #wanted = false;
  #greetedAt = -Infinity;
  #later = 0;
  #started = false;

  /** `greet` asks the server something small, so that we know that it is there. */
  constructor(store, api, greet) {
    super();
    this.store = store;
    this.api = api;
    this.greet = greet;
    this.state = { waiting: 0, contact: null, offline: false, unpaired: false };
  }

  /** Send now, and whenever there is a new chance. */
  start() {
    if (this.#started) return this.flush();
    this.#started = true;
    addEventListener("online", () => this.flush());
    addEventListener("offline", () => this.#tell({ offline: true }));
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.flush();
    });
    setInterval(() => this.flush(), AGAIN_EVERY);
    return this.flush();
  }

  /** Send what waits; one call at a time, and once more if asked meanwhile. */
  flush() {
    this.#wanted = true;
    this.#running ??= this.#drain().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async #drain() {
    while (this.#wanted) {
      this.#wanted = false;
      try {
        await this.#sendAll();
        this.#tell({ contact: new Date(), offline: false, unpaired: false });
      } catch (error) {
        if (error instanceof NotPaired) this.#tell({ unpaired: true });
        else if (error instanceof Unreachable) this.#tell({ offline: true });
        else if (!(error instanceof Refused)) throw error;
      } finally {
        this.#tell({ waiting: await this.store.count() });
      }
    }
  }

  async #sendAll() {
    let scans = await this.store.waiting(AT_MOST);
    this.#tell({ waiting: await this.store.count() });
    const nothing = !scans.length;
    while (scans.length) {
      const verdicts = await this.api.send(scans);
      const answers = new Map(verdicts.map((verdict) => [verdict.scan_id, verdict]));
      const answered = scans.filter((scan) => answers.has(scan.scan_id));
      if (!answered.length) throw new Unreachable();
      await this.store.forget(answered);
      for (const scan of answered) {
        const detail = { scan, answer: answers.get(scan.scan_id) };
        this.dispatchEvent(new CustomEvent("answer", { detail }));
      }
      scans = await this.store.waiting(AT_MOST);
    }
    await this.#greet(nothing);
  }

  // After each scan would be too often: once in a while, and once behind the last one.
  async #greet(now) {
    clearTimeout(this.#later);
    if (!now && performance.now() - this.#greetedAt < GREET_EVERY) {
      this.#later = setTimeout(() => this.flush(), GREET_EVERY);
      return;
    }
    await this.greet();
    this.#greetedAt = performance.now();
  }

  #tell(change) {
    this.state = { ...this.state, ...change };
    this.dispatchEvent(new Event("state"));
  }
}

// The verdict: a word, a colour, a shape; only a success moves on by itself.

const MOVES_ON_AFTER = 2_000;

const LOOKS = {
  ready: { icon: "ready", tone: "idle" },
  waiting: { icon: "wait", tone: "wait", mood: "wait", next: true },
  welcome: { icon: "check", tone: "", mood: "good", next: true, undo: true, movesOn: true },
  left: { icon: "out", tone: "", mood: "good", next: true, undo: true, movesOn: true },
  already_in: { icon: "warn", tone: "again", mood: "look", next: true, undo: true, exit: true },
  wrong_half_day: { icon: "clock", tone: "again", mood: "look", next: true, search: true },
  not_confirmed: { icon: "warn", tone: "again", mood: "look", next: true, search: true },
  unknown: { icon: "question", tone: "again", mood: "look", next: true, search: true, walkIn: true },
  revoked: { icon: "cross", tone: "no", mood: "stop", next: true, search: true },
  quarantined: { icon: "cross", tone: "no", mood: "stop", next: true },
  error: { icon: "cross", tone: "no", mood: "stop", next: true },
  undone: { icon: "undo", tone: "wait", mood: "wait", next: true, movesOn: true },
  walk_in_pending: { icon: "wait", tone: "wait", mood: "wait", next: true },
};

export const looksOf = (verdict) => LOOKS[verdict] ?? LOOKS.error;

export class Panel extends EventTarget {
  #root;
  #texts;
  #timer = 0;
  /** The scan that is shown, or null. */
  scan = null;

  constructor(root, texts) {
    super();
    this.#root = root;
    this.#texts = texts;
    for (const button of root.querySelectorAll("[data-do]")) {
      button.addEventListener("click", () => this.#do(button.dataset.do));
    }
    root.addEventListener("focusout", () => this.#moveOnLater());
  }

  /** Whether something is shown that a person has to put away. */
  get holds() {
    return this.scan !== null && !looksOf(this.#root.dataset.verdict).movesOn;
  }

  /** Show that a scan is kept but not answered yet. */
  wait(scan, name = null) {
    const meta = [this.#texts.meta.waiting];
    this.#show(scan, "waiting", { name, meta, flags: [] });
  }

  /** Show what the server said of a scan. */
  answer(scan, { verdict, name, meta, flags }) {
    this.#show(scan, verdict, { name, meta, flags });
  }

  /** Put away what is shown. */
  clear() {
    clearTimeout(this.#timer);
    const hadFocus = this.#root.contains(document.activeElement);
    this.#show(null, "ready", { name: null, meta: [this.#texts.meta.ready], flags: [] });
    if (hadFocus) this.dispatchEvent(new Event("cleared"));
  }

  #show(scan, verdict, { name, meta, flags }) {
    clearTimeout(this.#timer);
    const looks = looksOf(verdict);
    this.scan = scan;
    this.#root.dataset.verdict = verdict;
    this.#part("box").className = `verdict ${looks.tone}`;
    this.#part("icon").setAttribute("href", `#i-${looks.icon}`);
    this.#part("what").textContent = this.#texts.what[verdict] ?? verdict;
    this.#fill("name", name);
    this.#part("meta").replaceChildren(...lines(meta));
    this.#part("alerts").replaceChildren(...flags.map((flag) => this.#alert(flag)));
    this.#offer(looks);
    if (scan) this.#part("box").scrollIntoView({ block: "nearest" });
    this.#moveOnLater();
  }

  #offer(looks) {
    for (const button of this.#root.querySelectorAll("[data-do]")) {
      button.hidden = !looks[button.dataset.do];
    }
    this.#part("bar").hidden = !looks.movesOn;
  }

  #moveOnLater() {
    clearTimeout(this.#timer);
    if (!looksOf(this.#root.dataset.verdict).movesOn) return;
    this.#timer = setTimeout(() => {
      const busy = this.#root.querySelector(":scope [data-do]:focus-visible");
      if (!busy) this.clear();
    }, MOVES_ON_AFTER);
  }

  #do(what) {
    const { scan } = this;
    if (what === "next") this.clear();
    else this.dispatchEvent(new CustomEvent("do", { detail: { what, scan } }));
  }

  #alert(text) {
    const alert = this.#part("alert").content.cloneNode(true);
    alert.querySelector("span").textContent = text;
    return alert;
  }

  #fill(part, text) {
    this.#part(part).textContent = text ?? "";
    this.#part(part).hidden = !text;
  }

  #part(name) {
    return this.#root.querySelector(`[data-part="${name}"]`);
  }
}

function lines(texts) {
  return texts.filter(Boolean).flatMap((text, index) => {
    return index ? [document.createElement("br"), text] : [text];
  });
}

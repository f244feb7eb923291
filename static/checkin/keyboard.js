// A hand-held scanner that types: a burst of keys, then Enter, wherever the focus is.

import { isTicket, spelled } from "./code.js";

const FAST = 60; // milliseconds a key; people type slower
const STALLED = 500; // a busy machine hands keys on late: a code that has begun may wait
const SHORTEST = 8;
const AZERTY = { Q: "A", A: "Q", W: "Z", Z: "W", ";": "M" };
const BEGINNINGS = ["ETI", "PAIR"];

/** Call `onCode` with each text that a scanner types. */
export function listenToKeyboard(onCode) {
  let burst = null;

  addEventListener(
    "keydown",
    (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      if (event.key === "Enter") {
        if (burst?.isScanner(event.timeStamp)) finish(event);
        burst = null;
      } else if (event.key.length === 1) {
        if (!burst?.goesOn(event.timeStamp)) burst = new Burst(event);
        burst.add(event);
      }
    },
    { capture: true },
  );

  function finish(event) {
    event.preventDefault();
    event.stopPropagation();
    burst.restoreField();
    onCode(burst.meant);
  }
}

class Burst {
  constructor({ target, timeStamp }) {
    const isField = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
    this.field = isField ? target : null;
    this.before = this.field?.value;
    this.since = timeStamp;
    this.at = timeStamp;
    this.keys = "";
    this.positions = [];
    this.french = false;
  }

  add({ key, code, shiftKey, timeStamp }) {
    this.keys += key;
    const [, row, position] = /^(Key|Digit|Numpad|Semicolon)(.?)$/.exec(code) ?? [];
    if (row) this.positions.push(position || ";");
    if (row === "Digit" && shiftKey) this.french = true; // only there digits need shift
    this.at = timeStamp;
  }

  goesOn(now) {
    const begun = BEGINNINGS.some((word) => {
      const read = spelled(this.keys).slice(0, word.length);
      return word.startsWith(read);
    });
    return now - this.at <= (begun ? STALLED : FAST);
  }

  isScanner(now) {
    const { length } = this.keys;
    return length >= SHORTEST && this.goesOn(now) && (this.at - this.since) / length <= FAST;
  }

  // The characters went into the field that had the focus.
  restoreField() {
    if (this.field) this.field.value = this.before;
  }

  // A scanner set to another keyboard than the machine, or capitals locked on a French
  // one: what comes out is rubbish, but the keys that were pressed tell the code.
  get meant() {
    const read = spelled(this.keys);
    const letters = this.french ? this.positions.map((key) => AZERTY[key] ?? key) : this.positions;
    const pressed = spelled(letters.join(""));
    return !isTicket(read) && isTicket(pressed) ? pressed : read;
  }
}

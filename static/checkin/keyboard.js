// A hand-held scanner that types: a burst of keys, then Enter, wherever the focus is.

import { isTicket, spelled } from "./code.js";

const FAST = 60;
const SHORTEST = 8;

/** Call `onCode` with each text that a scanner types; people type slower. */
export function listenToKeyboard(onCode) {
  let burst = null;
  const restart = (target) => ({ target, before: target?.value, keys: [], positions: [], at: 0 });

  addEventListener(
    "keydown",
    (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      const slow = !burst || event.timeStamp - burst.at > FAST;
      if (event.key === "Enter") {
        if (!slow && burst.keys.length >= SHORTEST) finish(event);
        burst = null;
        return;
      }
      if (event.key.length !== 1) return;
      if (slow) burst = restart(field(event.target));
      burst.keys.push(event.key);
      burst.positions.push(onUsKeyboard(event.code));
      burst.at = event.timeStamp;
    },
    { capture: true },
  );

  function finish(event) {
    event.preventDefault();
    event.stopPropagation();
    if (burst.target) burst.target.value = burst.before;
    const read = spelled(burst.keys.join(""));
    const meant = spelled(burst.positions.join(""));
    // A scanner set to a US keyboard on a machine set to a French one types rubbish.
    onCode(!isTicket(read) && isTicket(meant) ? meant : read);
  }
}

function field(target) {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement
    ? target
    : null;
}

function onUsKeyboard(code) {
  return /^(?:Key|Digit|Numpad)(.)$/.exec(code)?.[1] ?? "";
}

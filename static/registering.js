/* The form keeps itself while one types, and shows what the badge will say.
   Comforts: without this module each step is kept when one goes on. */

const form = document.querySelector("form[data-kept]");
const said = form?.querySelector(".kept-at");
const PAUSE = 1500; // milliseconds without a key before what was typed is kept
const LATER = 15000; // before one tries again without a connection

let timer = 0;
let sending = false;
let dirty = false;

async function keep() {
  if (sending) return wait(PAUSE);
  [sending, dirty] = [true, false];
  const data = new FormData(form);
  for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
  data.set("autosave", "1");
  try {
    const answer = await fetch(form.action, { method: "POST", body: data, redirect: "error" });
    if (answer.status === 204) say(said.dataset.keptWords.replace("{}", now()));
    else say("");
  } catch {
    say(said.dataset.lostWords);
    wait(LATER);
  } finally {
    sending = false;
    if (dirty) wait(PAUSE);
  }
}

function wait(pause) {
  clearTimeout(timer);
  timer = setTimeout(keep, pause);
}

function say(words) {
  said.textContent = words;
}

function now() {
  const language = document.documentElement.lang;
  const words = new Date().toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit" });
  return language === "fr" ? words.replace(":", "\u00a0h\u00a0") : words;
}

function preview(field) {
  const shown = document.querySelector(`[data-shows="${field.name}"]`);
  if (!shown) return;
  const chosen = field.selectedOptions?.[0];
  const words = chosen ? (chosen.value ? chosen.textContent : "") : field.value;
  (shown.querySelector("b") ?? shown).textContent = words;
}

form?.addEventListener("input", (event) => {
  preview(event.target);
  dirty = true;
  wait(PAUSE);
});
addEventListener("online", () => wait(0));
form?.addEventListener("submit", () => clearTimeout(timer)); // what is sent is kept anyway

/* The form keeps itself while one types, and shows what the badge will say.
   Comforts: without this module each step is kept when one goes on. */

const form = document.querySelector("form[data-kept]");
const said = form?.querySelector(".kept-at");
const PAUSE = 1500; // milliseconds without a key before a long text is kept
const LATER = 15000; // before one tries again

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
    judge(await fetch(form.action, { method: "POST", body: data, redirect: "manual" }));
  } catch {
    tryLater();
  } finally {
    sending = false;
    if (dirty && !timer) wait(PAUSE);
  }
}

function judge(answer) {
  if (answer.status === 204) {
    form.elements.version.value = answer.headers.get("X-Version");
    say(said.dataset.keptWords.replace("{}", now()));
  } else if (answer.type === "opaqueredirect") say(said.dataset.overWords);
  else if (answer.status === 409) say(said.dataset.staleWords);
  else tryLater();
}

function tryLater() {
  dirty = true;
  say(said.dataset.lostWords);
  wait(LATER);
}

function wait(pause) {
  clearTimeout(timer);
  timer = setTimeout(() => {
    timer = 0;
    keep();
  }, pause);
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

if (form) {
  // The answer to a step is the next one: reloading it, or its other language, is its own.
  const own = new URL(form.action).pathname;
  if (location.pathname !== own) history.replaceState(null, "", own + location.search);
  form.addEventListener("input", (event) => {
    preview(event.target);
    dirty = true;
    if (event.target.matches("textarea")) wait(PAUSE); // names are kept once they are whole
  });
  form.addEventListener("change", () => wait(0));
  form.addEventListener("submit", () => clearTimeout(timer)); // what is sent is kept anyway
  addEventListener("online", () => dirty && wait(0));
}

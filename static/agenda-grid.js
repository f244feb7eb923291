/* The grid of a day: cards move by pointer or by keys, and every move is sent as the plain
   forms send it. The answer is the board as it is then. Without this module the links of
   each card lead to those forms. */

const QUARTER = 15 * 60000;
const FIVE = 5 * 60000;
const SLOP = 6; // pixels that a click may tremble
const PATIENCE = 15000;
const RETRY = 5000;

const grid = document.getElementById("grid");
const words = grid.dataset;
const said = document.getElementById("said");
const saved = document.getElementById("saved");
const retry = document.getElementById("retry");
const language = document.documentElement.lang;
const clock = new Intl.DateTimeFormat("en-GB", { timeZone: words.zone, hour: "2-digit", minute: "2-digit" });

const waiting = []; // what was sent and has no answer yet, in order
let sending = false;
let unsavedSince = "";
let held = null; // the card that was picked up, and where it would go
let press = null; // a pointer that is down on a card
let ghost = null;

const board = () => document.getElementById("board");
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

function hour(at) {
  const [hours, minutes] = clock.format(at).split(":");
  if (language !== "fr") return `${hours}:${minutes}`;
  return `${Number(hours)}\u00a0h${minutes === "00" ? "" : `\u00a0${minutes}`}`;
}

/* ---- sending: in order, again after a lost answer, never forgotten ---- */

function send(url, body, { session = "", focus = "" } = {}) {
  waiting.push({ url, body, session, focus });
  mark();
  pump();
}

async function pump() {
  if (sending || !waiting.length) return;
  sending = true;
  if (!unsavedSince) saved.textContent = words.saving;
  const one = waiting[0];
  try {
    const answer = await fetch(one.url, {
      method: "POST",
      body: one.body,
      headers: { Accept: "application/json" },
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (answer.type === "opaqueredirect" || answer.status === 401) return signedOut();
    if (answer.status >= 500 || answer.status === 429) throw new Error(answer.status);
    const json = answer.headers.get("Content-Type") === "application/json";
    const html = json ? (await answer.json()).board : "";
    waiting.shift();
    take(one, answer.status, html);
  } catch {
    unsaved();
    setTimeout(pump, RETRY);
    return;
  } finally {
    sending = false;
  }
  pump();
}

function take(one, status, html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const fresh = page.getElementById("board");
  unsavedSince = "";
  retry.hidden = true;
  saved.classList.remove("err-msg");
  if (!fresh) {
    saved.textContent = said.textContent = words.lost;
    return;
  }
  if (status === 200) follow(one, fresh);
  else drop(one.session);
  show(fresh, one.focus);
  saved.textContent = fill(words.saved, { at: hour(Date.now()) });
}

/* Later moves of the same card rest on the version that this one made. */
function follow(one, fresh) {
  const card = one.session && fresh.querySelector(`[data-session="${one.session}"]`);
  for (const later of waiting) {
    if (card && later.session === one.session) later.body.set("version", card.dataset.version);
    later.body.set("csrf_token", fresh.dataset.token);
  }
}

function drop(session) {
  for (let n = waiting.length - 1; n >= 0; n -= 1) {
    if (session && waiting[n].session === session) waiting.splice(n, 1);
  }
}

function unsaved() {
  unsavedSince ||= hour(Date.now());
  const text = fill(words.unsaved, { at: unsavedSince, count: waiting.length });
  if (saved.textContent !== text) saved.textContent = said.textContent = text;
  saved.classList.add("err-msg");
  retry.hidden = false;
}

function signedOut() {
  unsaved();
  saved.textContent = said.textContent = words.signedOut;
}

function show(fresh, focus) {
  letGo();
  const scrolled = board().querySelector(".scroll").scrollLeft;
  board().replaceWith(document.adoptNode(fresh));
  board().querySelector(".scroll").scrollLeft = scrolled;
  ready();
  said.textContent = board().dataset.said;
  const both = document.getElementById("both");
  const target = both ?? document.getElementById(focus);
  (target?.querySelector?.(".grip:not([hidden])") ?? target ?? board().querySelector(".tabs a"))?.focus({ preventScroll: !both });
}

function mark() {
  for (const { session } of waiting) {
    board().querySelector(`[data-session="${session}"]`)?.setAttribute("aria-busy", "true");
  }
}

function ready() {
  for (const grip of board().querySelectorAll(".grip")) grip.hidden = false;
  mark();
}

retry.addEventListener("click", pump);
addEventListener("online", pump);
addEventListener("beforeunload", (event) => {
  if (waiting.length) event.preventDefault();
});

/* Buttons of the board: undo, redo, ways out, what is to stay. */
grid.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-part]");
  if (!form) return;
  event.preventDefault();
  const body = new FormData(form);
  const { of } = form.dataset;
  send(form.action, body, { session: of, focus: of ? `s-${of}` : event.submitter?.id });
});

/* ---- a card that is held, and where it would go ---- */

function pickUp(card) {
  letGo();
  const rows = [...board().querySelectorAll("tbody tr")].map((row) => ({ row, at: Date.parse(row.dataset.at) }));
  const rooms = [...board().querySelectorAll("thead th[data-room]")];
  const { at, room } = card.dataset;
  const home = { at: at ? Date.parse(at) : null, room: room ?? "" };
  held = { card, rows, rooms, home, minutes: Number(card.dataset.minutes), to: { ...home } };
  card.classList.add("sel");
  card.querySelector(".grip")?.setAttribute("aria-pressed", "true");
}

function letGo() {
  if (!held) return;
  held.card.classList.remove("sel");
  held.card.querySelector(".grip")?.removeAttribute("aria-pressed");
  aim(null);
  held = null;
}

function place(to = held.to) {
  if (to.at === null) return words.none;
  const room = held.rooms.find((one) => one.dataset.room === to.room);
  return `${hour(to.at)}, ${room?.firstChild.textContent ?? ""}`;
}

function aim(to) {
  for (const cell of board().querySelectorAll(".aim")) cell.classList.remove("aim");
  document.getElementById("unplaced")?.classList.remove("aim");
  if (!to) return;
  held.to = to;
  if (to.at === null) {
    document.getElementById("unplaced").classList.add("aim");
    return;
  }
  const until = to.at + held.minutes * 60000;
  held.rows.forEach(({ row, at }, n) => {
    const end = held.rows[n + 1]?.at ?? at + QUARTER;
    if (at >= until || end <= to.at) return;
    row.querySelector(`td[data-room="${to.room}"]`)?.classList.add("aim");
    row.querySelector("th").classList.add("aim");
  });
}

function put() {
  const { card, home, to } = held;
  if (to.at === home.at && (to.at === null || to.room === home.room)) return goBack();
  const body = new FormData();
  body.set("csrf_token", board().dataset.token);
  body.set("version", card.dataset.version);
  body.set("at", to.at === null ? "" : new Date(to.at).toISOString());
  body.set("room", to.at === null ? "" : to.room);
  const { move, session } = card.dataset;
  letGo();
  send(move, body, { session, focus: card.id });
}

function goBack() {
  const { title } = held.card.dataset;
  letGo();
  said.textContent = fill(words.back, { title });
}

function start() {
  if (held.to.at !== null) return held.to;
  return { at: held.rows[0].at, room: held.rooms[0]?.dataset.room ?? "" };
}

function later(step) {
  const to = held.to.at === null ? start() : { ...held.to, at: held.to.at + step };
  const last = held.rows.at(-1).at;
  to.at = Math.min(Math.max(to.at, held.rows[0].at), last);
  return to;
}

function beside(step) {
  const to = start();
  const now = held.rooms.findIndex((one) => one.dataset.room === to.room);
  const next = Math.min(Math.max(now + (held.to.at === null ? 0 : step), 0), held.rooms.length - 1);
  return { ...to, room: held.rooms[next]?.dataset.room ?? "" };
}

/* ---- keys ---- */

const KEYS = {
  ArrowUp: (event) => later(event.shiftKey ? -FIVE : -QUARTER),
  ArrowDown: (event) => later(event.shiftKey ? FIVE : QUARTER),
  ArrowLeft: () => beside(-1),
  ArrowRight: () => beside(1),
  Delete: () => ({ at: null, room: "" }),
};

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && !event.target.matches("input, textarea, select")) {
    const again = event.key === "y" || (event.shiftKey && event.key.toLowerCase() === "z");
    const back = event.key === "z" && !event.shiftKey;
    const name = again ? "agenda-do_again_on_grid" : back && "agenda-take_back_on_grid";
    const button = name && document.getElementById(name);
    if (!button) return;
    event.preventDefault();
    button.click();
    return;
  }
  if (!held) return;
  if (event.key === "Escape") goBack();
  else if (event.key === "Enter" || event.key === " ") put();
  else if (event.key === "Tab") return goBack();
  else if (event.key in KEYS) {
    aim(KEYS[event.key](event));
    said.textContent = place();
    board().querySelector(".aim")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  } else return;
  event.preventDefault();
});

/* A click on the handle picks up, one on a cell drops there: nobody has to drag. */
grid.addEventListener("click", (event) => {
  if (press?.dragged) return event.preventDefault();
  const grip = event.target.closest(".grip");
  if (grip) {
    const card = grip.closest("[data-session]");
    if (held?.card === card) return goBack();
    pickUp(card);
    said.textContent = fill(words.taken, { title: card.dataset.title, place: place() });
  } else if (held) {
    const to = under(event.clientX, event.clientY);
    if (!to) return;
    event.preventDefault();
    aim(to);
    put();
  }
});

/* ---- pointers: a mouse takes a card anywhere, a finger by its handle ---- */

function under(x, y) {
  const box = document.getElementById("unplaced").getBoundingClientRect();
  if (y >= box.top && y <= box.bottom && x >= box.left && x <= box.right) return { at: null, room: "" };
  const inside = (one, from, to, value) => {
    const rect = one.getBoundingClientRect();
    return value >= rect[from] && value < rect[to];
  };
  const hit = held.rows.find(({ row }) => inside(row, "top", "bottom", y));
  const room = held.rooms.find((one) => inside(one, "left", "right", x));
  return hit && room ? { at: hit.at, room: room.dataset.room } : null;
}

grid.addEventListener("dragstart", (event) => event.preventDefault());

grid.addEventListener("pointerdown", (event) => {
  const card = event.target.closest("[data-session]");
  if (!card || event.button || !event.isPrimary) return;
  if (event.pointerType !== "mouse" && !event.target.closest(".grip")) return;
  const box = card.getBoundingClientRect();
  const placed = card.matches(".blk");
  press = { card, id: event.pointerId, x: event.clientX, y: event.clientY, above: placed ? event.clientY - box.top - SLOP : 0 };
});

document.addEventListener("pointermove", (event) => {
  if (!press || press.over || event.pointerId !== press.id) return;
  if (!press.dragged) {
    if (Math.hypot(event.clientX - press.x, event.clientY - press.y) < SLOP) return;
    press.dragged = true;
    pickUp(press.card);
    ghost = document.createElement("div");
    ghost.className = "ghost";
    ghost.setAttribute("aria-hidden", "true");
    document.body.append(ghost);
  }
  if (!held) return;
  event.preventDefault();
  roll(event);
  const to = under(event.clientX, event.clientY - press.above) ?? under(event.clientX, event.clientY);
  aim(to);
  press.to = to;
  ghost.textContent = `${press.card.dataset.title}${to ? ` · ${place(to)}` : ""}`;
  ghost.style.transform = `translate(${event.clientX + 14}px, ${event.clientY + 14}px)`;
}, { passive: false });

/* At the edges the page, or the grid, comes along. */
function roll({ clientX, clientY }) {
  const pane = board().querySelector(".scroll");
  const { left, right } = pane.getBoundingClientRect();
  if (clientX > right - 40) pane.scrollLeft += 16;
  if (clientX < left + 40) pane.scrollLeft -= 16;
  if (clientY > innerHeight - 50) scrollBy(0, 16);
  if (clientY < 50) scrollBy(0, -16);
}

function release(dropped) {
  if (!press) return;
  const { dragged, to } = press;
  press.over = true;
  ghost?.remove();
  ghost = null;
  setTimeout(() => { press = null; }); // the click that follows belongs to the drag
  if (!dragged || !held) return;
  if (dropped && to) put();
  else goBack();
}

document.addEventListener("pointerup", (event) => {
  if (event.pointerId === press?.id) release(true);
});
document.addEventListener("pointercancel", (event) => {
  if (event.pointerId === press?.id) release(false);
});

ready();

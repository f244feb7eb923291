// The scanner: reads codes in four ways, keeps each as a fact, shows what it was answered.

import { Api, NotPaired, Refused, Unreachable } from "./api.js";
import { Sighting } from "./camera.js";
import { digest, pairingCode, spelled, typed, uuid } from "./code.js";
import { listenToKeyboard } from "./keyboard.js";
import { hourIn, part, say, texts, urls } from "./page.js";
import { Pairing } from "./pairing.js";
import { looksOf, Panel } from "./panel.js";
import { searchPeople } from "./people.js";
import { Sender } from "./sender.js";
import { Signals } from "./signals.js";
import { openStore } from "./store.js";
import { Viewfinder } from "./viewfinder.js";

const RECENT = 5;

const api = new Api(urls);
const panel = new Panel(part("panel"), texts);
const signals = new Signals();
const sighting = new Sighting();
const viewfinder = new Viewfinder(look);
let store;
let sender;
let pairing;
let device = null;
let clock = null;
let wasHeld = true;

start();

async function start() {
  store = await openStore();
  sender = new Sender(store, api, refreshCounters);
  pairing = new Pairing(store, api, adopt);
  api.token = await store.get("token");
  api.offset = (await store.get("offset")) ?? 0;
  wire();
  await pairing.fromAddress();
  if (!device) await (api.token ? begin() : viewfinder.startIfAllowed());
}

function wire() {
  addEventListener("pointerdown", () => signals.unlock());
  addEventListener("keydown", () => signals.unlock());
  listenToKeyboard((text) => read(text, "keyboard"));
  sender.addEventListener("answer", ({ detail }) => answered(detail));
  sender.addEventListener("state", showState);
  panel.addEventListener("do", ({ detail }) => follow(detail));
  panel.addEventListener("cleared", () => part("code").focus());
  part("sound").addEventListener("click", toggleSound);
  part("typed").addEventListener("submit", submitTyped);
  part("point").addEventListener("change", changePoint);
  part("way").addEventListener("change", () => store.set("direction", part("way").value));
  part("unpair").addEventListener("click", unpair);
  part("walk-in").addEventListener("submit", submitWalkIn);
  part("walk-in-open").addEventListener("click", () => openWalkIn());
  part("walk-in-close").addEventListener("click", () => part("walk-in-dialog").close());
  const find = async (q) => (await api.people(device.point, q)).people.map(described);
  searchPeople(part("search"), { find, onPick: pick, texts: texts.search });
}

// The door

async function adopt(token) {
  api.token = token;
  await store.set("token", token);
  await begin();
}

async function begin() {
  part("pairing-page").hidden = true;
  part("door-page").hidden = false;
  panel.clear();
  const known = await store.get("device");
  if (known?.token === api.token) await enter(known);
  try {
    const fresh = await api.device();
    await store.set("device", { ...fresh, token: api.token });
    await enter(fresh);
  } catch (error) {
    if (error instanceof NotPaired) return forgotten();
    if (!(error instanceof Unreachable) && !(error instanceof Refused)) throw error;
    if (!device) say("state-more", texts.state.unreachable);
  }
  await sender.start();
  await viewfinder.startIfAllowed();
}

// What waits is kept: whoever pairs the device again for this event sends it.
async function forgotten() {
  await store.unpair();
  api.token = null;
  part("pairing-page").hidden = false;
  part("door-page").hidden = true;
  say("pairing", texts.pairing.forgotten);
  await viewfinder.startIfAllowed();
}

async function unpair() {
  if (await store.count()) return say("state-more", texts.pairing.waiting);
  viewfinder.stop();
  await store.unpair();
  location.reload();
}

async function enter(found) {
  const point = (await store.get("point")) ?? found.points[0].id;
  device = { ...found, point };
  clock = hourIn(found.event.time_zone);
  part("point").replaceChildren(...found.points.map(option));
  part("point").value = found.points.some(({ id }) => id === point) ? point : found.points[0].id;
  device.point = part("point").value;
  part("way").value = (await store.get("direction")) ?? "in";
  part("event").textContent = found.event.name;
  showPoint();
}

function option({ id, name }) {
  const made = document.createElement("option");
  made.value = id;
  made.textContent = name;
  return made;
}

async function changePoint() {
  device.point = part("point").value;
  await store.set("point", device.point);
  showPoint();
  await sender.flush();
}

function showPoint() {
  part("title").textContent = part("point").selectedOptions[0].textContent;
}

async function refreshCounters() {
  const { present, expected, first_departures: first } = await api.counters(device.point);
  part("present").textContent = present;
  part("expected").textContent = texts.counters.expected.replace("{n}", expected);
  part("first").textContent = first ? texts.counters.first.replace("{n}", first) : "";
  part("meter").value = expected ? present / expected : 0;
  await store.set("offset", api.offset);
}

// Reading

async function look(text) {
  if (text === null) return;
  if (panel.holds && text === panel.scan.seen) {
    sighting.isNew(text, performance.now());
    return;
  }
  if (sighting.isNew(text, performance.now())) await read(text, "camera");
}

async function read(text, input) {
  const code = pairingCode(text);
  if (code) return pairing.pair(code);
  if (!device) return say("pairing", texts.pairing.first);
  const spelling = input === "typed" ? typed(text) : spelled(text);
  await report({ input, code_hash: await digest(spelling) }, { seen: text });
}

async function submitTyped(event) {
  event.preventDefault();
  const input = part("code");
  const text = input.value;
  if (!text.trim()) return;
  input.value = "";
  await read(text, "typed");
}

function pick(person) {
  return report({ input: "name", registration: person.registration }, { name: person.name });
}

async function report(fields, { seen = null, name = null } = {}) {
  const scan = {
    scan_id: uuid(),
    point: device.point,
    kind: "scan",
    direction: part("way").value,
    input: "typed",
    code_hash: null,
    registration: null,
    undoes: null,
    walk_in: null,
    device_time: new Date().toISOString(),
    offset_ms: api.offset,
    ...fields,
  };
  await store.record(scan);
  panel.wait({ ...scan, seen }, name);
  await sender.flush();
}

// Answers

function answered({ scan, answer }) {
  const verdict = answer.error ? "error" : worded(scan, answer);
  const shown = {
    verdict,
    name: answer.person?.name ?? null,
    meta: [texts.categories[answer.person?.category], whereFirst(answer), texts.meta[verdict]],
    flags: (answer.flags ?? []).map((flag) => texts.flags[flag]).filter(Boolean),
  };
  remember(scan, shown);
  if (panel.scan?.scan_id === scan.scan_id) {
    panel.answer(panel.scan, shown);
    signals.give(looksOf(verdict).mood);
  }
  if (answer.error && scan.walk_in) openWalkIn(scan.walk_in);
}

function worded(scan, { verdict }) {
  return verdict === "welcome" && scan.direction === "out" ? "left" : verdict;
}

function whereFirst({ first }) {
  if (!first) return null;
  const at = clock(new Date(first.at));
  return texts.meta.first.replace("{time}", at).replace("{point}", device.names[first.point] ?? "");
}

function remember(scan, { verdict, name }) {
  const item = part("recent-item").content.cloneNode(true);
  item.querySelector("use").setAttribute("href", `#i-${looksOf(verdict).icon}`);
  const [words, time] = item.querySelectorAll("span");
  words.textContent = [name, texts.what[verdict]].filter(Boolean).join(", ");
  time.textContent = clock(new Date(Date.parse(scan.device_time) + scan.offset_ms));
  const list = part("recent");
  list.prepend(item);
  while (list.children.length > RECENT) list.lastElementChild.remove();
}

function follow({ what, scan }) {
  if (what === "undo") return report({ kind: "undo", undoes: scan.scan_id });
  if (what === "exit") {
    const { input, code_hash, registration } = scan;
    return report({ direction: "out", input, code_hash, registration });
  }
  if (what === "walkIn") return openWalkIn();
  part("name").focus();
}

function described(person) {
  const note = person.arrived_at
    ? texts.search.arrived.replace("{time}", clock(new Date(person.arrived_at)))
    : person.confirmed
      ? ""
      : texts.what.not_confirmed;
  return { ...person, category: texts.categories[person.category], note };
}

// Walk-ins

/** Open the form, empty or with what the server did not take. */
function openWalkIn(typed = null) {
  const form = part("walk-in");
  if (part("walk-in-dialog").open) return;
  form.reset();
  for (const [name, value] of Object.entries(typed ?? {})) form.elements[name].value = value;
  say("walk-in", typed ? texts.walkIn.refused : "");
  part("walk-in-dialog").showModal();
}

async function submitWalkIn(event) {
  event.preventDefault();
  const walk_in = Object.fromEntries(new FormData(part("walk-in")));
  part("walk-in-dialog").close();
  const name = `${walk_in.given_name} ${walk_in.family_name}`;
  await report({ kind: "walk_in", direction: "in", walk_in }, { name });
}

// What the page says of itself

function showState() {
  const { waiting, contact, offline, unpaired } = sender.state;
  const held = offline || unpaired || waiting > 0;
  // The minute that goes by is not worth reading out, a change is.
  part("sync").setAttribute("aria-live", held || wasHeld ? "polite" : "off");
  part("sync").classList.toggle("off", held);
  wasHeld = held;
  const time = contact && clock ? clock(contact) : "";
  const said = unpaired
    ? texts.state.unpaired
    : offline
      ? texts.state.offline
      : waiting
        ? texts.state.waiting
        : texts.state.current;
  part("sync").textContent = said.replace("{n}", waiting).replace("{time}", time);
}

function toggleSound() {
  signals.muted = !signals.muted;
  part("sound").setAttribute("aria-pressed", String(!signals.muted));
  part("sound").querySelector("use").setAttribute("href", signals.muted ? "#i-mute" : "#i-sound");
}

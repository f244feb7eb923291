/* Stars: on the device for visitors, in the account for who is signed in. Every page works without this module. */
const form = document.getElementById("stars");
const key = form && `eti.stars.${form.dataset.event}`;
const signedIn = Boolean(form?.getAttribute("action"));

function kept() {
  try {
    return new Set(JSON.parse(localStorage.getItem(key)) ?? []);
  } catch {
    return new Set();
  }
}

function keep(stars) {
  try {
    if (stars.size) localStorage.setItem(key, JSON.stringify([...stars]));
    else localStorage.removeItem(key);
  } catch {
    say(form.dataset.failed);
  }
}

function say(words) {
  const place = form.querySelector("[role=status]");
  place.textContent = words;
  place.hidden = !words;
}

function show(button, on) {
  button.setAttribute("aria-pressed", on);
  button.name = on ? "drop" : "add";
  button.closest(".ses")?.classList.toggle("mine", on);
}

async function send(field, ids) {
  const body = new FormData(form);
  for (const id of ids) body.append(field, id);
  const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
  if (!answer.ok || answer.redirected) throw new Error(answer.status);
  return answer.json();
}

function ofVisitor() {
  const stars = kept();
  for (const button of document.querySelectorAll(".star")) {
    button.hidden = false;
    show(button, stars.has(button.value));
    button.addEventListener("click", () => {
      const now = kept();
      const on = !now.delete(button.value);
      if (on) now.add(button.value);
      keep(now);
      show(button, on);
    });
  }
  if (!document.querySelector("[data-only-starred]")) return;
  for (const slot of document.querySelectorAll(".slot")) {
    for (const card of slot.querySelectorAll(".ses, .break")) {
      card.hidden = !stars.has(card.querySelector(".star")?.value);
    }
    slot.hidden = !slot.querySelector(".ses:not([hidden])");
  }
}

async function ofMember() {
  form.addEventListener("submit", async (event) => {
    const button = event.submitter;
    if (!button?.classList.contains("star")) return;
    event.preventDefault();
    const on = button.name === "add";
    show(button, on);
    try {
      await send(on ? "add" : "drop", [button.value]);
      say("");
    } catch {
      show(button, !on);
      say(form.dataset.failed);
    }
  });
  const stars = kept();
  if (!stars.size) return;
  try {
    await send("add", stars); // what the device kept before its owner signed in
    keep(new Set());
    for (const button of document.querySelectorAll(".star")) if (stars.has(button.value)) show(button, true);
  } catch {
    /* the device keeps them, and the next page tries again */
  }
}

if (form) (signedIn ? ofMember : ofVisitor)();

/* The hours of this device, one touch away. */
const offer = document.querySelector("[data-own-zone]");
const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (offer && here && here !== offer.dataset.zone && !new URLSearchParams(location.search).get("zone")) {
  const link = offer.querySelector("a");
  link.href = offer.dataset.ownZone.replace("ZONE", encodeURIComponent(here));
  link.textContent = link.textContent.replace("{}", here.split("/").pop().replaceAll("_", " "));
  offer.hidden = false;
}

if (location.hash === "#print") print();

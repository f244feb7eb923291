/* Comforts only: every page works without this module. */

/* A form that came back with faults: bring the reader to their list. */
document.getElementById("refusals")?.focus();

/* One click, one sending: the second press of a submit button does nothing. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method === "get" || form.method === "dialog") return;
  if (event.submitter?.formTarget) return; // the answer goes to a frame: this page stays
  if ("download" in form.dataset) return; // a file leaves the page as it is
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  form.setAttribute("aria-busy", "true");
  for (const button of form.querySelectorAll("button:not([type=button])")) {
    button.setAttribute("aria-disabled", "true");
  }
  setTimeout(() => free(form), 10000); // an answer that never came may be asked for again
});

/* Coming back by the browser's own button finds the form as it was before sending. */
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(free));

function free(form) {
  delete form.dataset.sent;
  form.removeAttribute("aria-busy");
  for (const button of form.querySelectorAll("button[aria-disabled]")) {
    button.removeAttribute("aria-disabled");
  }
}

/* <a href="#id" data-dialog>: opens <dialog id="id">; without script the style sheet shows it as the link's target. */
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  const dialog = opener && document.querySelector(opener.hash);
  if (dialog?.showModal) {
    event.preventDefault();
    dialog.showModal();
  }
});

/* Hours are the event's: whoever reads them on another clock gets their own hour beside them. */
for (const time of document.querySelectorAll("time[data-here]")) {
  const at = new Date(time.dateTime);
  const wall = new Date(`${time.dateTime.slice(0, 16)}Z`);
  const mine = new Date(at.getTime() - at.getTimezoneOffset() * 60000);
  if (mine.getTime() === wall.getTime()) continue;
  const away = mine.getUTCDate() !== wall.getUTCDate();
  const language = document.documentElement.lang;
  const day = away ? mine.toLocaleDateString(language, { weekday: "long", timeZone: "UTC" }) : "";
  const words = document.createElement("small");
  words.className = "here";
  words.textContent = `(${time.dataset.here.replace("{}", `${day} ${hour(mine, language)}`.trim())})`;
  time.after(" ", words);
}

function hour(at, language) {
  const [hours, minutes] = at.toISOString().slice(11, 16).split(":");
  if (language !== "fr") return `${hours}:${minutes}`;
  return `${Number(hours)}\u00a0h${minutes === "00" ? "" : `\u00a0${minutes}`}`;
}

/* <button data-insert="{given_name}">: puts it where one was last writing in this form. */
const inserts = document.querySelectorAll("button[data-insert]");
if (inserts.length) {
  let last;
  document.addEventListener("focusin", (event) => {
    if (event.target.matches("[data-takes-inserts]")) last = event.target;
  });
  for (const button of inserts) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const field = last?.form === button.form ? last : button.form.querySelector("[data-takes-inserts]");
      field.focus();
      field.setRangeText(button.dataset.insert, field.selectionStart, field.selectionEnd, "end");
    });
  }
}

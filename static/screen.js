/* The hall's screen fetches itself anew; what cannot be reached stays, and says since when. */
const EVERY = 30000;
const since = () => document.querySelector(".hall-clock time").textContent;

async function refresh() {
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) throw new Error(answer.status);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("main");
    if (!fresh?.querySelector(".hall-clock")) throw new Error("another page");
    document.querySelector("main").replaceChildren(...fresh.childNodes);
  } catch {
    const main = document.querySelector("main");
    const words = document.querySelector(".hall-late") ?? document.createElement("p");
    words.className = "hall-late";
    words.textContent = main.dataset.late.replace("{}", since());
    document.querySelector(".hall-clock").append(words);
  }
}

setInterval(() => {
  if (!document.querySelector("footer :focus")) refresh();
}, EVERY);

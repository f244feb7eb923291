// Somebody without a badge: the name, in any order, with or without accents.

const PAUSE = 250;
const SHORTEST = 2;

/** Wire the search: `find(q)` gives people, `onPick(person)` is told the one chosen. */
export function searchPeople(form, { find, onPick, texts }) {
  const input = form.querySelector("input");
  const list = form.querySelector("ul");
  const status = form.querySelector("[role=status]");
  let timer = 0;
  let asked = 0;

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    look();
  });
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  });

  async function look() {
    const mine = (asked += 1);
    const q = input.value.trim();
    if (q.length < SHORTEST) return show([], "");
    try {
      const people = await find(q);
      if (mine === asked) show(people, texts.found.replace("{n}", people.length));
    } catch {
      if (mine === asked) show([], texts.unreachable);
    }
  }

  function show(people, message) {
    status.textContent = message;
    list.replaceChildren(...people.map(choice));
  }

  function choice(person) {
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn";
    const name = document.createElement("b");
    name.textContent = person.name;
    const more = document.createElement("small");
    more.textContent = [person.category, person.note].filter(Boolean).join(" · ");
    button.append(name, more);
    button.addEventListener("click", () => {
      onPick(person);
      input.value = "";
      show([], "");
      input.focus();
    });
    item.append(button);
    return item;
  }
}

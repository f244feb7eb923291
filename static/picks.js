/* A list to choose from: one box ticks the page, and the bar says how many. */
document.addEventListener("change", ({ target }) => {
  const form = target.closest("form");
  if (!target.matches("[type=checkbox]") || !form?.querySelector("[data-ticks]")) return;
  const boxes = [...form.querySelectorAll("tbody [type=checkbox]")];
  if (target.matches("[data-ticks]")) boxes.forEach((box) => { box.checked = target.checked; });
  const ticked = boxes.filter((box) => box.checked).length;
  const said = form.querySelector("[data-ticked]");
  said.textContent = ticked === 1 ? said.dataset.one : said.dataset.many.replace("{n}", ticked);
  form.querySelector("[data-ticks]").checked = ticked === boxes.length;
});

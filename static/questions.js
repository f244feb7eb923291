/* Questions that are asked because of another answer: hidden until it is given.
   A comfort: without this module all are shown, and the server judges in any case. */

const conditional = [...document.querySelectorAll("[data-asked-if]")];

/* From top to bottom: what a question depends on stands before it. */
function judge() {
  for (const part of conditional) {
    const wanted = part.dataset.answers.split(" ");
    const given = [...document.getElementsByName(part.dataset.askedIf)].filter(
      (input) => input.checked && !input.closest("[hidden]"),
    );
    part.hidden = !given.some((input) => wanted.includes(input.value));
  }
}

document.addEventListener("change", judge);
addEventListener("pageshow", judge); // a browser that comes back fills the form again
judge();

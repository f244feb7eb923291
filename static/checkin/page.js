// The page as the server made it: its texts, its addresses, its parts.

export const root = document.querySelector("main.scan");
export const texts = JSON.parse(root.dataset.texts);
export const urls = JSON.parse(root.dataset.urls);

/** Return the element that bears `data-<name>`. */
export const part = (name) => root.querySelector(`[data-${name}]`);

/** Say something in one of the page's live lines. */
export function say(where, message) {
  part(`${where}-said`).textContent = message;
}

/** Return how to write an hour where the event is: 09:15, or 9 h 15 in French. */
export function hourIn(timeZone) {
  const french = document.documentElement.lang === "fr";
  const format = new Intl.DateTimeFormat("en-GB", { timeStyle: "short", timeZone });
  return (moment) => {
    const [hour, minute] = format.format(moment).split(":");
    return french ? `${Number(hour)}\u202fh\u202f${minute}` : `${hour}:${minute}`;
  };
}

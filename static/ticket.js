/* The ticket on a phone: keep this page and what it is made of, so that it opens without a network. */

const told = document.getElementById("kept");

if ("serviceWorker" in navigator) keep();

async function keep() {
  try {
    const scope = location.pathname;
    await navigator.serviceWorker.register(told.dataset.worker, { scope });
    const worker = (await navigator.serviceWorker.ready).active;
    const answers = new MessageChannel();
    answers.port1.onmessage = ({ data }) => {
      if (data.kept) told.textContent = navigator.onLine ? told.dataset.kept : told.dataset.offline;
    };
    const parts = performance.getEntriesByType("resource").map((entry) => entry.name);
    worker.postMessage({ page: scope, parts: parts.filter(isOurs) }, [answers.port2]);
  } catch {
    /* a private window keeps nothing: the picture remains */
  }
}

function isOurs(address) {
  return new URL(address).origin === location.origin && !address.includes("ticket-worker");
}

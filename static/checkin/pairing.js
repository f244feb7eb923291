// How a device gets its token: from a one-time code, or from who is signed in on it.

import { Refused, Unreachable } from "./api.js";
import { compact, pairingCode } from "./code.js";
import { part, say, texts } from "./page.js";

export class Pairing {
  /** `onToken` is called with the token once the server has given one. */
  constructor(store, api, onToken) {
    this.store = store;
    this.api = api;
    this.onToken = onToken;
    part("pair-form").addEventListener("submit", (event) => this.#typed(event));
    part("here-form")?.addEventListener("submit", (event) => this.#here(event));
  }

  /** Use the code at the end of the page's address, and take it off. */
  async fromAddress() {
    const code = pairingCode(location.hash);
    if (!code) return;
    history.replaceState(null, "", location.pathname + location.search);
    await this.pair(code);
  }

  async pair(code) {
    // A device that changes events would send what waits with the wrong token.
    if (this.api.token && (await this.store.count())) return say("pairing", texts.pairing.waiting);
    try {
      const { token } = await this.api.pair(code, part("label").value.trim());
      await this.onToken(token);
    } catch (error) {
      say("pairing", whyNot(error));
    }
  }

  async #typed(event) {
    event.preventDefault();
    const { value } = part("pair-code");
    const code = pairingCode(value) ?? pairingCode(compact(value));
    if (!code) return say("pairing", texts.pairing.unreadable);
    await this.pair(code);
  }

  async #here(event) {
    event.preventDefault();
    const form = event.currentTarget;
    try {
      const { token, error } = await ask(form);
      if (!token) return say("pairing", error);
      await this.onToken(token);
    } catch (error) {
      say("pairing", whyNot(error));
    }
  }
}

async function ask(form) {
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
    return await answer.json();
  } catch {
    throw new Unreachable();
  }
}

function whyNot(error) {
  if (error instanceof Unreachable) return texts.pairing.unreachable;
  if (error instanceof Refused) return error.message;
  throw error;
}

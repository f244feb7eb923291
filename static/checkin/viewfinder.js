// The camera's part of the page: its picture, its buttons, and what to do without it.

import { Camera } from "./camera.js";
import { loadDecoder } from "./decoder.js";
import { part, say, texts, urls } from "./page.js";

export class Viewfinder {
  /** `onLook` gets what each look at the picture reads: a text, or null. */
  constructor(onLook) {
    this.camera = new Camera(part("video"), () => loadDecoder(urls.decoder));
    this.camera.addEventListener("look", ({ detail }) => onLook(detail));
    this.camera.addEventListener("lost", () => this.#show(texts.camera.lost));
    part("camera-on").addEventListener("click", () => this.start());
    part("turn").addEventListener("click", () => this.#try(() => this.camera.turn()));
    part("torch").addEventListener("click", () => this.#light());
  }

  start() {
    this.#show(texts.camera.starting);
    return this.#try(() => this.camera.start());
  }

  /** Turn it on without a click where the browser lets us. */
  async startIfAllowed() {
    const asked = await navigator.permissions?.query({ name: "camera" }).catch(() => null);
    if (asked?.state === "granted") await this.start();
  }

  stop() {
    this.camera.stop();
    this.#show("");
  }

  async #try(act) {
    try {
      await act();
      this.#show("");
    } catch (error) {
      this.camera.stop();
      this.#show(texts.camera[REASONS[error.name] ?? "failed"]);
    }
  }

  #show(message) {
    say("camera", message);
    part("camera-on").hidden = this.camera.isOn || message === texts.camera.starting;
    part("target").hidden = !this.camera.isOn;
    part("turn").hidden = !this.camera.isOn;
    part("torch").hidden = !this.camera.hasTorch;
  }

  async #light() {
    const on = part("torch").getAttribute("aria-pressed") !== "true";
    await this.camera.light(on);
    part("torch").setAttribute("aria-pressed", String(on));
  }
}

const REASONS = {
  NotAllowedError: "refused",
  NotFoundError: "none",
  OverconstrainedError: "none",
  NotReadableError: "busy",
  SecurityError: "insecure",
};

// The camera: what it sees is looked at ten times a second for a code.

const PAUSE = 90;
const WIDTH = 800;

export class Camera extends EventTarget {
  #video;
  #canvas = document.createElement("canvas");
  #decode = null;
  #load;
  #stream = null;
  #facing = "environment";
  #timer = 0;

  /** `load` gives the decoder, a function from ImageData to text or null. */
  constructor(video, load) {
    super();
    this.#video = video;
    this.#load = load;
  }

  get isOn() {
    return this.#stream !== null;
  }

  /** Turn it on; throws what the browser said when it may not. */
  async start() {
    if (!navigator.mediaDevices) throw new DOMException("", "SecurityError");
    this.stop();
    this.#stream = await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { facingMode: this.#facing, width: { ideal: 1280 }, height: { ideal: 720 } },
    });
    this.#track.addEventListener("ended", () => this.#lost());
    this.#video.srcObject = this.#stream;
    await this.#video.play();
    this.#decode ??= await this.#load();
    this.#look();
  }

  stop() {
    clearTimeout(this.#timer);
    this.#stream?.getTracks().forEach((track) => track.stop());
    this.#stream = null;
    this.#video.srcObject = null;
  }

  /** Change between the camera on the back and the one towards the person. */
  async turn() {
    this.#facing = this.#facing === "environment" ? "user" : "environment";
    await this.start();
  }

  get hasTorch() {
    return Boolean(this.#track?.getCapabilities?.().torch);
  }

  async light(on) {
    await this.#track?.applyConstraints({ advanced: [{ torch: on }] });
  }

  get #track() {
    return this.#stream?.getVideoTracks()[0];
  }

  #lost() {
    this.stop();
    this.dispatchEvent(new Event("lost"));
  }

  async #look() {
    const text = document.hidden ? null : await this.#read().catch(() => null);
    if (!this.isOn) return;
    this.dispatchEvent(new CustomEvent("look", { detail: text }));
    this.#timer = setTimeout(() => this.#look(), PAUSE);
  }

  async #read() {
    const { videoWidth, videoHeight } = this.#video;
    if (!videoWidth) return null;
    const scale = Math.min(1, WIDTH / videoWidth);
    this.#canvas.width = Math.round(videoWidth * scale);
    this.#canvas.height = Math.round(videoHeight * scale);
    const pen = this.#canvas.getContext("2d", { willReadFrequently: true });
    pen.drawImage(this.#video, 0, 0, this.#canvas.width, this.#canvas.height);
    return this.#decode(pen.getImageData(0, 0, this.#canvas.width, this.#canvas.height));
  }
}

const GONE = 700;
const AGAIN = 5_000;

/** Tell a code that is shown from one that is still in the picture. */
export class Sighting {
  #text = null;
  #acceptedAt = 0;
  #seenAt = 0;

  /** Whether this look is a new showing. The same code must leave first, or wait. */
  isNew(text, now) {
    if (text === null) return false;
    const same = text === this.#text;
    const stays = now - this.#seenAt < GONE && now - this.#acceptedAt < AGAIN;
    this.#seenAt = now;
    if (same && stays) return false;
    this.#text = text;
    this.#acceptedAt = now;
    return true;
  }
}

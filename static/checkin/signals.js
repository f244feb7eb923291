// What a verdict sounds and feels like, each unlike the others.

const TUNES = {
  good: { notes: [[880, 0, 0.12], [1320, 0.1, 0.16]], shake: [80] },
  look: { notes: [[520, 0, 0.16], [520, 0.24, 0.16]], shake: [120, 80, 120] },
  stop: { notes: [[180, 0, 0.5]], shake: [400] },
  wait: { notes: [[660, 0, 0.08]], shake: [40] },
};

export class Signals {
  #audio = null;
  muted = false;

  /** Browsers allow sound only after a touch: call it from one. */
  unlock() {
    this.#audio ??= new AudioContext();
    if (this.#audio.state === "suspended") this.#audio.resume().catch(() => {});
  }

  give(mood) {
    const { notes, shake } = TUNES[mood];
    if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(shake);
    if (this.muted || this.#audio?.state !== "running") return;
    for (const [pitch, start, length] of notes) this.#note(pitch, start, length);
  }

  #note(pitch, start, length) {
    const tone = this.#audio.createOscillator();
    const volume = this.#audio.createGain();
    const at = this.#audio.currentTime + start;
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.25, at);
    volume.gain.exponentialRampToValueAtTime(0.001, at + length);
    tone.connect(volume).connect(this.#audio.destination);
    tone.start(at);
    tone.stop(at + length);
  }
}

// The server as the door sees it: every call may find nobody there.

const PATIENCE = 10_000;

/** Nobody answered, or only a proxy did: try again later. */
export class Unreachable extends Error {}

/** The server no longer knows this device. */
export class NotPaired extends Error {}

/** The server understood and said no; `message` is for the person. */
export class Refused extends Error {}

export class Api {
  constructor(urls) {
    this.urls = urls;
    this.token = null;
    this.offset = 0;
  }

  /** Send scans; return what each was answered. A hotel's Wi-Fi answers anything. */
  async send(scans) {
    const { verdicts } = await this.#call(this.urls.scans, { body: { scans } });
    if (!Array.isArray(verdicts)) throw new Unreachable();
    return verdicts;
  }

  device() {
    return this.#call(this.urls.device);
  }

  counters(point) {
    return this.#call(`${this.urls.counters}?${new URLSearchParams({ point })}`);
  }

  people(point, q) {
    return this.#call(`${this.urls.people}?${new URLSearchParams({ point, q })}`);
  }

  pair(code, label) {
    return this.#call(this.urls.pair, { body: { code, label } });
  }

  async #call(url, { body } = {}) {
    const sentAt = Date.now();
    const response = await this.#fetch(url, body);
    const answer = await response.json().catch(() => null);
    if (response.status === 401) throw new NotPaired();
    if (response.status >= 500 || response.status === 429 || answer === null) {
      throw new Unreachable();
    }
    if (!response.ok) throw new Refused(answer.error ?? String(response.status));
    this.#compareClocks(answer.server_time, sentAt, Date.now());
    return answer;
  }

  async #fetch(url, body) {
    const headers = { Accept: "application/json" };
    if (this.token) headers.Authorization = `Bearer ${this.token}`;
    if (body) headers["Content-Type"] = "application/json";
    try {
      return await fetch(url, {
        method: body ? "POST" : "GET",
        headers,
        body: body && JSON.stringify(body),
        credentials: "same-origin",
        cache: "no-store",
        signal: AbortSignal.timeout(PATIENCE),
      });
    } catch {
      throw new Unreachable();
    }
  }

  // The device's error, at the middle of the round trip; a slow answer tells nothing.
  #compareClocks(serverTime, sentAt, gotAt) {
    if (!serverTime || gotAt - sentAt > 4_000) return;
    this.offset = Math.round(Date.parse(serverTime) - (sentAt + gotAt) / 2);
  }
}

// From what was read to what is sent: the code itself never leaves the device.

const TICKET = /^ETI[0-9A-HJKMNP-TV-Z]{26}$/;
const PAIRING = /(?:#pair=|^)(PAIR[0-9A-HJKMNP-TV-Z]{26})$/;

/** Return the one spelling of a code that was read. */
export function spelled(text) {
  return text.trim().toUpperCase();
}

/** Return a text without the spaces and dashes of print, in capitals. */
export function compact(text) {
  return text.replace(/[\s\-\u2010-\u2015\u2212]+/g, "").toUpperCase();
}

/** Return the code meant by what was typed from paper: I and L read as 1, O as 0. */
export function typed(text) {
  const code = compact(text);
  const prefix = code.length === 29 && code.startsWith("ETI") ? "ETI" : "";
  return prefix + code.slice(prefix.length).replace(/[IL]/g, "1").replaceAll("O", "0");
}

export function isTicket(text) {
  return TICKET.test(text);
}

/** Return the pairing code that a text holds, alone or at the end of a link, or null. */
export function pairingCode(text) {
  const found = PAIRING.exec(text.trim().replace(/^.*#/, "#"));
  return found && found[1];
}

/** Return the SHA-256 of a text in hexadecimal. */
export async function digest(text) {
  const bytes = new TextEncoder().encode(text);
  // Only secure origins have `crypto.subtle`; a desk's laptop on a local address with a
  // keyboard scanner is none.
  const hash = globalThis.crypto.subtle
    ? new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))
    : sha256(bytes);
  return [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Return a new random UUID, on insecure origins too. */
export function uuid() {
  if (globalThis.crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** SHA-256 (FIPS 180-4) of bytes. */
export function sha256(bytes) {
  const words = padded(bytes);
  const hash = Uint32Array.from(PRIMES.slice(0, 8), (prime) => fraction(Math.sqrt(prime)));
  for (let start = 0; start < words.length; start += 16) {
    compress(hash, schedule(words.subarray(start, start + 16)));
  }
  const out = new DataView(new ArrayBuffer(32));
  hash.forEach((word, index) => out.setUint32(index * 4, word));
  return new Uint8Array(out.buffer);
}

const PRIMES = [...Array(312).keys()].filter(
  (n) => n > 1 && ![...Array(n).keys()].some((d) => d > 1 && n % d === 0),
);
const fraction = (root) => ((root - Math.floor(root)) * 2 ** 32) >>> 0;
const ROUNDS = Uint32Array.from(PRIMES.slice(0, 64), (prime) => fraction(Math.cbrt(prime)));
const turn = (word, by) => (word >>> by) | (word << (32 - by));

function padded(bytes) {
  const length = ((bytes.length + 8) >> 6) + 1;
  const view = new DataView(new ArrayBuffer(length * 64));
  bytes.forEach((byte, index) => view.setUint8(index, byte));
  view.setUint8(bytes.length, 0x80);
  view.setUint32(length * 64 - 4, bytes.length * 8);
  return Uint32Array.from({ length: length * 16 }, (_, index) => view.getUint32(index * 4));
}

function schedule(block) {
  const words = new Uint32Array(64);
  words.set(block);
  for (let i = 16; i < 64; i += 1) {
    const early = words[i - 15];
    const late = words[i - 2];
    const small = turn(early, 7) ^ turn(early, 18) ^ (early >>> 3);
    const large = turn(late, 17) ^ turn(late, 19) ^ (late >>> 10);
    words[i] = words[i - 16] + small + words[i - 7] + large;
  }
  return words;
}

function compress(hash, words) {
  let [a, b, c, d, e, f, g, h] = hash;
  for (let i = 0; i < 64; i += 1) {
    const choice = (e & f) ^ (~e & g);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    const high = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
    const low = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22);
    const first = (h + high + choice + ROUNDS[i] + words[i]) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + low + majority) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((word, index) => {
    hash[index] += word;
  });
}

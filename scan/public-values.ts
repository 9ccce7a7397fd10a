// What looks generated and is no secret for what it is: public keys, certificates, the beginnings of files, names that end in a hash.
import { Buffer } from "node:buffer";
import { isRandom } from "./randomness.ts";

/** The form of a key of NATS in its public form: an account's, a user's, an operator's, a server's, a cluster's or a curve's. */
const nkey = /^[ACNOUX][A-Z2-7]{55}$/;

/** The seed of such a key, which is the secret one. */
export const nkeySeed = /^S[ACNOUX][A-Z2-7]{56}$/;

/** What files begin with: PDF, PNG, GIF, JPEG, ZIP, gzip, WebAssembly, MP4, fonts. */
const fileStart = /^(?:%PDF-|\x89PNG|GIF8|\xff\xd8\xff|PK\x03\x04|\x1f\x8b|\0asm|[^]{4}ftyp|RIFF|OTTO|wOF[F2])/;

/** Whether a value in base64 or base32 is made to be public: a public key, a certificate, a part of an image. */
export function isPublic(value: string): boolean {
  if (nkey.test(value)) return hasChecksum(value);
  const bytes = Buffer.from(value.slice(0, 60), "base64");
  return isPublicDer(bytes) || isMinisignKey(value, bytes) || fileStart.test(bytes.toString("latin1"));
}

const base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** Whether a value in base32 ends in the checksum of what is before it, CRC-16 as in XMODEM, its lower byte first. */
function hasChecksum(value: string): boolean {
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  for (const character of value) {
    held = ((held << 5) | base32.indexOf(character)) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((held >> bits) & 0xff);
    }
  }
  let sum = 0;
  for (const byte of bytes.slice(0, -2)) {
    sum ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) sum = (sum & 0x8000 ? (sum << 1) ^ 0x1021 : sum << 1) & 0xffff;
  }
  return bytes.at(-2) === (sum & 0xff) && bytes.at(-1) === sum >> 8;
}

/**
 * Whether bytes begin as a public key, a certificate or a request for one does in DER: a sequence whose first part is a sequence. A
 * private key's first part is its version; one that is encrypted begins as a certificate does.
 */
function isPublicDer(bytes: Buffer): boolean {
  const [first, length = 0] = bytes;
  const header = length < 0x80 ? 2 : 2 + (length & 0x7f);
  return first === 0x30 && bytes[header] === 0x30;
}

/** Whether it is a public key of minisign or signify: two letters, a number of eight bytes, a key of 32. */
function isMinisignKey(value: string, bytes: Buffer): boolean {
  return value.length === 56 && bytes.toString("latin1", 0, 2) === "Ed";
}

/** A part of a name: a word, a number, a part of a UUID, a hash as Kubernetes appends it. */
const part = /^(?:[a-z\d]{1,12}|[A-Z]?[a-z]+\d{0,3}|[A-Z]{2,}\d{0,3}|[\da-f]+|\d+)$/;

/** A part that shows that it is a name, as few parts of base64 do by chance: a word, or enough of a hash. */
const telling = /^(?:[a-z]{4,}|[A-Z][a-z]{3,}|[A-Z]{5,})\d{0,3}$|^[\da-f]{8,}$/;

/** From this length on, what is not a part of a name may be a secret of its own. */
const shortestCore = 16;

/** Whether a value is a name with an identifier in it, such as `web-7d9c5b8f6c-x2x4q` or `task-` with a UUID behind it. */
export function isIdentifier(value: string): boolean {
  const parts = value.split(/[-_.:/+@]+/);
  if (!parts.some((text) => telling.test(text))) return false;
  const first = parts.findIndex((text) => !part.test(text));
  if (first === -1) return !parts.some((text) => isRandom(text));
  const last = parts.findLastIndex((text) => !part.test(text));
  const core = parts.slice(first, last + 1).join("-");
  return core.length < shortestCore || (/^[a-z\d]+$/.test(core) && !isRandom(core));
}

// A fingerprint tells two values of one secret apart. It gives neither value away, nor does it show that two secrets share a value.
import { Buffer } from "node:buffer";
import { createHmac } from "node:crypto";

/** The beginning of a fingerprint that is made from the secret's name, too. Former fingerprints lack it. */
const prefix = "named:";

/**
 * The fingerprint of a value: HMAC-SHA-256, in hexadecimal, of the secret's logical name and the value. The name keeps two secrets
 * with one value from having one fingerprint.
 *
 * @param data the value's bytes, in base64
 * @param key the stack's key for fingerprints, in base64
 */
export function fingerprintOf(logicalName: string, data: string, key: string): string {
  return prefix + hmac([Buffer.from(`${logicalName}\0`), Buffer.from(data, "base64")], key);
}

/** The fingerprint as it used to be made, from the value alone. Versions from that time have it on record and as a label. */
export function formerFingerprintOf(data: string, key: string): string {
  return hmac([Buffer.from(data, "base64")], key);
}

/** Whether a fingerprint was made as it used to be, from the value alone. */
export function isFormer(fingerprint: string): boolean {
  return !fingerprint.startsWith(prefix);
}

function hmac(parts: readonly Buffer[], key: string): string {
  return createHmac("sha256", Buffer.from(key, "base64")).update(Buffer.concat(parts)).digest("hex");
}

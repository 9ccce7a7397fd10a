// Fingerprints of values: they tell two values of a secret apart, and give neither away, nor that two secrets share one.
import { Buffer } from "node:buffer";
import { createHmac } from "node:crypto";

/** What those begin with that are made from the secret's name, too. */
const kind = "named:";

/**
 * The fingerprint of a value: HMAC-SHA-256, in hexadecimal, of the secret's logical name and the value.
 *
 * @param data the value's bytes in base64, as is the key
 */
export function fingerprintOf(logicalName: string, data: string, key: string): string {
  return kind + hmac([Buffer.from(`${logicalName}\0`), Buffer.from(data, "base64")], key);
}

/** The fingerprint as it used to be made, from the value alone: versions from then have it on record and as a label. */
export function formerFingerprintOf(data: string, key: string): string {
  return hmac([Buffer.from(data, "base64")], key);
}

/** Whether a fingerprint is as it used to be made. */
export function isFormer(fingerprint: string): boolean {
  return !fingerprint.startsWith(kind);
}

function hmac(parts: readonly Buffer[], key: string): string {
  return createHmac("sha256", Buffer.from(key, "base64")).update(Buffer.concat(parts)).digest("hex");
}

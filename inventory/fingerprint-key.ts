import { Buffer } from "node:buffer";
import { unexpected } from "./fields.ts";
import { InventoryError } from "./problems.ts";

/** The length in bytes of the key for fingerprints. */
export const fingerprintKeyBytes = 32;

/**
 * Parses the key under `fingerprintKey`. The key is a secret: the error holds nothing of it.
 *
 * @returns the key in base64; undefined when it is left out, for then the stack makes a key that only its state has
 * @throws InventoryError when it is not such a key
 */
export function parseFingerprintKey(key: unknown): string | undefined {
  if (key === undefined) return undefined;
  const bytes = typeof key === "string" ? Buffer.from(key, "base64") : Buffer.alloc(0);
  if (bytes.length === fingerprintKeyBytes && bytes.toString("base64") === key) return key;
  const what = `${fingerprintKeyBytes} random bytes in base64, encrypted: npm run fingerprint-key -- --stack STACK`;
  throw new InventoryError([unexpected(["fingerprintKey"], key, what)]);
}

import { Buffer } from "node:buffer";
import { unexpected } from "./fields.ts";
import { InventoryError } from "./problems.ts";

/** How many bytes the key of the fingerprints has. */
export const fingerprintKeyBytes = 32;

/**
 * Parses the key under `fingerprintKey`. It is a secret: nothing of it is in what is thrown.
 *
 * @returns the key in base64, or undefined when it is left out: then the stack makes one, which only its state has
 * @throws InventoryError when it is none
 */
export function parseFingerprintKey(key: unknown): string | undefined {
  if (key === undefined) return undefined;
  const bytes = typeof key === "string" ? Buffer.from(key, "base64") : Buffer.alloc(0);
  if (bytes.length === fingerprintKeyBytes && bytes.toString("base64") === key) return key;
  const what = `${fingerprintKeyBytes} random bytes in base64, encrypted: npm run fingerprint-key -- --stack STACK`;
  throw new InventoryError([unexpected(["fingerprintKey"], key, what)]);
}

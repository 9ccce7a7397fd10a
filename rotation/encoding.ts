// How a value is written in the stack config. Pulumi hands the config over as JSON, which carries text only: each byte that is not
// UTF-8 arrives as U+FFFD, and what it was is lost.
import { Buffer } from "node:buffer";

/** How a value may be written: as it is, or in base64 where its bytes are not text. */
export const encodings = ["text", "base64"] as const;
export type Encoding = (typeof encodings)[number];

/** The character that Pulumi makes of a byte that is not UTF-8. */
const replacementCharacter = "\uFFFD";

/**
 * The bytes of a value, as the service's file has them. Base64 may be wrapped into lines, as `base64` prints it.
 *
 * @returns undefined when the value is not in this encoding
 */
export function bytesOf(value: string, encoding: Encoding): Buffer | undefined {
  if (encoding === "text") return value.includes(replacementCharacter) ? undefined : Buffer.from(value);
  const text = value.replaceAll(/\s/g, "");
  const bytes = Buffer.from(text, "base64");
  // Node ignores characters that are not base64: the text was base64 only if its bytes, encoded again, give the same text.
  return bytes.toString("base64") === text ? bytes : undefined;
}

// How a value stands in the stack config. Pulumi hands the config over as JSON, which carries text only: bytes that are not
// UTF-8 arrive as U+FFFD, one for each, and nothing tells them apart any more.
import { Buffer } from "node:buffer";

export const encodings = ["text", "base64"] as const;
export type Encoding = (typeof encodings)[number];

/** What Pulumi makes of a byte that is not UTF-8. */
const replacementCharacter = "\uFFFD";

/**
 * The bytes of a value, as the service's file has them; undefined when it is not in its encoding. Base64 may be wrapped into
 * lines, as `base64` prints it.
 */
export function bytesOf(value: string, encoding: Encoding): Buffer | undefined {
  if (encoding === "text") return value.includes(replacementCharacter) ? undefined : Buffer.from(value);
  const text = value.replaceAll(/\s/g, "");
  const bytes = Buffer.from(text, "base64");
  // Node skips what is not base64: only what comes out as it went in was.
  return bytes.toString("base64") === text ? bytes : undefined;
}

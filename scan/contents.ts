// From bytes to text, or the reason why there is none.
import type { Buffer } from "node:buffer";

/** Larger files are not scanned: they are data or builds, which nobody reviews. */
export const largest = 5 * 1024 * 1024;

export type Contents = { text: string } | { skipped: "binary" | "too large" | "not readable" };

/** The text of a file; UTF-16 with its mark, as some editors write it, is text too. */
export function readContents(bytes: Buffer): Contents {
  if (bytes.length > largest) return { skipped: "too large" };
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { text: bytes.toString("utf16le", 2) };
  if (bytes.subarray(0, 8192).includes(0)) return { skipped: "binary" };
  return { text: bytes.toString("utf8") };
}

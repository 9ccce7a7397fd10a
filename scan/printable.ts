// What is printable in a file that is no text, as `strings` shows it: in ASCII, and in UTF-16 of either order.
import type { Buffer } from "node:buffer";

/** A shorter run of printable characters in a binary file is there by chance. */
const shortestRun = 8;

/**
 * The printable runs of some bytes. Between them is a space, or a line end where a zero byte ends a text.
 */
export function printableIn(bytes: Buffer, shortest = shortestRun): string {
  const printable = String.raw`[\t\n\r\x20-\x7e]`;
  const few = String(Math.max(shortest, 4));
  const runs = new RegExp(
    `(?:${printable}\\0){${few},}|(?:\\0${printable}){${few},}|${printable}{${String(shortest)},}`,
    "g",
  );
  const whole = bytes.toString("latin1");
  const parts: string[] = [];
  let from = 0;
  for (const { 0: run, index } of whole.matchAll(runs)) {
    if (index > from) parts.push(separator(whole.slice(from, index)));
    parts.push(run.replaceAll("\0", ""));
    from = index + run.length;
  }
  return parts.join("");
}

/** Its line ends, else one for a zero byte, which ends a text, else a space. */
function separator(between: string): string {
  const lineEnds = between.replaceAll(/[^\n]+/g, "");
  if (lineEnds !== "") return lineEnds;
  return between.includes("\0") ? "\n" : " ";
}

/** How much of the bytes is printable, from 0 to 1: ASCII, and what other encodings of eight bits have for letters. */
export function printableShare(bytes: Buffer): number {
  if (bytes.length === 0) return 1;
  let ascii = 0;
  let high = 0;
  for (const byte of bytes) {
    if ((byte >= 0x20 && byte <= 0x7e) || (byte >= 0x09 && byte <= 0x0d) || byte === 0x1b) ascii++;
    else if (byte >= 0x80) high++;
  }
  const control = bytes.length - ascii - high;
  // Letters of another script are no sign of a binary file, unless there are control characters with them.
  return control <= bytes.length / 500 ? (ascii + high) / bytes.length : ascii / bytes.length;
}

// From bytes to text, by what is in them: neither a file's name nor Git's attributes say what is a text.
import { Buffer, isUtf8 } from "node:buffer";
import { createHash } from "node:crypto";
import { printableIn, printableShare } from "./printable.ts";
import { decodeUtf16, decodeUtf32, guessUnmarked } from "./utf16.ts";

/** Larger texts are not scanned. */
export const largest = 5 * 1024 * 1024;

/** How much is read of a larger file, to tell whether it is a text. */
export const mostOfLarge = 64 * 1024 * 1024;

/** What of a file can be scanned. */
export interface Contents {
  /** Its text; of a binary file, what is printable in it. */
  text: string;
  /** Why that is not all of it. */
  unread?: Unread;
  /** Names what was not read, for an exception. */
  digest?: string;
}

/** A binary file is an image, an archive, a program; the others are texts that should have been read. */
export type Unread = "binary" | "too large" | "far too large" | "not decodable" | "not readable";

/** From this share of printable characters on, a file is a text that has some other bytes in it. */
const textShare = 0.85;

/**
 * Reads the bytes of a file.
 *
 * @param size the file's size, where `bytes` are only its beginning
 */
export function readContents(bytes: Buffer, size = bytes.length): Contents {
  const decoded = size <= largest ? decode(bytes) : undefined;
  if (decoded !== undefined) return decoded;
  const isText = size > largest && (isUtf8(wholeCharacters(bytes)) || textByMark(bytes) || isMostlyText(bytes));
  // Of what is not even held in memory, nothing says that it stays the same.
  if (isText && size > mostOfLarge) return { text: "", unread: "far too large" };
  if (isText) return { text: "", unread: "too large", digest: digestOf(bytes, size) };
  const text = printableIn(bytes);
  return { text: text.length <= largest ? text : "", unread: "binary" };
}

function decode(bytes: Buffer): Contents | undefined {
  const marked = decodeByMark(bytes);
  if (marked !== undefined) {
    if (marked.isSound) return { text: marked.text };
    return { text: printableIn(bytes), unread: "not decodable", digest: digestOf(bytes, bytes.length) };
  }
  const hasZero = bytes.includes(0);
  if (!hasZero && isUtf8(bytes)) return { text: bytes.toString("utf8").replace(/^\uFEFF/, "") };
  const unmarked = hasZero ? guessUnmarked(bytes) : undefined;
  if (unmarked !== undefined) return { text: unmarked };
  if (!isMostlyText(bytes)) return undefined;
  // One of the encodings of eight bits, or a text with other bytes in it: what is ASCII in it is right in any case.
  return { text: hasZero ? printableIn(bytes, 1) : bytes.toString("latin1") };
}

/** By the mark that stands at the beginning of some texts. */
function decodeByMark(bytes: Buffer): { text: string; isSound: boolean } | undefined {
  const [one, two, three, four] = bytes;
  if (one === 0xff && two === 0xfe && three === 0 && four === 0) return decodeUtf32(bytes.subarray(4), "little");
  if (one === 0 && two === 0 && three === 0xfe && four === 0xff) return decodeUtf32(bytes.subarray(4), "big");
  if (one === 0xff && two === 0xfe) return decodeUtf16(bytes.subarray(2), "little");
  if (one === 0xfe && two === 0xff) return decodeUtf16(bytes.subarray(2), "big");
  return undefined;
}

function textByMark(bytes: Buffer): boolean {
  return decodeByMark(bytes.subarray(0, 65_536))?.isSound ?? false;
}

function isMostlyText(bytes: Buffer): boolean {
  return printableShare(bytes) >= textShare;
}

/** Without the bytes at the end that may be a part of a character. */
function wholeCharacters(bytes: Buffer): Buffer {
  let end = bytes.length;
  while (end > 0 && bytes.length - end < 3 && ((bytes[end - 1] ?? 0) & 0xc0) === 0x80) end--;
  return (bytes[end - 1] ?? 0) >= 0xc0 ? bytes.subarray(0, end - 1) : bytes;
}

function digestOf(bytes: Buffer, size: number): string {
  return createHash("sha256").update(bytes).update(String(size)).digest("hex");
}

// UTF-16 and UTF-32, as some editors and PowerShell write them, with a mark and without.
import { Buffer } from "node:buffer";

type Order = "little" | "big";

/** A text, and whether it is one: the bytes may be something else. */
interface Decoded {
  text: string;
  isSound: boolean;
}

export function decodeUtf16(bytes: Buffer, order: Order): Decoded {
  const whole = bytes.subarray(0, bytes.length - (bytes.length % 2));
  const text = (order === "little" ? whole : Buffer.from(whole).swap16()).toString("utf16le");
  return { text, isSound: isSound(text) };
}

export function decodeUtf32(bytes: Buffer, order: Order): Decoded {
  const parts: string[] = [];
  for (let at = 0; at + 4 <= bytes.length; at += 4) {
    const point = order === "little" ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at);
    parts.push(point <= 0x10ffff ? String.fromCodePoint(point) : "\uFFFD");
  }
  const text = parts.join("");
  return { text, isSound: isSound(text) };
}

/**
 * The text of bytes that have no mark, when they are UTF-16 or UTF-32 with much ASCII in it: then every second byte is zero, or three of
 * four. What is ASCII in other texts is found among what is printable.
 */
export function guessUnmarked(bytes: Buffer): string | undefined {
  for (const order of ["little", "big"] as const) {
    const zeros = order === "little" ? [2, 3] : [0, 1];
    const isWide = bytes.length >= 8 && bytes.every((byte, at) => byte === 0 || !zeros.includes(at % 4));
    const wide = isWide ? decodeUtf32(bytes, order) : undefined;
    if (wide?.isSound === true) return wide.text;
  }
  let [even, odd] = [0, 0];
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] !== 0) continue;
    if (at % 2 === 0) even++;
    else odd++;
  }
  const [most, least] = [Math.max(even, odd), Math.min(even, odd)];
  if (bytes.length < 4 || most < bytes.length / 4 || least > most / 20) return undefined;
  const { text, isSound: isText } = decodeUtf16(bytes, odd > even ? "little" : "big");
  return isText ? text : undefined;
}

/** Few control characters, halves of pairs, and characters that stand for none. */
function isSound(text: string): boolean {
  const odd = text.match(
    /[\0-\x08\x0e-\x1a\x1c-\x1f\ufffd-\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
  );
  return (odd?.length ?? 0) <= text.length / 50;
}

// The forms in which a value may be printed.
import { Buffer } from "node:buffer";

/** A form of a value, made {@link canonical}. */
export interface Form {
  text: string;
  /** How many of its characters in a row are taken for a part of the value. */
  part: number;
}

/** A text as it is compared: its letters and digits alone, in lower case, and where each stands in the text. */
export interface Canonical {
  text: string;
  at: Uint32Array;
}

/** Makes texts comparable: what is no letter or digit is left out, and so are case, width, and accents that can be told apart. */
export function canonical(text: string): Canonical {
  const at = new Uint32Array(text.length * 4);
  const kept: string[] = [];
  let count = 0;
  const keep = (character: string, index: number): void => {
    kept.push(character);
    at[count++] = index;
  };
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 0x80) {
      const character = text[index] ?? "";
      if ((code >= 0x30 && code <= 0x39) || (code >= 0x61 && code <= 0x7a)) keep(character, index);
      else if (code >= 0x41 && code <= 0x5a) keep(character.toLowerCase(), index);
      continue;
    }
    // A character outside of the first plane is two code units, and the second of them is passed over.
    const character = String.fromCodePoint(text.codePointAt(index) ?? 0);
    const letters =
      character
        .normalize("NFKD")
        .toLowerCase()
        .match(/[\p{L}\p{N}]/gu) ?? [];
    // An end of an array that cannot grow: no character becomes more than a few letters that matter.
    for (const letter of letters.slice(0, 4)) keep(letter, index);
    if (character.length === 2) index += 1;
  }
  return { text: kept.join(""), at: at.subarray(0, count) };
}

/** The letters and digits of a text, as {@link canonical} has them. */
export function lettersOf(text: string): string {
  const isPlain = /^[\t-~]*$/.test(text);
  return isPlain ? text.toLowerCase().replaceAll(/[^a-z0-9]+/g, "") : canonical(text).text;
}

/** Letters and digits of a value that are taken for a part of it. */
const textPart = 8;
/** The same of a form of few different characters, in which the same part may stand by chance. */
const digitPart = 12;
const bitPart = 24;

/**
 * The forms of a value: as it is, escaped for JSON, URLs and HTML, in base64 at each of the three offsets, that again in base64, in
 * base32, in hexadecimal, octal, decimal and binary bytes, as rot13; each forwards and backwards.
 *
 * @param fewer whether only the forms are wanted in which a keystore may be printed by mistake
 */
export function formsOf(value: string, fewer = false): Form[] {
  const bytes = Buffer.from(value);
  const decoded = decodedOf(value);
  const sources = [bytes, ...(decoded === undefined ? [] : [decoded])];
  // What is not text has no letters that a program could print by themselves.
  const texts = [value, decoded?.toString("utf8") ?? ""].filter((text) => text !== "" && !text.includes("\ufffd"));
  const plain = [...texts, ...sources.flatMap(base64At)];
  const digits = sources.map((source) => source.toString("hex"));
  const bits: string[] = [];
  if (!fewer) {
    for (const source of sources) {
      const wide = Buffer.from(source.toString("utf8"), "utf16le");
      const backwards = Buffer.from(source).reverse();
      plain.push(...base64At(Buffer.from(source.toString("base64"))), ...base64At(Buffer.from(source.toString("hex"))));
      plain.push(...base64At(wide), ...base64At(backwards), base32(source));
      digits.push(wide.toString("hex"), backwards.toString("hex"));
      digits.push(
        ...["", "x", "0x"].map((mark) => eachByte(source, (byte) => mark + byte.toString(16).padStart(2, "0"))),
      );
      digits.push(
        eachByte(source, String),
        eachByte(source, (byte) => byte.toString(8).padStart(3, "0")),
      );
      bits.push(eachByte(source, (byte) => byte.toString(2).padStart(8, "0")));
    }
    for (const text of texts) {
      plain.push(
        JSON.stringify(text),
        JSON.stringify(JSON.stringify(text)),
        encodeURIComponent(text.toWellFormed()),
        rot13(text),
      );
      digits.push(Array.from(text, (unit) => `u${(unit.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`).join(""));
      digits.push(Array.from(text, (unit) => String(unit.codePointAt(0))).join(""));
    }
  }
  const withPart = (list: readonly string[], part: number): Form[] =>
    list.flatMap((text) => {
      const forwards = lettersOf(text);
      return [forwards, reversed(forwards)].map((form) => ({ text: form, part }));
    });
  return [...withPart(plain, textPart), ...withPart(digits, digitPart), ...withPart(bits, bitPart)];
}

/** The text from its end to its beginning. */
export const reversed = (text: string): string => Array.from(text).reverse().join("");

/** What a value in base64 stands for: a program writes that into the secret. */
function decodedOf(value: string): Buffer | undefined {
  const text = value.replaceAll(/\s/g, "");
  const decoded = Buffer.from(text, "base64");
  return decoded.length >= 4 && decoded.toString("base64") === text ? decoded : undefined;
}

/** The base64 of bytes that come after none, one or two others, as far as these do not matter. */
function base64At(bytes: Buffer): string[] {
  return [0, 1, 2].map((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString("base64");
    // The first characters also hold the bytes before, and the last one also those after.
    const end = (before + bytes.length) % 3 === 0 ? encoded.length : encoded.replace(/=+$/, "").length - 1;
    return encoded.slice(before === 0 ? 0 : before + 1, end);
  });
}

const base32Letters = "abcdefghijklmnopqrstuvwxyz234567";

function base32(bytes: Buffer): string {
  const bits = eachByte(bytes, (byte) => byte.toString(2).padStart(8, "0"));
  return (bits.match(/.{5}/g) ?? []).map((five) => base32Letters[Number.parseInt(five, 2)]).join("");
}

const eachByte = (bytes: Buffer, write: (byte: number) => string): string => Array.from(bytes, write).join("");

function rot13(text: string): string {
  const turn = (letter: string, first: number): string =>
    String.fromCharCode(((letter.charCodeAt(0) - first + 13) % 26) + first);
  return text.replaceAll(/[a-z]/g, (letter) => turn(letter, 97)).replaceAll(/[A-Z]/g, (letter) => turn(letter, 65));
}

// Generated-looking literals, whatever they are called, and what stands in a text in base64.
import { Buffer } from "node:buffer";
import { isInBlock, isInCertificate } from "./blocks.ts";
import type { FileKind } from "./file-kinds.ts";
import type { Match } from "./finding.ts";
import { hasSecretWord, isDigestName } from "./names.ts";
import { isName, isPlaceholder } from "./placeholders.ts";
import { isIdentifier, isPublic, nkeySeed } from "./public-values.ts";
import { isRandom, literalLength } from "./randomness.ts";
import { longWords } from "./words.ts";

/** A line longer than this was written by a program. */
const longestLine = 1000;

/** A literal's name, where it stands before it in the line. */
const nameBefore = /([\w.$-]{1,60})["'`\]]{0,2}\s{0,40}(?:=>|:=|[:=])\s{0,40}(?:\[\]\w{1,10}[{(])?["'`]?$/;

/** The longest text in base64 that is decoded: no file that somebody encodes by hand is longer. */
const longestEncoded = 65_536;

export interface Words {
  /** Literals that look generated. */
  literals: Match[];
  /** What could be text in base64. */
  encoded: { start: number; end: number; text: string }[];
}

/**
 * Reads the words of a text once, for both.
 *
 * @param isExample whether it is a test, a fixture or a document: most that looks generated there is a digest, an id or a ciphertext,
 * and a literal counts where its line says that it is a secret
 */
export function readWords(text: string, kind: FileKind, isExample = false): Words {
  const words: Words = { literals: [], encoded: [] };
  const hasBlocks = text.includes("-----BEGIN ");
  for (const { start: wordStart, end: bareEnd } of longWords(text)) {
    const start = text.startsWith("//", wordStart) && text.charAt(wordStart - 1) === ":" ? wordStart + 2 : wordStart;
    const end = bareEnd + (/^={1,2}/.exec(text.slice(bareEnd, bareEnd + 2))?.[0].length ?? 0);
    const value = text.slice(start, end);
    const decoded = value.length <= longestEncoded ? decode(value) : undefined;
    if (decoded !== undefined) {
      if (!isEncodedDigest(text, start, decoded)) words.encoded.push({ start, end, text: decoded });
    } else if (kind !== "data" && kind !== "build" && isLiteral(text, start, end, value, kind, isExample)) {
      if ((hasBlocks && isInCertificate(text, start)) || isInBlock(text, start, end)) continue;
      words.literals.push({ kind: "high-entropy-literal", start, end, value });
    }
  }
  return words;
}

function isLiteral(
  text: string,
  start: number,
  end: number,
  value: string,
  kind: FileKind,
  isExample: boolean,
): boolean {
  if (value.length > literalLength.max || !isRandom(value.replace(/=+$/, ""))) return false;
  if (!standsAlone(text, start, end, kind) || isPlaceholder(value)) return false;
  if (isPublic(value) || isIdentifier(value) || (/[a-z]{4}/.test(value) && isName(value))) return false;
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const lineEnd = text.indexOf("\n", end);
  if ((lineEnd === -1 ? text.length : lineEnd) - lineStart > longestLine) return false;
  const before = text.slice(Math.max(lineStart, start - 120), start);
  // Digests and ciphertexts that say so: `sha512-…`, `h1:…`, `v1:…:…`, a key that is meant to be public.
  if (
    /(?:sha\d{1,3}[-:=]|h1:|v\d:(?:[\w+/=]+:)?|ssh-\w+ |AAAA|#|public[ _-]?key\W{0,3}|data:[\w/;+-]+,|base64,)$/i.test(
      before,
    )
  )
    return false;
  if (/^(?:sha\d{1,3}-|AAAA[BCE]|age1[a-z\d]{40,}$)/.test(value)) return false;
  if (nkeySeed.test(value)) return true;
  const name = nameBefore.exec(before)?.[1];
  if (name !== undefined && (isDigestName(name) || (publicPart.test(name) && text.includes('"kty"')))) return false;
  // In a row of a table, no word of the line says what a value is.
  return !isExample || (hasSecretWord(before) && !isRow.test(text.slice(lineStart, lineStart + 200)));
}

const isRow = /\bVALUES\s*\(|^\s*\(/i;

/** What is public in a JSON Web Key. */
const publicPart = /^(?:x|y|n|e)$/;

/** Whether what a word holds in base64 is a word again, under a name that says that it is public. */
function isEncodedDigest(text: string, start: number, decoded: string): boolean {
  if (!/^[\w+/=-]+$/.test(decoded)) return false;
  const name = nameBefore.exec(text.slice(Math.max(0, start - 120), start))?.[1];
  return name !== undefined && isDigestName(name);
}

/** Whether the literal is all that is in its quotes or, in a file of settings, in its place. */
function standsAlone(text: string, start: number, end: number, kind: FileKind): boolean {
  const before = text.charAt(start - 1);
  const after = text.charAt(end);
  // Between two literals that are put together: `"a"+b+"c"`.
  if (text.charAt(start) === "+" && text.charAt(end - 1) === "+") return false;
  if (/["'`]/.test(before) && before === after) return true;
  if (kind !== "config") return false;
  return /^$|[\s"'=:]/.test(before) && /^$|[\s"',;]/.test(after);
}

/** The text that a word holds in base64; undefined when it holds anything else. */
function decode(value: string): string | undefined {
  // Cheaper than decoding: text begins with a byte from 0x20 to 0x7e or with white space, hence with one of these in base64.
  if (!/^[CDI-Za-f]/.test(value)) return undefined;
  const head = Buffer.from(value.slice(0, 32), "base64").toString("latin1");
  if (!/^[\t\n\r\x20-\x7e]*$/.test(head)) return undefined;
  const decoded = Buffer.from(value, "base64").toString("utf8");
  const printable = decoded.match(/[\t\n\r\x20-\x7e]/g)?.length ?? 0;
  return printable >= decoded.length * 0.95 ? decoded : undefined;
}

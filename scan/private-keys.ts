// Private keys in PEM and PuTTY's form, as they stand in files of their own, indented in YAML, or in a string with \n in it.
import type { Match } from "./finding.ts";

// A line that was put together again may have lost the space before its end.
const header = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE ?KEY(?: ?BLOCK)?-----|Private-Lines: \d+/g;

/** How far a key may reach; an RSA key of 16,384 bits has 12,600 characters. */
const longest = 20_000;

/** The shortest key, one of Ed25519, has a line of 64 characters; plus signs are not counted. */
const shortest = 40;

/** The private keys in a text. One that needs a passphrase is one, too: the passphrase is short enough to be guessed. */
export function findPrivateKeys(text: string): Match[] {
  if (!text.includes("-----BEGIN ") && !text.includes("Private-Lines")) return [];
  return [...text.matchAll(header)].flatMap(({ index, 0: begin }) => {
    const rest = text.slice(index + begin.length, index + longest);
    const length = /-----(?:END|BEGIN)|Private-MAC/.exec(rest)?.index ?? rest.length;
    const body = rest.slice(0, length);
    // A key in a string has escaped line ends; one that is put together from strings has quotes and operators.
    const lines = body
      .replaceAll(/\\[rnt]/g, "\n")
      .replaceAll(/^\s*[A-Z][\w-]+: .*$/gm, "")
      .replaceAll(/["'`+\s\\,;#>|*]+/g, "\n")
      .split("\n");
    const base64 = leading(lines).join("");
    if (base64.length < shortest || new Set(base64).size < 12) return [];
    const end = index + begin.length + length;
    return [{ kind: "private-key", start: index, end, value: base64 }];
  });
}

/** The lines of a key, up to the first that is not part of it. */
function leading(lines: readonly string[]): string[] {
  const words = lines.filter((line) => line !== "");
  const stop = words.findIndex((line) => !/^[A-Za-z0-9/=]+$/.test(line));
  return stop === -1 ? words : words.slice(0, stop);
}

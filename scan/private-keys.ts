// Private keys in PEM and PuTTY's form, as they stand in files of their own, indented in YAML, or in a string with \n in it.
import type { Match } from "./finding.ts";
import { isMonotonous } from "./placeholders.ts";

// A line that was put together again may have lost the space before its end.
const header = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE ?KEY(?: ?BLOCK)?-----|Private-Lines: \d+/g;

/** How far a key may reach; an RSA key of 16,384 bits has 12,600 characters. */
const longest = 20_000;

/** The shortest key, one of Ed25519, has a line of 64 characters; plus signs are not counted. */
const shortest = 48;

/** The private keys in a text. Keys encrypted with a passphrase are skipped. */
export function findPrivateKeys(text: string): Match[] {
  if (!text.includes("-----BEGIN ") && !text.includes("Private-Lines")) return [];
  return [...text.matchAll(header)].flatMap(({ index, 0: begin }) => {
    const rest = text.slice(index + begin.length, index + longest);
    const length = /-----END|Private-MAC/.exec(rest)?.index ?? rest.length;
    const body = rest.slice(0, length);
    if (begin.includes("ENCRYPTED") || /^\s*Proc-Type:.*ENCRYPTED/.test(body.replaceAll("\\n", "\n"))) return [];
    // A key in a string has escaped line ends; one that is put together from strings has quotes and operators.
    const lines = body
      .replaceAll(/\\[rnt]/g, "\n")
      .replaceAll(/^\s*[A-Z][\w-]+: .*$/gm, "")
      .replaceAll(/["'`+\s\\,;#>|*]+/g, "\n")
      .split("\n");
    const base64 = leading(lines).join("");
    if (base64.length < shortest || isMonotonous(base64.slice(0, longest))) return [];
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

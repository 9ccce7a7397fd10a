// Literals that are given to something whose name says that it is secret: `password: …`, `"apiKey": "…"`, `export TOKEN=…`,
// `--password=…`.
import type { FileKind } from "./file-kinds.ts";
import type { Match } from "./finding.ts";
import { placesInAnyCase } from "./hints.ts";
import { lineBefore, type NameAt } from "./literal-at.ts";
import { isPasswordName, isSecretName } from "./names.ts";
import { valueAfter } from "./value-after.ts";
import { isSecretValue, type Place } from "./values.ts";

const keyword =
  /pass|pwd|secret|token|cred|kennwort|senha|contrase[nñ]|wachtwoord|community|authtok|key_?material|\bhmac|key-?string|webhook|bearer|authorization|masterauth|mnemonic|pepper|psk\b|pw\b|(?<=[A-Za-z][_.-]?|[a-z\d] |["'])(?:key|salt)|(?<=storage)connection_?string/iy;
/** How a keyword begins. */
const beginnings = placesInAnyCase(
  ...[
    "pass",
    "pwd",
    "secret",
    "token",
    "cred",
    "kennwort",
    "senha",
    "contrase",
    "community",
    "authtok",
    "wachtwoord",
    "hmac",
    "key",
    "webhook",
  ],
  ...["bearer", "authorization", "masterauth", "mnemonic", "pepper", "psk", "pw", "salt", "connection"],
);

/** With the letters of Latin scripts, from \u00c0 on. */
const nameCharacters = new Uint8Array(0x250).fill(1, 0xc0);
for (const character of "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-") {
  nameCharacters[character.charCodeAt(0)] = 1;
}

/** Last words of a name that say nothing of their own: the one before them does. */
const generic =
  /^(?:key|keys|value|default|plain|plaintext|text|current|prod|production|staging|dev|main|equals|equalsIgnoreCase|contentEquals|eq|fill|sendKeys|setValue|primary|secondary|raw|data|string|\d+)$/i;

/**
 * The secret-looking assignments in a text.
 *
 * @param kind in code a value has to be in quotes or in a comment; in data, nothing is looked for
 * @param isSettings whether the text gives settings to what runs, where every literal counts
 * @param isExample whether it is a test, a fixture or a document
 */
export function findAssignments(text: string, kind: FileKind, isSettings = false, isExample = false): Match[] {
  if (kind === "build") return [];
  const matches: Match[] = [];
  let from = 0;
  for (const at of beginnings(text)) {
    keyword.lastIndex = at;
    if (at < from || !keyword.test(text)) continue;
    const name = nameAround(text, at, keyword.lastIndex);
    from = name.end;
    if (!isSecretName(name.text) && !isSecretName(qualified(text, name, kind))) continue;
    if (isNameless(text, name, isExample)) continue;
    const value = valueAfter(text, name, kind);
    if (value === undefined) continue;
    const place = isExample ? "example" : placeOf(text, name, kind, isSettings);
    if (!isSecretValue(value.text, isPasswordName(name.text), place)) {
      // What is this long is not read again for each name in it.
      if (value.text.length > 64) from = Math.max(from, value.end);
      continue;
    }
    matches.push({ kind: "secret-assignment", start: value.start, end: value.end, value: value.text });
    from = Math.max(from, value.end);
  }
  return matches;
}

/** Whether a word is no setting's name for what stands before it: the host of an address, a part of a URN, a cell of a table's row. */
function isNameless(text: string, name: NameAt, isExample: boolean): boolean {
  const before = lineBefore(text, name.start);
  if (before === "") return false;
  if (/\b(?:urn|arn):[\w:-]*$/.test(before) || (isExample && /\bVALUES\s*\(.*["']$/i.test(before))) return true;
  // A picture's address, as of a badge: whoever reads the page has it.
  if (before.endsWith(".svg?")) return true;
  if (before.endsWith("//") && text.slice(name.start, name.end).includes(".")) return true;
  // One of a list: `["pods", "secrets", "services"]`. A command's words are a list, too, and begin with a dash.
  return /^["'],/.test(text.slice(name.end, name.end + 2)) && /[[,]\s*["']$/.test(before) && isListed(text, name);
}

function isListed(text: string, { end }: NameAt): boolean {
  return /^["'](?:\s*,\s*["'][a-z]\w*["']){1,60}\s*\]/.test(text.slice(end, end + 2000));
}

/** A name that says nothing alone, behind what stands before it: `"Jwt": { "Key": …`, `tacacs-server key …`. */
function qualified(text: string, name: NameAt, kind: FileKind): string {
  if (!/^(?:key|salt)$/i.test(name.text)) return "";
  const line = lineBefore(text, name.start);
  if (kind === "config" && /^\s*(?:[\w.:/-]+ )+$/.test(line)) {
    const words = line.trim().split(" ");
    const last = words.at(-1) ?? "";
    // As OpenWrt sets the key of a WLAN.
    if (last === "option") return `wifi_${name.text}`;
    return `${/^[\d.]+$/.test(last) ? (words[0] ?? "") : last}_${name.text}`;
  }
  const before = text.slice(Math.max(0, name.start - 200), name.start);
  const open = Math.max(before.lastIndexOf("{"), before.lastIndexOf("["));
  if (open <= Math.max(before.lastIndexOf("}"), before.lastIndexOf("]"))) return "";
  const parent = /(\w{1,40})["']?\s{0,3}(?:=>|[:=])\s{0,3}$/.exec(before.slice(0, open))?.[1];
  return parent === undefined ? "" : `${parent}_${name.text}`;
}

function placeOf(text: string, name: NameAt, kind: FileKind, isSettings: boolean): Place {
  if (kind !== "config" || /^\s*(?:#|\/\/|;|<!--)/.test(lineBefore(text, name.start))) return "prose";
  return isSettings ? "settings" : "file";
}

function nameAround(text: string, at: number, to: number): NameAt {
  let start = at;
  while (start > 0 && at - start < 60 && nameCharacters[text.charCodeAt(start - 1)] === 1) start--;
  let end = to;
  while (end - to < 60 && nameCharacters[text.charCodeAt(end)] === 1) end++;
  // A sentence's end, an arrow.
  while (end > to && /[.-]/.test(text.charAt(end - 1))) end--;
  const segments = text.slice(start, end).replace(/^-+/, "").split(".");
  let first = segments.length - 1;
  while (first > 0 && (generic.test(segments[first] ?? "") || segments[first] === "")) first--;
  return { text: segments.slice(first).join("_"), start, end };
}

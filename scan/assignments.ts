// Literals that are given to something whose name says that it is secret: `password: …`, `"apiKey": "…"`, `export TOKEN=…`,
// `--password=…`.
import type { FileKind } from "./file-kinds.ts";
import type { Match } from "./finding.ts";
import { lineBefore, type NameAt } from "./literal-at.ts";
import { isPasswordName, isSecretName } from "./names.ts";
import { valueAfter } from "./value-after.ts";
import { isSecretValue, type Place } from "./values.ts";

const keyword =
  /pass|pwd|secret|token|cred|kennwort|senha|contrasen|wachtwoord|\bhmac|key-?string|webhook|bearer|authorization|masterauth|mnemonic|pepper|psk\b|pw\b|(?<=[A-Za-z][_.-]?)(?:key|salt)|(?<=storage)connection_?string/gi;

const nameCharacter = /[\w.-]/;

/** Last words of a name that say nothing of their own: the one before them does. */
const generic =
  /^(?:key|keys|value|default|plain|plaintext|text|current|prod|production|staging|dev|main|equals|equalsIgnoreCase|contentEquals|eq|fill|sendKeys|setValue|primary|secondary|raw|data|string|\d+)$/i;

/**
 * The secret-looking assignments in a text.
 *
 * @param kind in code a value has to be in quotes or in a comment; in data, nothing is looked for
 * @param isSettings whether the text gives settings to what runs, where every literal counts
 */
export function findAssignments(text: string, kind: FileKind, isSettings = false): Match[] {
  if (kind === "build") return [];
  const matches: Match[] = [];
  let from = 0;
  keyword.lastIndex = 0;
  for (let found = keyword.exec(text); found !== null; found = keyword.exec(text)) {
    if (found.index < from) continue;
    const name = nameAround(text, found.index, keyword.lastIndex);
    from = name.end;
    if (keyword.lastIndex < from) keyword.lastIndex = from;
    if (!isSecretName(name.text)) continue;
    const value = valueAfter(text, name, kind);
    if (value === undefined || value.start < name.end) continue;
    const place = placeOf(text, name, kind, isSettings);
    if (!isSecretValue(value.text, isPasswordName(name.text), place)) {
      // What is this long is not read again for each name in it.
      if (value.text.length > 64) from = value.end;
      continue;
    }
    matches.push({ kind: "secret-assignment", start: value.start, end: value.end, value: value.text });
    from = value.end;
  }
  return matches;
}

function placeOf(text: string, name: NameAt, kind: FileKind, isSettings: boolean): Place {
  if (kind !== "config" || /^\s*(?:#|\/\/|;|<!--)/.test(lineBefore(text, name.start))) return "prose";
  return isSettings ? "settings" : "file";
}

function nameAround(text: string, at: number, to: number): NameAt {
  let start = at;
  while (start > 0 && at - start < 60 && nameCharacter.test(text.charAt(start - 1))) start--;
  let end = to;
  while (end - to < 60 && nameCharacter.test(text.charAt(end))) end++;
  // A sentence's end, an arrow.
  while (/[.-]/.test(text.charAt(end - 1)) && end > to) end--;
  const segments = text.slice(start, end).replace(/^-+/, "").split(".");
  let first = segments.length - 1;
  while (first > 0 && (generic.test(segments[first] ?? "") || segments[first] === "")) first--;
  return { text: segments.slice(first).join("_"), start, end };
}

// One text: what is in it as it stands, in values that are split over lines, and in base64.
import { findAssignments } from "./assignments.ts";
import { findByPlace } from "./calls.ts";
import { withoutCiphertexts } from "./ciphertexts.ts";
import { findCommands } from "./commands.ts";
import { findByFile, findByForm } from "./credential-files.ts";
import { fileKind, givesSettings, isExample, isMinified, type FileKind } from "./file-kinds.ts";
import { locate, type Located, type Match } from "./finding.ts";
import { findInSecrets } from "./kubernetes-secret.ts";
import { readWords } from "./literals.ts";
import { findPiped } from "./piped.ts";
import { findPrivateKeys } from "./private-keys.ts";
import { findBySecretlint } from "./secretlint.ts";
import { findInRows } from "./sql-rows.ts";
import { findInTables } from "./tables.ts";
import { findTokens } from "./tokens.ts";
import { isThrowAway } from "./throw-away.ts";
import { findTold } from "./told.ts";
import { unfold } from "./unfold.ts";
import { findUris } from "./uris.ts";

/** How often one encoding may be inside another. */
const deepest = 3;

/** From how many texts inside another on they are read together. */
const manyParts = 50;

/** What a text is, for the finders. */
interface TextKind {
  kind: FileKind;
  isYaml: boolean;
  /** Whether every literal under a secret's name counts. */
  isSettings: boolean;
  /** Whether it is a test, a fixture or a document. */
  isExample: boolean;
}

/** Whether a value that stands in no file looks like a secret. */
export async function isSecretText(value: string): Promise<boolean> {
  return (await findMatches(value, { kind: "config", isYaml: false, isSettings: false, isExample: false })).length > 0;
}

/**
 * The secrets in a file's text.
 *
 * @param file its path, with forward slashes; its name says how literals are written in it
 */
export async function scanText(file: string, text: string): Promise<Located[]> {
  const plain = withoutCiphertexts(text);
  const isYaml = /\.ya?ml$/i.test(file);
  const named = fileKind(file);
  const kind = named === "code" && isMinified(plain) ? "build" : named;
  const about = { kind, isYaml, isSettings: givesSettings(file, plain), isExample: isExample(file) };
  const matches = await findMatches(plain, about);
  return locate(
    file,
    text,
    distinct([...(isYaml ? findInSecrets(plain, about.isExample) : []), ...findByFile(file, plain), ...matches]),
  );
}

async function findMatches(text: string, about: TextKind, depth = 0): Promise<Match[]> {
  const { kind, isYaml, isSettings, isExample: isExampleText } = about;
  const words = readWords(text, kind, isExampleText);
  const inside = async (parts: readonly Part[], partKind: FileKind): Promise<Match[]> => {
    const found: Match[] = [];
    if (parts.length > manyParts && depth < deepest) return await insideMany(parts, partKind);
    for (const { start, end, text: part } of depth < deepest ? parts : []) {
      const matches = await findMatches(part, { ...about, kind: partKind, isYaml: false }, depth + 1);
      found.push(...matches.map((match) => ({ ...match, start, end })));
    }
    return found;
  };
  // Many small ones are read as one text.
  const insideMany = async (parts: readonly Part[], partKind: FileKind): Promise<Match[]> => {
    const starts: number[] = [];
    let joined = "";
    for (const { text: part } of parts) {
      starts.push(joined.length);
      joined += `${part}\n`;
    }
    const matches = await findMatches(joined, { ...about, kind: partKind, isYaml: false }, depth + 1);
    let index = 0;
    return matches
      .toSorted((one, other) => one.start - other.start)
      .flatMap((match) => {
        while ((starts[index + 1] ?? Infinity) <= match.start) index++;
        const part = parts[index];
        return part === undefined ? [] : [{ ...match, start: part.start, end: part.end }];
      });
  };
  // In an example, a password of the usual words is nobody's.
  const made = (matches: Match[]): Match[] =>
    isExampleText ? matches.filter(({ value }) => !isThrowAway(value)) : matches;
  // All that reads this text comes before what reads others, as the parts of one text are remembered at a time.
  const tokens = [
    ...findPrivateKeys(text),
    ...(await findBySecretlint(text)),
    ...findTokens(text, isSettings),
    ...findUris(text, isSettings),
  ];
  const byForm = findByForm(text);
  const commands = kind === "build" ? [] : made([...findCommands(text, isSettings), ...findPiped(text, isSettings)]);
  const placed = kind === "build" ? [] : made([...findByPlace(text), ...findInRows(text)]);
  const assignments = findAssignments(text, kind, isSettings, isExampleText);
  const told = made([...findInTables(text, kind), ...findTold(text, kind)]);
  const encoded = await inside(words.encoded, "config");
  // A piece of a split value looks generated, too: the whole says better what it is.
  const split = await inside(unfold(text, isYaml), kind);
  return distinct([
    ...[...tokens, ...encoded, ...byForm, ...commands, ...placed],
    ...[...split, ...assignments, ...told, ...words.literals],
  ]);
}

/** A text that stands in another in a form of its own. */
interface Part {
  start: number;
  end: number;
  text: string;
}

/** One match for each place, or several in one part: the first of the finders that saw it knows best what it is. */
function distinct(matches: readonly Match[]): Match[] {
  const kept: Match[] = [];
  const valuesAt = new Map<string, Set<string>>();
  const taken = new Map<number, { start: number; end: number }[]>();
  for (const match of matches) {
    const place = `${match.start} ${match.end}`;
    const values = valuesAt.get(place);
    const cells = values === undefined ? cellsOf(match) : [];
    if (values?.has(match.value)) continue;
    if (cells.some((cell) => taken.get(cell)?.some(({ start, end }) => match.start < end && start < match.end)))
      continue;
    kept.push(match);
    valuesAt.set(place, (values ?? new Set()).add(match.value));
    for (const cell of cells) {
      const others = taken.get(cell);
      if (others === undefined) taken.set(cell, [match]);
      else others.push(match);
    }
  }
  return kept;
}

/** The stretches of a text that a match lies in: only matches in the same one can overlap. */
function cellsOf({ start, end }: Match): number[] {
  const [first, last] = [start >> 9, Math.max(start, end - 1) >> 9];
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

// One text: what is in it as it stands, in values that are split over lines, and in base64.
import { findAssignments } from "./assignments.ts";
import { fileKind, type FileKind } from "./file-kinds.ts";
import { locate, type Located, type Match } from "./finding.ts";
import { readWords } from "./literals.ts";
import { findPrivateKeys } from "./private-keys.ts";
import { findBySecretlint } from "./secretlint.ts";
import { findTokens } from "./tokens.ts";
import { unfold } from "./unfold.ts";
import { findUris } from "./uris.ts";

/** How often one encoding may be inside another. */
const deepest = 3;

/** Whether a value that stands in no file looks like a secret. */
export async function isSecretText(value: string): Promise<boolean> {
  return (await findMatches(value, "config", false)).length > 0;
}

/**
 * The secrets in a file's text.
 *
 * @param file its path, with forward slashes; its name says how literals are written in it
 */
export async function scanText(file: string, text: string): Promise<Located[]> {
  return locate(file, text, await findMatches(text, fileKind(file), /\.ya?ml$/i.test(file)));
}

async function findMatches(text: string, kind: FileKind, isYaml: boolean, depth = 0): Promise<Match[]> {
  const words = readWords(text, kind);
  const inside = async (parts: readonly Part[], partKind: FileKind): Promise<Match[]> => {
    const found: Match[] = [];
    for (const { start, end, text: part } of depth < deepest ? parts : []) {
      const matches = await findMatches(part, partKind, false, depth + 1);
      found.push(...matches.map((match) => ({ ...match, start, end })));
    }
    return found;
  };
  // A piece of a split value looks generated, too: the whole says better what it is.
  return distinct([
    ...findPrivateKeys(text),
    ...(await findBySecretlint(text)),
    ...findTokens(text),
    ...findUris(text),
    ...(await inside(words.encoded, "config")),
    ...(await inside(unfold(text, isYaml), kind)),
    ...findAssignments(text, kind),
    ...words.literals,
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
  for (const match of matches) {
    const isSeen = kept.some(({ start, end, value }) => {
      const isSamePart = match.start === start && match.end === end && match.value !== value;
      return match.start < end && start < match.end && !isSamePart;
    });
    if (!isSeen) kept.push(match);
  }
  return kept;
}

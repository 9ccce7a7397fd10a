// Finds compose files by what is in them: a compose file may have any name and lie in any folder.
import { parseAllDocuments } from "yaml";

/** What a text says as a compose file. */
export interface ComposeText {
  /** Its documents; none where it is no compose file. */
  readonly documents: readonly Record<string, unknown>[];
  /** Whether it can be read in another way, or by another parser alone: with a key twice, for example. */
  readonly isUnclear: boolean;
  /** Where it is unclear, every name in it that may be a version's. */
  readonly names: readonly string[];
}

const composeKeys = ["services", "secrets", "include"];

const known = new Map<string, { whole: string; said: ComposeText }>();

/** Does the same as {@link composeText}, and not again for the text that it was asked about in the same file. */
export function composeTextOf(file: string, whole: string): ComposeText {
  const before = known.get(file);
  if (before?.whole === whole) return before.said;
  const said = composeText(whole);
  known.set(file, { whole, said });
  return said;
}

/** One of these is in every compose file that matters, unless it is written by its number. */
const words = ["secrets", "include", "extends", "\\u", "\\U", "\\x"];

/** Reads a text that may be a compose file. */
export function composeText(whole: string): ComposeText {
  if (!words.some((word) => whole.includes(word))) return { documents: [], isUnclear: false, names: [] };
  // Lines of comment alone pin nothing, and a parser may take long for many of them.
  const text = whole
    .replace(/^\uFEFF/, "")
    .replaceAll(/\r\n?/g, "\n")
    .replaceAll(/^[ \t]*(?:#.*)?\n/gm, "");
  if (!isPromising(text) || isOtherJson(text)) return { documents: [], isUnclear: false, names: [] };
  const parsed = parseAllDocuments(text, { merge: true, logLevel: "silent" });
  const documents = "empty" in parsed ? [] : parsed;
  const said = documents.map((document) =>
    document.errors.length > 0 ? undefined : toJS(() => document.toJS({ maxAliasCount: 10_000 }) as unknown),
  );
  const isOf = (part: unknown): part is Record<string, unknown> =>
    isMapping(part) && composeKeys.some((key) => key in part);
  const isUnclear = said.includes(undefined);
  const names = isUnclear ? [...new Set(whole.match(/[a-z][\w-]*_v[1-9]\d{0,3}(?!\w)/g))] : [];
  return { documents: said.filter(isOf), isUnclear, names };
}

/** Whether a text is an object of JSON that says nothing of these: a parser of YAML takes long for a large one, such as a lock file. */
function isOtherJson(text: string): boolean {
  if (!/^\s*\{/.test(text)) return false;
  try {
    const keys = Object.keys(JSON.parse(text) as object);
    return !keys.some((key) => [...composeKeys, "<<"].includes(key));
  } catch {
    return false;
  }
}

/** Whether a text may be a compose file that names secrets, or includes others. Most files are told from one by this, without a parser. */
function isPromising(text: string): boolean {
  if (!/(?<![\w-])(?:secrets|include|extends)["']?\s*:|\\[uUx]/.test(text)) return false;
  const [first = ""] = text.split("\n", 1);
  // Programs have a colon in their first line often enough, and take a parser of YAML longest.
  if (/^(?:\/[/*]|<|(?:import|export|package)\s)/.test(first)) return false;
  return /^(?:---|%YAML|\{|\?|[^\s,[\]{}:][^:]*:(?:\s|$))/.test(first);
}

/** What cannot be taken apart, such as an alias without its anchor, is undefined. */
function toJS(read: () => unknown): unknown {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function isMapping(part: unknown): part is Record<string, unknown> {
  return typeof part === "object" && part !== null && !Array.isArray(part);
}

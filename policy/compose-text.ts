// Finds compose files by what is in them: a compose file may have any name and lie in any folder.
import { parseAllDocuments } from "yaml";

/** The most characters of a file that is looked at: no compose file that people write is longer. */
const longest = 1024 * 1024;

/** What a compose file's text says: one mapping, or several where it has several documents; none where it is no compose file. */
export function composeDocuments(text: string): Record<string, unknown>[] {
  if (text.length > longest || !isPromising(text)) return [];
  return parseAllDocuments(text, { merge: true, uniqueKeys: false, logLevel: "silent" }).flatMap((document) => {
    if (!("errors" in document) || document.errors.length > 0) return [];
    const said = toJS(() => document.toJS({ maxAliasCount: 10_000 }) as unknown);
    return isMapping(said) && ["services", "secrets", "include"].some((key) => key in said) ? [said] : [];
  });
}

/** Whether a text may be a compose file that names secrets, or includes others. Most files are told from one by this, without a parser. */
function isPromising(text: string): boolean {
  if (!/(?<![\w-])(?:secrets|include|extends)["']?\s*:/.test(text)) return false;
  const first = /^\uFEFF?(?:[^\S\n]*(?:#.*)?\r?\n)*(.*)/.exec(text)?.[1] ?? "";
  return /^(?:---|%YAML|\{|\?|[^\s,[\]{}:][^:]*:(?:\s|$))/.test(first);
}

/** The text of what cannot be taken apart, such as an alias without its anchor, is nobody's compose file. */
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

// One file, or one version of it: what the rules find in it, and what of it could not be read.
import path from "node:path";
import type { Contents, Unread } from "./contents.ts";
import { fingerprint, numbered, type FileRule, type Located } from "./finding.ts";

/** What a file is found to hold. */
export interface Looked {
  found: Located[];
  /** Why it was not read as a whole. */
  unread?: Unread;
}

/**
 * What the rules find in a file.
 *
 * @param contents undefined for what has a name and no text: a submodule, an empty folder
 * @param rules the first that finds a value is the one that reports it
 */
export async function lookInto(
  file: string,
  contents: Contents | undefined,
  rules: readonly FileRule[],
): Promise<Looked> {
  const { text = "", unread, digest = "" } = contents ?? {};
  const found = await findAll(file, text, rules);
  if (unread === undefined) return { found: numbered(found) };
  // Compressed data and symbols look generated. A token, a key and what has a name that says so are the same in any file.
  if (unread === "binary") {
    return { found: numbered(found.filter(({ kind }) => kind !== "high-entropy-literal")), unread };
  }
  const kind = `unread-${unread.replaceAll(" ", "-")}`;
  found.push({ file, line: 1, kind, fingerprint: fingerprint(file, digest), lastLine: 1 });
  return { found: numbered(found), unread };
}

/** What the rules find in a link: it has the name of what it leads to as well as its own. */
export async function lookIntoLink(file: string, target: string, rules: readonly FileRule[]): Promise<Looked> {
  const there = path.posix.join(path.posix.dirname(file), target);
  const found = [...(await findAll(file, target, rules)), ...(await findAll(there, "", rules))];
  const [first] = found;
  return { found: first === undefined ? [] : [{ ...first, file, fingerprint: fingerprint(file, target) }] };
}

async function findAll(file: string, text: string, rules: readonly FileRule[]): Promise<Located[]> {
  const seen = new Set<string>();
  const found: Located[] = [];
  for (const rule of rules) {
    for (const one of await rule(file, text)) {
      const key = `${one.line} ${one.fingerprint}`;
      if (seen.has(key)) continue;
      seen.add(key);
      found.push(one);
    }
  }
  return found;
}

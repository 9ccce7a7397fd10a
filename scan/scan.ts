// Scans a folder.
import type { Buffer } from "node:buffer";
import { readContents, type Contents, type Unread } from "./contents.ts";
import type { FileRule, Finding, Located } from "./finding.ts";
import { lookInto, lookIntoLink } from "./scan-file.ts";
import { listFiles, readFileAt, type Read } from "./tree.ts";

/** What a scan found, and what it could not look into. */
export interface Scan {
  findings: Finding[];
  /** How many files, or versions of files, were read. */
  scanned: number;
  /** What was not read, or not as a whole. */
  skipped: { file: string; reason: Unread }[];
  /** How many commits a range has. */
  commits?: number;
  /** The folder of the repository that was looked at, with a slash at its end; empty for all of it. */
  within?: string;
}

/**
 * Scans the files of a folder that Git tracks or would offer to add, and every `.env` file, ignored or not. A folder without Git is
 * scanned as a whole.
 *
 * @param rules the first that finds a value is the one that reports it
 * @param named files that are read whatever Git says
 */
export async function scanTree(root: string, rules: readonly FileRule[], named: readonly string[] = []): Promise<Scan> {
  const [scan] = await scanTogether(root, [rules], named);
  return scan;
}

/**
 * Does the same for several sets of rules, and reads each file once. The scans have the order of the sets.
 *
 * @param isKnown asked before a file is looked at that was read as a whole: nothing is to be found in one that is known
 */
export async function scanTogether<Sets extends readonly (readonly FileRule[])[]>(
  root: string,
  sets: readonly [...Sets],
  named: readonly string[] = [],
  isKnown: (file: string, bytes: Buffer) => boolean = () => false,
): Promise<{ [Set in keyof Sets]: Scan }> {
  const scans = sets.map((): Scan => ({ findings: [], scanned: 0, skipped: [] }));
  for (const listed of await listFiles(root, named)) {
    const read = readFileAt(root, listed);
    if (read === undefined) continue;
    if ("bytes" in read && read.bytes.length === read.size && isKnown(listed.file, read.bytes)) {
      for (const scan of scans) scan.scanned++;
      continue;
    }
    const contents = "target" in read ? undefined : contentsOf(read);
    for (const [index, scan] of scans.entries()) await lookAt(listed.file, read, contents, sets[index] ?? [], scan);
  }
  return scans as { [Set in keyof Sets]: Scan };
}

async function lookAt(
  file: string,
  read: Read,
  contents: Contents | undefined,
  rules: readonly FileRule[],
  scan: Scan,
): Promise<void> {
  const { found, unread } =
    "target" in read ? await lookIntoLink(file, read.target, rules) : await lookInto(file, contents, rules);
  if (unread !== undefined) scan.skipped.push({ file, reason: unread });
  if (unread === undefined && "bytes" in read) scan.scanned++;
  scan.findings.push(...found.map((one) => withoutEnd(one)));
}

/** A finding without what only the scan needs. */
export function withoutEnd({ file, line, kind, fingerprint, nth }: Located, commit?: string): Finding {
  const finding = { file, line, kind, fingerprint, ...(nth !== undefined && { nth }) };
  return { ...finding, ...(commit !== undefined && { commit }) };
}

function contentsOf(read: Exclude<Read, { target: string }>): Contents | undefined {
  if ("bytes" in read) return readContents(read.bytes, read.size);
  return read.isFile ? { text: "", unread: "not readable" } : undefined;
}

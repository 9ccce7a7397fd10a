// Scans a folder, a stretch of history, or what is about to be committed.
import { lstatSync, readdirSync, readFileSync, statSync, type Dirent } from "node:fs";
import path from "node:path";
import { largest, readContents, type Contents } from "./contents.ts";
import { commitMark, diffOptions, readDiff, type Addition } from "./diff.ts";
import { isDotenv } from "./dotenv-file.ts";
import type { FileRule, Finding, Located } from "./finding.ts";
import { git, GitError, readBlobs } from "./git.ts";

/** What a scan found, and what it could not look into. */
export interface Scan {
  findings: Finding[];
  /** How many files, or versions of files, were read. */
  scanned: number;
  skipped: { file: string; reason: "binary" | "too large" | "not readable" }[];
}

/** Folders that are never scanned: packages, Git itself, and the private Swarm of this project's `npm start`. */
const foreignFolders = new Set(["node_modules", ".git", ".sandbox"]);

/**
 * Scans the files of a folder that Git tracks or would offer to add, and every `.env` file, ignored or not. A folder without Git is
 * scanned as a whole.
 *
 * @param rules the first that finds a value is the one that reports it
 * @param named files that are read whatever Git says
 */
export async function scanTree(root: string, rules: readonly FileRule[], named: readonly string[] = []): Promise<Scan> {
  const scan: Scan = { findings: [], scanned: 0, skipped: [] };
  for (const file of new Set([...(await listFiles(root)), ...named])) {
    const contents = readFileAt(path.join(root, file));
    if (contents !== undefined) await scanOne(scan, file, contents, rules);
  }
  return scan;
}

/**
 * Scans what the commits of a range added, also what a later one took away again.
 *
 * @param range as `git log` takes it: `main..HEAD`
 * @throws GitError when Git does not know it
 */
export async function scanRange(root: string, range: string, rules: readonly FileRule[]): Promise<Scan> {
  // A merge adds what neither side had: the difference to the merge that Git would have made.
  const options = [
    "log",
    "--remerge-diff",
    `--format=${commitMark}%H`,
    ...diffOptions,
    "--end-of-options",
    range,
    "--",
  ];
  return await scanAdditions(root, readDiff((await git(root, options)).toString()), rules);
}

/** Scans what is staged. */
export async function scanStaged(root: string, rules: readonly FileRule[]): Promise<Scan> {
  return await scanAdditions(root, readDiff((await git(root, ["diff", "--cached", ...diffOptions])).toString()), rules);
}

async function scanAdditions(root: string, additions: readonly Addition[], rules: readonly FileRule[]): Promise<Scan> {
  const scan: Scan = { findings: [], scanned: 0, skipped: [] };
  const blobs = readBlobs(
    root,
    additions.map(({ blob }) => blob),
  );
  for (const { file, commit, lines } of additions) {
    const next = await blobs.next();
    if (next.done === true) break;
    await scanOne(scan, file, readContents(next.value), rules, commit, ({ line, lastLine }) =>
      lines.some(([from, to]) => line <= to && from <= lastLine),
    );
  }
  return scan;
}

async function scanOne(
  scan: Scan,
  file: string,
  contents: Contents,
  rules: readonly FileRule[],
  commit?: string,
  isNew: (found: Located) => boolean = () => true,
): Promise<void> {
  if ("skipped" in contents) {
    scan.skipped.push({ file, reason: contents.skipped });
    return;
  }
  scan.scanned++;
  const seen = new Set<string>();
  for (const rule of rules) {
    for (const found of await rule(file, contents.text)) {
      const { line, kind, fingerprint } = found;
      if (seen.has(`${line} ${fingerprint}`) || !isNew(found)) continue;
      seen.add(`${line} ${fingerprint}`);
      scan.findings.push({ file, line, kind, fingerprint, ...(commit !== undefined && { commit }) });
    }
  }
}

async function listFiles(root: string): Promise<string[]> {
  const present = walk(root);
  try {
    const listed = await git(root, ["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
    const files = listed.toString().split("\0");
    return [...new Set([...files.filter((file) => file !== ""), ...present.filter(isDotenv)])].sort();
  } catch (error) {
    // Without a repository that this user may read, all files are scanned: Git would list some of them.
    if (error instanceof GitError) return present.sort();
    throw error;
  }
}

/** All files of a folder; links are not followed, except `.env` files, which may well be links. */
function walk(root: string, folder = ""): string[] {
  return entriesOf(path.join(root, folder)).flatMap((entry) => {
    const file = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return foreignFolders.has(entry.name) ? [] : walk(root, file);
    return entry.isFile() || (entry.isSymbolicLink() && isDotenv(entry.name)) ? [file] : [];
  });
}

/** A folder that this user may not read is skipped: nothing in it could be committed by this user. */
function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** A file that Git lists may be deleted, be a submodule, or a link to another. One thread reads small files fastest. */
function readFileAt(file: string): Contents | undefined {
  const about = (isDotenv(file) ? statSync : lstatSync)(file, { throwIfNoEntry: false });
  if (!about?.isFile()) return undefined;
  if (about.size > largest) return { skipped: "too large" };
  try {
    return readContents(readFileSync(file));
  } catch {
    return { skipped: "not readable" };
  }
}

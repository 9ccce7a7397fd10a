// The files of a folder.
import { Buffer } from "node:buffer";
import {
  closeSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  readSync,
  statSync,
  type Dirent,
} from "node:fs";
import { largest, mostOfLarge } from "./contents.ts";
import { isDotenv } from "./dotenv-file.ts";
import { git, GitError } from "./git.ts";
import { pathText } from "./history.ts";
import { mayBeRetired } from "./retired-names.ts";

/** A file, or another entry of a folder. */
export interface Listed {
  /** Its path as text, from the folder, with forward slashes. */
  file: string;
  /** The same with one character for each byte. */
  bytes: string;
  /** Whether only its name counts: what Git ignores is nobody else's business, but must not be the retired file. */
  isNameOnly: boolean;
}

/** What could be read of it. */
export type Read = { bytes: Buffer; size: number } | { target: string } | { isFile: boolean };

/** Folders that are never scanned: packages, Git itself, and the private Swarm of this project's `npm start`. */
const foreignFolders = new Set(["node_modules", ".git", ".sandbox"]);

/**
 * The files of a folder that Git tracks or would offer to add, and every `.env` file; without a repository, all files.
 *
 * @param named files that are listed whatever Git says
 */
export async function listFiles(root: string, named: readonly string[] = []): Promise<Listed[]> {
  const present = walk(Buffer.from(root).toString("latin1"));
  const listed = new Map<string, Listed>();
  const add = (bytes: string, isNameOnly = false): void => {
    if (!listed.has(bytes)) listed.set(bytes, { file: pathText(bytes), bytes, isNameOnly });
  };
  for (const file of (await tracked(root)) ?? present) add(file);
  for (const file of named) add(Buffer.from(file).toString("latin1"));
  for (const file of present) if (isDotenv(file)) add(file);
  for (const file of present) if (mayBeRetired(file)) add(file, true);
  return [...listed.values()].sort((one, other) => (one.bytes < other.bytes ? -1 : 1));
}

/** What Git tracks or would offer to add; undefined without a repository that this user may read: Git would list some of them. */
async function tracked(root: string): Promise<string[] | undefined> {
  try {
    const output = await git(root, ["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
    return output.toString("latin1").split("\0").filter(Boolean);
  } catch (error) {
    if (error instanceof GitError) return undefined;
    throw error;
  }
}

/** All entries of a folder but folders with something in them; links are not followed. Paths have one character for each byte. */
function walk(root: string, folder = ""): string[] {
  return entriesOf(`${root}/${folder}`).flatMap((entry) => {
    const file = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (!entry.isDirectory()) return entry.isFile() || entry.isSymbolicLink() ? [file] : [];
    if (foreignFolders.has(entry.name)) return [];
    const inside = walk(root, file);
    return inside.length === 0 && mayBeRetired(file) ? [file] : inside;
  });
}

/** A folder that this user may not read is skipped: nothing in it could be committed by this user. */
function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(Buffer.from(folder, "latin1"), { withFileTypes: true, encoding: "latin1" });
  } catch {
    return [];
  }
}

/** Reads a file. One that Git lists may be deleted, be a submodule, or a link to another. One thread reads small files fastest. */
export function readFileAt(root: string, { bytes, isNameOnly }: Listed): Read | undefined {
  const whole = Buffer.concat([Buffer.from(`${root}/`), Buffer.from(bytes, "latin1")]);
  const own = lstatSync(whole, { throwIfNoEntry: false });
  if (own === undefined) return undefined;
  // A `.env` file may well be a link: what it leads to is what programs read.
  const about = own.isSymbolicLink() && isDotenv(bytes) ? (statSync(whole, { throwIfNoEntry: false }) ?? own) : own;
  if (about.isSymbolicLink()) return { target: readlinkSync(whole) };
  if (isNameOnly || !about.isFile()) return { isFile: false };
  try {
    return { bytes: about.size > largest ? readHead(whole) : readFileSync(whole), size: about.size };
  } catch {
    return { isFile: true };
  }
}

function readHead(file: Buffer): Buffer {
  const descriptor = openSync(file, "r");
  try {
    const head = Buffer.alloc(mostOfLarge);
    let length = 0;
    for (let read = -1; read !== 0 && length < head.length; length += read) {
      read = readSync(descriptor, head, length, head.length - length, length);
    }
    return head.subarray(0, length);
  } finally {
    closeSync(descriptor);
  }
}

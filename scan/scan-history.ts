// Scans a stretch of history, or what is about to be committed. What a commit adds is told from the contents before and after it: a
// finding is new when the file has it more often than it had in each of the parents.
import { largest, mostOfLarge, readContents } from "./contents.ts";
import type { FileRule, Located } from "./finding.ts";
import { readHead, readObjects, sizesOf } from "./git.ts";
import {
  changesOf,
  commitsOf,
  messagesOf,
  pathText,
  prefixOf,
  stagedChanges,
  tagMessagesOf,
  type Change,
  type Message,
} from "./history.ts";
import { lookInto, lookIntoLink, type Looked } from "./scan-file.ts";
import { withoutEnd, type Scan } from "./scan.ts";

/** How many commits are looked at together. */
const atATime = 200;

/**
 * Scans what the commits of a range added, also what a later one took away again, and their messages.
 *
 * @param range as `git log` takes it: `main..HEAD`
 * @param messageRules what is looked for in messages
 * @throws GitError when Git does not know it, or has only a part of its history
 */
export async function scanRange(
  root: string,
  range: string,
  rules: readonly FileRule[],
  messageRules: readonly FileRule[] = [],
): Promise<Scan> {
  const commits = await commitsOf(root, range);
  const history = new History(root, rules);
  for (let from = 0; from < commits.length; from += atATime) {
    const some = commits.slice(from, from + atATime);
    await history.add(await changesOf(root, some));
    if (messageRules.length > 0) await addMessages(history.scan, await messagesOf(root, some), messageRules);
  }
  if (messageRules.length > 0) {
    await addMessages(history.scan, await tagMessagesOf(root, new Set(commits)), messageRules);
  }
  return { ...history.scan, commits: commits.length, within: await withinOf(root) };
}

/** Scans what is staged. */
export async function scanStaged(root: string, rules: readonly FileRule[]): Promise<Scan> {
  const history = new History(root, rules);
  await history.add(await stagedChanges(root));
  return { ...history.scan, within: await withinOf(root) };
}

async function withinOf(root: string): Promise<string> {
  return pathText(await prefixOf(root));
}

async function addMessages(scan: Scan, messages: readonly Message[], rules: readonly FileRule[]): Promise<void> {
  for (const { commit, name, bytes } of messages) {
    const { found } = await lookInto(name, readContents(bytes), rules);
    scan.findings.push(...found.map((one) => withoutEnd(one, commit)));
  }
}

/** A version of a file. */
type Version = Pick<Change, "file" | "kind" | "blob">;

/** Looks into each version of a file once, however many commits have it, and keeps what it found there. */
class History {
  readonly scan: Scan = { findings: [], scanned: 0, skipped: [] };
  readonly #root: string;
  readonly #rules: readonly FileRule[];
  readonly #looked = new Map<string, Looked>();
  readonly #skipped = new Set<string>();

  constructor(root: string, rules: readonly FileRule[]) {
    this.#root = root;
    this.#rules = rules;
  }

  async add(changes: readonly Change[]): Promise<void> {
    await this.#look(changes);
    for (const change of changes) this.#count(change);
    const withFindings = changes.filter((change) => this.#lookedInto(change).found.length > 0);
    // What was there before matters only where something is there now. A parent may be before the range.
    await this.#look(withFindings.flatMap(before));
    for (const change of withFindings) {
      const parents = before(change).map((version) => this.#lookedInto(version).found);
      const added = newIn(this.#lookedInto(change).found, parents);
      this.scan.findings.push(...added.map((one) => withoutEnd(one, change.commit)));
    }
  }

  #count({ file, blob, kind }: Change): void {
    const { unread } = this.#lookedInto({ file, blob, kind });
    if (unread === undefined || this.#skipped.has(`${unread} ${file}`)) return;
    this.#skipped.add(`${unread} ${file}`);
    this.scan.skipped.push({ file, reason: unread });
  }

  #lookedInto(version: Version): Looked {
    return this.#looked.get(keyOf(version)) ?? { found: [] };
  }

  async #look(versions: readonly Version[]): Promise<void> {
    const unseen = new Map(versions.map((version) => [keyOf(version), version]));
    for (const key of unseen.keys()) if (this.#looked.has(key)) unseen.delete(key);
    const files = [...unseen.values()].filter(({ kind }) => kind !== "submodule");
    const ids = [...new Set(files.map(({ blob }) => blob))];
    const sizes = new Map((await sizesOf(this.#root, ids)).map((size, index) => [ids[index] ?? "", size]));
    const sizeOf = ({ blob }: Version): number => sizes.get(blob) ?? 0;
    for (const version of unseen.values()) {
      if (version.kind === "submodule") this.#keep(version, await lookInto(version.file, undefined, this.#rules));
    }
    for (const version of files.filter((file) => sizeOf(file) > largest)) {
      const head = await readHead(this.#root, version.blob, mostOfLarge);
      this.#keep(version, await lookInto(version.file, readContents(head, sizeOf(version)), this.#rules));
    }
    const small = files.filter((file) => sizeOf(file) <= largest);
    const blobs = readObjects(
      this.#root,
      small.map(({ blob }) => blob),
    );
    for (const version of small) {
      const { value: bytes = Buffer.alloc(0) } = (await blobs.next()) as { value?: Buffer };
      const { file, kind } = version;
      const looked =
        kind === "link"
          ? await lookIntoLink(file, bytes.toString(), this.#rules)
          : await lookInto(file, readContents(bytes), this.#rules);
      if (looked.unread === undefined) this.scan.scanned++;
      this.#keep(version, looked);
    }
  }

  #keep(version: Version, looked: Looked): void {
    this.#looked.set(keyOf(version), looked);
  }
}

function keyOf({ file, blob, kind }: Version): string {
  return `${blob} ${kind} ${file}`;
}

/** What the parents have at the path of a change. */
function before({ file, before: blobs }: Change): Version[] {
  return blobs.map((blob) => ({ file, blob, kind: "file" }));
}

/** The findings that a file has more often than each of its parents: of equal ones, the last. */
function newIn(found: readonly Located[], parents: readonly (readonly Located[])[]): Located[] {
  const rest = new Map<string, number>();
  for (const parent of parents) {
    const counts = new Map<string, number>();
    for (const { fingerprint } of parent) counts.set(fingerprint, (counts.get(fingerprint) ?? 0) + 1);
    for (const [fingerprint, count] of counts) rest.set(fingerprint, Math.max(count, rest.get(fingerprint) ?? 0));
  }
  return found.filter(({ fingerprint }) => {
    const known = rest.get(fingerprint) ?? 0;
    rest.set(fingerprint, known - 1);
    return known <= 0;
  });
}

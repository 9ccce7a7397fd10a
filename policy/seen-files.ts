// Remembers from run to run what was seen in files, so that a preview looks only at those that have changed. It is kept in a file beside the
// compiled code, for its owner alone; of a secret in plain text it has what an exception has: place, kind and fingerprint. Whoever can
// write there can change the code that runs, too.
import type { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";

const project = path.join(import.meta.dirname, "..");

/** What decides what is seen: the rules' own code, and the versions of the packages that they use. */
const folders = ["scan", "policy", "inventory/compose", "rotation"];
const files = ["package.json", "package-lock.json"];

/** What was seen in the files of a folder the last time. */
export class SeenFiles<Seen> {
  readonly #file: string | undefined;
  readonly #rules: string = "";
  readonly #before: ReadonlyMap<string, Seen> = new Map();
  /** By file. */
  readonly #now = new Map<string, { digest: string; seen: Seen }>();

  /**
   * Reads what is kept of a folder.
   *
   * @param settings what else decides what is seen
   * @param cache the folder of compiled code; without it, and in CI, nothing is kept
   */
  constructor(root: string, settings: readonly string[], cache = process.env["NODE_COMPILE_CACHE"]) {
    if (cache === undefined || cache === "" || process.env["CI"] !== undefined) return;
    this.#file = path.join(cache, "seen-files", `${digestOf(path.resolve(root))}.json`);
    this.#rules = digestOf(rulesDigest(), ...settings);
    this.#before = read(this.#file, this.#rules);
  }

  /** What was seen in a file with these bytes; undefined where it has to be looked at. */
  find(file: string, bytes: Buffer): Seen | undefined {
    if (this.#file === undefined) return undefined;
    const seen = this.#before.get(digestOf(file, bytes));
    if (seen !== undefined) this.add(file, bytes, seen);
    return seen;
  }

  /** Notes what was seen in a file. */
  add(file: string, bytes: Buffer, seen: Seen): void {
    if (this.#file !== undefined) this.#now.set(file, { digest: digestOf(file, bytes), seen });
  }

  /** Does not keep what was noted of a file. */
  leaveOut(file: string): void {
    this.#now.delete(file);
  }

  /** Keeps what was noted, for the next run. A folder that cannot be written to keeps nothing. */
  keep(): void {
    if (this.#file === undefined) return;
    const kept = [...this.#now.values()].map(({ digest, seen }) => [digest, seen] as const);
    if (kept.length === this.#before.size && kept.every(([digest]) => this.#before.has(digest))) return;
    try {
      mkdirSync(path.dirname(this.#file), { recursive: true, mode: 0o700 });
      const beside = `${this.#file}.${process.pid}`;
      writeFileSync(beside, JSON.stringify({ rules: this.#rules, kept }), { mode: 0o600 });
      renameSync(beside, this.#file);
    } catch {
      // The next run looks at everything again.
    }
  }
}

function rulesDigest(): string {
  const parts = folders.flatMap((folder) =>
    readdirSync(path.join(project, folder))
      .sort()
      .map((name) => path.join(folder, name)),
  );
  return digestOf(
    process.version,
    ...[...parts, ...files].flatMap((name) => [name, contentOf(path.join(project, name))]),
  );
}

function contentOf(file: string): Buffer | string {
  try {
    return readFileSync(file);
  } catch {
    // A folder, or a file that this project does not have.
    return "";
  }
}

function read<Seen>(file: string, rules: string): Map<string, Seen> {
  try {
    const held = JSON.parse(readFileSync(file, "utf8")) as { rules: unknown; kept: [string, Seen][] };
    return new Map(held.rules === rules ? held.kept : []);
  } catch {
    // Nothing is kept yet, or it was damaged.
    return new Map();
  }
}

function digestOf(...parts: (string | Buffer)[]): string {
  const digest = createHash("sha256");
  for (const part of parts) digest.update(`${part.length}:`).update(part);
  return digest.digest("hex").slice(0, 32);
}

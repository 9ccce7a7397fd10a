// Remembers from run to run in which texts the rules found nothing, so that a preview looks only at those that have changed. What is
// kept are digests, in a file beside the compiled code. Whoever can write there can change the code that runs, too.
import { createHash, hash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import type { FileRule } from "../scan/finding.ts";

/** The scanner's own folder. */
const scanner = path.join(import.meta.dirname, "../scan");

/** The texts of a folder's files in which the rules found nothing the last time. */
export class CleanTexts {
  readonly #file: string | undefined;
  readonly #rules: string;
  readonly #before: ReadonlySet<string>;
  /** By digest: whether no rule found anything in it. */
  readonly #now = new Map<string, boolean>();
  #last = { file: "", text: "", digest: "" };

  /**
   * Reads what is kept of a folder.
   *
   * @param settings what else decides what the rules find
   * @param cache the folder of compiled code; without it, and in CI, nothing is kept
   */
  constructor(root: string, settings: readonly string[], cache = process.env["NODE_COMPILE_CACHE"]) {
    const isKept = cache !== undefined && cache !== "" && process.env["CI"] === undefined;
    this.#file = isKept ? path.join(cache, "clean-texts", `${digestOf(path.resolve(root))}.json`) : undefined;
    this.#rules = this.#file === undefined ? "" : digestOf(rulesDigest(), ...settings);
    this.#before = this.#file === undefined ? new Set() : read(this.#file, this.#rules);
  }

  /** The same rule, which does not look at a text in which no rule found anything before. */
  except(rule: FileRule): FileRule {
    if (this.#file === undefined) return rule;
    return async (file, text) => {
      const digest = this.#digest(file, text);
      if (this.#before.has(digest)) {
        this.#now.set(digest, true);
        return [];
      }
      const found = await rule(file, text);
      this.#now.set(digest, found.length === 0 && this.#now.get(digest) !== false);
      return found;
    };
  }

  /** Keeps what was looked at since, for the next run. A folder that cannot be written to keeps nothing. */
  keep(): void {
    if (this.#file === undefined) return;
    const clean = [...this.#now].filter(([, isClean]) => isClean).map(([digest]) => digest);
    if (clean.length === this.#before.size && clean.every((digest) => this.#before.has(digest))) return;
    try {
      mkdirSync(path.dirname(this.#file), { recursive: true });
      const beside = `${this.#file}.${process.pid}`;
      writeFileSync(beside, JSON.stringify({ rules: this.#rules, clean }));
      renameSync(beside, this.#file);
    } catch {
      // The next run looks at everything again.
    }
  }

  #digest(file: string, text: string): string {
    // The rules of one file come one after another.
    if (this.#last.file !== file || this.#last.text !== text) {
      this.#last = { file, text, digest: digestOf(file, text) };
    }
    return this.#last.digest;
  }
}

/** Names the rules: their code, and the versions of the packages that they use. */
function rulesDigest(): string {
  const all = createHash("sha256").update(process.version);
  for (const name of readdirSync(scanner).sort())
    all.update(`\0${name}\0`).update(readFileSync(path.join(scanner, name)));
  for (const name of ["file-rules.ts", "clean-texts.ts"])
    all.update(readFileSync(path.join(import.meta.dirname, name)));
  for (const name of ["package.json", "package-lock.json"]) all.update(readOr(path.join(scanner, "..", name), ""));
  return all.digest("hex");
}

function read(file: string, rules: string): Set<string> {
  try {
    const kept = JSON.parse(readFileSync(file, "utf8")) as { rules: unknown; clean: string[] };
    return new Set(kept.rules === rules ? kept.clean : []);
  } catch {
    // Nothing is kept yet, or it was damaged.
    return new Set();
  }
}

function readOr(file: string, otherwise: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return otherwise;
  }
}

function digestOf(...parts: string[]): string {
  return hash("sha256", parts.map((part) => `${part.length}:${part}`).join(""), "hex").slice(0, 32);
}

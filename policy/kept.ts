// What a run of the pack leaves for the next ones: a file beside the compiled code, which holds for the same code alone. Whoever can write
// there can change the code that runs, too. In CI, where the pack guards against a pull request, nothing is kept.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";

const project = path.join(import.meta.dirname, "..");

/** Where the code lies that the policies and their rules consist of, and what says which packages they use. */
const folders = ["policy", "scan", "rotation", "inventory", "inventory/compose"];
const manifests = ["package.json", "package-lock.json"];

/** One kept list. */
export class Kept<Item> {
  /** Undefined where nothing is kept. */
  readonly file: string | undefined;
  readonly #code: string = "";

  /**
   * @param kind what it is of: the name of its folder
   * @param subject what it is about, such as a project's folder
   * @param settings what else it holds for
   * @param cache the folder of compiled code; without it, and in CI, nothing is kept
   */
  constructor(
    kind: string,
    subject: string,
    settings: readonly string[] = [],
    cache = process.env["NODE_COMPILE_CACHE"],
  ) {
    if (cache === undefined || cache === "" || process.env["CI"] !== undefined) return;
    this.file = path.join(cache, kind, `${digestOf(subject)}.json`);
    this.#code = digestOf(codeText(), ...settings);
  }

  /** What was kept; undefined where nothing was, it was damaged, or it is of other code. */
  read(): Item[] | undefined {
    if (this.file === undefined) return undefined;
    try {
      const { code, items } = JSON.parse(readFileSync(this.file, "utf8")) as { code: unknown; items: Item[] };
      return code === this.#code && Array.isArray(items) ? items : undefined;
    } catch {
      return undefined;
    }
  }

  /** Keeps something, for its owner alone. Where it cannot be written, the next run does without. */
  write(items: readonly Item[]): void {
    if (this.file === undefined) return;
    try {
      mkdirSync(path.dirname(this.file), { recursive: true, mode: 0o700 });
      const beside = `${this.file}.${process.pid}`;
      writeFileSync(beside, JSON.stringify({ code: this.#code, items }), { mode: 0o600 });
      renameSync(beside, this.file);
    } catch {
      // A folder of somebody else, or a full disk.
    }
  }

  remove(): void {
    if (this.file !== undefined) rmSync(this.file, { force: true });
  }
}

/** A digest of texts that no other texts have. */
export function digestOf(...parts: (string | Buffer)[]): string {
  const digest = createHash("sha256");
  for (const part of parts) digest.update(`${part.length}:`).update(part);
  return digest.digest("hex").slice(0, 32);
}

/** Changes when a file of the code is written, also where its text stays the same. */
function codeText(): string {
  const files = folders.flatMap((folder) =>
    readdirSync(path.join(project, folder)).map((name) => path.join(folder, name)),
  );
  const lines = [...files.sort(), ...manifests].map((file) => {
    const { size, mtimeMs, ctimeMs, ino } = statSync(path.join(project, file), { throwIfNoEntry: false }) ?? {};
    return `${file} ${size} ${mtimeMs} ${ctimeMs} ${ino}`;
  });
  return [process.version, ...lines].join("\n");
}

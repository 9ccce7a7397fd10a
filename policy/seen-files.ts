// Remembers from run to run what was seen in files, so that a preview looks only at those that have changed. Of a secret in plain text it
// has what an exception has: place, kind and fingerprint.
import type { Buffer } from "node:buffer";
import path from "node:path";
import { digestOf, Kept } from "./kept.ts";

/** What was seen in the files of a folder the last time. */
export class SeenFiles<Seen> {
  readonly #kept: Kept<[digest: string, seen: Seen]>;
  readonly #before: ReadonlyMap<string, Seen>;
  /** By file. */
  readonly #now = new Map<string, { digest: string; seen: Seen }>();

  /**
   * Reads what is kept of a folder.
   *
   * @param settings what else decides what is seen
   * @param cache see {@link Kept}
   */
  constructor(root: string, settings: readonly string[], cache?: string) {
    this.#kept = new Kept("seen-files", path.resolve(root), settings, cache);
    this.#before = new Map(this.#kept.read());
  }

  /** What was seen in a file with these bytes; undefined where it has to be looked at. */
  find(file: string, bytes: Buffer): Seen | undefined {
    if (this.#before.size === 0) return undefined;
    const digest = digestOf(file, bytes);
    const seen = this.#before.get(digest);
    if (seen !== undefined) this.#now.set(file, { digest, seen });
    return seen;
  }

  /** Notes what was seen in a file. */
  add(file: string, bytes: Buffer, seen: Seen): void {
    if (this.#kept.file !== undefined) this.#now.set(file, { digest: digestOf(file, bytes), seen });
  }

  /** Does not keep what was noted of a file. */
  leaveOut(file: string): void {
    this.#now.delete(file);
  }

  /** Keeps what was noted, for the next run. */
  keep(): void {
    const noted = [...this.#now.values()];
    if (noted.length === this.#before.size && noted.every(({ digest }) => this.#before.has(digest))) return;
    this.#kept.write(noted.map(({ digest, seen }) => [digest, seen]));
  }
}

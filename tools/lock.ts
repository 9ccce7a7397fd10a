// Lets only one command at a time work on what several could change.
import { mkdirSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as delay } from "node:timers/promises";

/**
 * Runs `work` while holding an exclusive lock. It is SQLite's file lock, which the operating system releases when this process ends,
 * however it ends. A lock file with a process ID in it would outlive a crash and be wrong after a reboot.
 *
 * @example
 * await withLock(path.join(sandboxDir, "bench.lock"), () => say("… waiting for another bench"), () => measure());
 *
 * @param file the lock's file; its folder is made when missing
 * @param onWait is called once when somebody else holds the lock
 */
export async function withLock<T>(file: string, onWait: () => void, work: () => Promise<T>): Promise<T> {
  mkdirSync(path.dirname(file), { recursive: true });
  using lock = new DatabaseSync(file);
  for (let waited = false; ; waited = true) {
    try {
      lock.exec("BEGIN EXCLUSIVE");
      break;
    } catch (error) {
      if (!(error instanceof Error && "errcode" in error && error.errcode === SQLITE_BUSY)) throw error;
      if (!waited) onWait();
      await delay(100);
    }
  }
  return await work();
}

const SQLITE_BUSY = 5;

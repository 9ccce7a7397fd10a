// Checks that the disk has room before work that needs it begins.
import { mkdirSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { UserError } from "../rotation/user-error.ts";

/**
 * Refuses to begin work that would fill the disk before it is done.
 *
 * @param folder where the work will write; made when missing
 * @param neededBytes how much it will write at most
 * @param what the work, as the message names it
 */
export async function requireDiskSpace(folder: string, neededBytes: number, what: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free >= neededBytes) return;
  throw new UserError(
    `The disk of ${folder} has ${gibibytes(free)} free, and ${what} needs ${gibibytes(neededBytes)}.`,
    "Free some space there, or set XDG_CACHE_HOME to a folder on a larger disk.",
  );
}

const gibibytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;

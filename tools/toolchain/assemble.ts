import { createHash } from "node:crypto";
import { existsSync, linkSync, mkdirSync, realpathSync, renameSync, rmSync, copyFileSync } from "node:fs";
import path from "node:path";

/**
 * Puts programs from different folders into one, because Pulumi warns of a language host that is not beside it.
 *
 * @param cacheDir where the folder is made; the same files get the same folder
 * @returns the folder
 */
export function assemble(cacheDir: string, programs: readonly string[]): string {
  const real = programs.map((program) => realpathSync(program));
  const folder = path.join(cacheDir, `bin-${createHash("sha256").update(real.join("\0")).digest("hex").slice(0, 12)}`);
  if (existsSync(folder)) return folder;
  const partial = `${folder}.partial`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  for (const program of real) link(program, path.join(partial, path.basename(program)));
  renameSync(partial, folder);
  return folder;
}

/** Makes a hard link, because Pulumi follows symbolic ones; from another disk it makes a copy. */
function link(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
  }
}

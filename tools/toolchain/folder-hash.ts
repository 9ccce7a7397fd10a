import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";

/**
 * Twelve hexadecimal digits that change when a file below `folder` does.
 *
 * @param salt what else the hash depends on
 */
export function folderHash(folder: string, salt = ""): string {
  const hash = createHash("sha256").update(salt);
  for (const file of readdirSync(folder, { recursive: true, encoding: "utf8" }).sort()) {
    const full = path.join(folder, file);
    if (statSync(full).isFile()) hash.update(`\0${file}\0`).update(readFileSync(full));
  }
  return hash.digest("hex").slice(0, 12);
}

import { renameSync, rmSync, writeFileSync } from "node:fs";
import { UserError } from "../../rotation/user-error.ts";

/**
 * Puts a text in a file's place at once, so that nobody reads half of it. The file beside it that is written first has another ending,
 * as node_exporter reads every `.prom`.
 *
 * @throws UserError when it cannot be written
 */
export function replaceFile(file: string, text: string): void {
  const fresh = `${file}.new`;
  try {
    writeFileSync(fresh, text, { mode: 0o644 });
    renameSync(fresh, file);
  } catch (error) {
    rmSync(fresh, { force: true });
    const remedy = "Name a file in a folder that is there, and that this user may write to.";
    throw new UserError(`${file} cannot be written: ${(error as Error).message}`, remedy, { cause: error });
  }
}

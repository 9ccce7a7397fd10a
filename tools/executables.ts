// Finds programs on this machine.
import { accessSync, constants, statSync } from "node:fs";
import path from "node:path";

/**
 * Finds a program as a shell would.
 *
 * @example
 * findExecutable("go", process.env["PATH"] ?? ""); // "/usr/bin/go"
 * @param searchPath the folders, as in `PATH`
 * @returns its absolute path, or undefined when no folder has it
 */
export function findExecutable(name: string, searchPath: string): string | undefined {
  return searchPath
    .split(path.delimiter)
    .filter((folder) => folder !== "")
    .map((folder) => path.resolve(folder, name))
    .find(isExecutable);
}

/** Whether `file` is a file that this user may run. */
export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

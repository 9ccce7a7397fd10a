// Names of .env files that are retired and must not return: policy/retired-files.yaml.
import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { UserError } from "../rotation/user-error.ts";

/** Where they stand, from the scanned folder. */
const retiredFile = "policy/retired-files.yaml";

/** What is retired whatever stands in the file, or if there is none: taking a line out there brings nothing back. */
const alwaysRetired = [".env.production"] as const;

const isName = (entry: unknown): entry is string => typeof entry === "string" && /^\.env[\w.-]*$/.test(entry);

/**
 * The names of the files that are retired in a project, without their folders.
 *
 * @param root the project's folder
 * @throws UserError when the list is malformed
 */
export function retiredFiles(root: string): readonly string[] {
  const names = (parse(read(path.join(root, retiredFile))) ?? []) as unknown;
  if (Array.isArray(names) && names.every(isName)) return [...new Set([...alwaysRetired, ...names])];
  throw new UserError(`${retiredFile} is not a list of names that begin with .env.`, "Correct it.");
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}

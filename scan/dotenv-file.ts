import path from "node:path";
import { fingerprint, type Located } from "./finding.ts";
import { alwaysRetired } from "./retired-files.ts";

/** Whether a file is one that programs read their environment from: `.env`, `.env.example`, `.envrc`. */
export function isDotenv(file: string): boolean {
  return path.posix.basename(file).startsWith(".env");
}

/**
 * A `.env` file that is more than a template of empty keys, or one that must not be there at all.
 *
 * @param retired the names of those that must not return: not even as a template, which somebody would fill in
 */
export function findDotenv(file: string, text: string, retired: readonly string[] = alwaysRetired): Located[] {
  if (!isDotenv(file)) return [];
  const lines = text.split("\n");
  const first = lines.findIndex(
    (line) => !/^\s*(?:#.*|(?:export\s+)?[\w.-]+\s*=\s*(?:""|'')?\s*(?:#.*)?)?$/.test(line),
  );
  if (first === -1 && !retired.includes(path.posix.basename(file))) return [];
  return [
    {
      file,
      line: Math.max(first, 0) + 1,
      kind: "dotenv-file",
      fingerprint: fingerprint(file, text),
      lastLine: lines.length,
    },
  ];
}

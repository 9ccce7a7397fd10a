import path from "node:path";
import { fingerprint, type Located } from "./finding.ts";

/** Whether a file is one that programs read their environment from: `.env`, `.env.production`, `.envrc`. */
export function isDotenv(file: string): boolean {
  return path.posix.basename(file).startsWith(".env");
}

/** The retired file, which must not return: not even as a template, which somebody would fill in. */
const retired = ".env.production";

/** A `.env` file that is more than a template of empty keys, or one that must not be there at all. */
export function findDotenv(file: string, text: string): Located[] {
  if (!isDotenv(file)) return [];
  const lines = text.split("\n");
  const first = lines.findIndex(
    (line) => !/^\s*(?:#.*|(?:export\s+)?[\w.-]+\s*=\s*(?:""|'')?\s*(?:#.*)?)?$/.test(line),
  );
  if (first === -1 && path.posix.basename(file) !== retired) return [];
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

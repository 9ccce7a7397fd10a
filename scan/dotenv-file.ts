import path from "node:path";
import { fingerprint, type Located } from "./finding.ts";

/** Whether a file is one that programs read their environment from: `.env`, `.env.example`, `.envrc`. */
export function isDotenv(file: string): boolean {
  return /^\.env/i.test(path.posix.basename(file));
}

/** A `.env` file that is more than a template of empty keys. */
export function findDotenv(file: string, text: string): Located[] {
  if (!isDotenv(file)) return [];
  const lines = text.split("\n");
  const first = lines.findIndex(
    (line) => !/^\s*(?:#.*|(?:export\s+)?[\w.-]+\s*=\s*(?:""|'')?\s*(?:#.*)?)?$/.test(line),
  );
  if (first === -1) return [];
  return [
    {
      file,
      line: first + 1,
      kind: "dotenv-file",
      fingerprint: fingerprint(file, text),
      lastLine: lines.length,
    },
  ];
}

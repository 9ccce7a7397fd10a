import path from "node:path";
import { isTemplate } from "./file-kinds.ts";
import { fingerprint, type Located } from "./finding.ts";

/** Whether a file is one that programs read their environment from: `.env`, `.env.example`, `.envrc`. */
export function isDotenv(file: string): boolean {
  return /^\.env/i.test(path.posix.basename(file));
}

/** A `.env` file with values. One that is a template by its name, as `.env.example`, may have a port in it, and placeholders. */
export function findDotenv(file: string, text: string): Located[] {
  if (!isDotenv(file) || isTemplate(file)) return [];
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

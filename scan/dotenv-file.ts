import path from "node:path";
import { isTemplate } from "./file-kinds.ts";
import { fingerprint, type Located } from "./finding.ts";

/** Whether a file is one that programs read their environment from: `.env`, `.env.example`, `.envrc`. */
export function isDotenv(file: string): boolean {
  return /^\.env/i.test(path.posix.basename(file));
}

const withoutValue = /^\s*(?:#.*|(?:export\s+)?[\w.-]+\s*=\s*(?:""|'')?\s*(?:#.*)?)?$/;

/** A line of a `.envrc`, which is a script, that sets nothing: `use flake`, `layout node`, `PATH_add bin`. */
const directive = /^\s*[a-zA-Z_]+(?:\s+[\w./@:~"'-]+)*\s*$/;

/** A `.env` file with values. One that is a template by its name, as `.env.example`, may have a port in it, and placeholders. */
export function findDotenv(file: string, text: string): Located[] {
  if (!isDotenv(file) || isTemplate(file)) return [];
  const isScript = path.posix.basename(file).toLowerCase() === ".envrc";
  const lines = text.split("\n");
  const first = lines.findIndex((line) => !withoutValue.test(line) && !(isScript && directive.test(line)));
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

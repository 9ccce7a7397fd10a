// Which forms a scanner finds, by kind, and which harmless ones it takes for secrets.
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fillForms, type Written } from "./forms/all.ts";
import type { Scanner } from "./scanners.ts";

/** What one scanner made of the forms. */
export interface FormRecall {
  scanner: string;
  /** Forms of secrets in whose file it found something. */
  found: Written[];
  missed: Written[];
  /** Harmless forms in whose file it found something. */
  flagged: Written[];
  seconds: number;
}

/**
 * Writes all forms into a folder.
 *
 * @param seed other seeds fill them with other values
 */
export function writeForms(folder: string, seed: number): Written[] {
  const forms = fillForms(seed);
  for (const { file, text } of forms) {
    const whole = path.join(folder, file);
    mkdirSync(path.dirname(whole), { recursive: true });
    writeFileSync(whole, text);
  }
  return forms;
}

/** Lets a scanner read the forms of a folder. */
export async function measureForms(folder: string, forms: readonly Written[], scanner: Scanner): Promise<FormRecall> {
  const started = performance.now();
  const files = new Set((await scanner.scan(folder)).map(({ file }) => file));
  const seconds = (performance.now() - started) / 1000;
  const seen = forms.filter(({ file }) => files.has(file));
  return {
    scanner: scanner.name,
    found: seen.filter(({ isSecret }) => isSecret),
    missed: forms.filter((form) => form.isSecret && !files.has(form.file)),
    flagged: seen.filter(({ isSecret }) => !isSecret),
    seconds,
  };
}

/** A table with a row for each kind and a column for each scanner, as Markdown. */
export function describeForms(forms: readonly Written[], recalls: readonly FormRecall[]): string {
  const row = (...cells: (string | number)[]): string => `| ${cells.join(" | ")} |`;
  const total = (isSecret: boolean): number => forms.filter((form) => form.isSecret === isSecret).length;
  const kinds = [...new Set(forms.filter(({ isSecret }) => isSecret).map(({ kind }) => kind))];
  const isOf = (kind: string) => (form: Written) => form.isSecret && form.kind === kind;
  return [
    row("kind of form", "forms", ...recalls.map(({ scanner }) => scanner)),
    row("---", "---", ...recalls.map(() => "---")),
    ...kinds.map((kind) =>
      row(
        wordsOf(kind),
        forms.filter(isOf(kind)).length,
        ...recalls.map(({ found }) => found.filter(isOf(kind)).length),
      ),
    ),
    row("all secrets", total(true), ...recalls.map(({ found }) => found.length)),
    row("harmless, flagged", total(false), ...recalls.map(({ flagged }) => flagged.length)),
    row("seconds", "", ...recalls.map(({ seconds }) => seconds.toFixed(1))),
  ].join("\n");
}

/** The names of the forms that a scanner got wrong, one a line. */
export function listMistakes({ scanner, missed, flagged }: FormRecall): string {
  const line = (what: string) => (form: Written) =>
    `${scanner} ${what}: ${wordsOf(form.kind)}: ${form.name} (${form.file})`;
  return [...missed.map(line("misses")), ...flagged.map(line("flags"))].join("\n");
}

const wordsOf = (kind: string): string => kind.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

// What the scanner reports: where a secret stands and of what kind it is, never the secret.
import { createHash } from "node:crypto";

/** A place that holds a secret in plain text, or that must not exist. */
export interface Finding {
  /** Relative to the scanned folder, with forward slashes. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** What it is: `slack-webhook`, `private-key`, … */
  readonly kind: string;
  /** What an exception names it by: stays the same when lines move, and does not give the value away. */
  readonly fingerprint: string;
  /** Which of the findings with this fingerprint in its file it is; left out for the first. An exception covers so many of them. */
  readonly nth?: number;
  /** The commit that added it, where history is scanned. */
  readonly commit?: string;
}

/** A finding and the lines that it reaches over, for who wants to know whether a change touched it. */
export interface Located extends Finding {
  readonly lastLine: number;
}

/** The kinds of what gives a program its settings another way than the stack does. */
export const settingsKinds: ReadonlySet<string> = new Set([
  "dotenv-file",
  "retired-file",
  "retired-file-used",
  "compose-env-file",
  "compose-environment",
  "plain-stack-config",
  "plain-secure",
  "unread-settings",
  "workflow-literal",
]);

/** What is looked for in a file, by its path with forward slashes and its text. */
export type FileRule = (file: string, text: string) => Located[] | Promise<Located[]>;

/** A piece of a text that looks like a secret. It holds the value and stays inside this room. */
export interface Match {
  readonly kind: string;
  /** Where it begins in the text, and where it ends. */
  readonly start: number;
  readonly end: number;
  /** What makes it this secret and no other. */
  readonly value: string;
}

/**
 * Names a value in a file. 128 bits: with fewer, somebody could make a harmless value and a secret that have the same one, and have the
 * first reviewed. A guess of the value can be tried on it, by whoever cannot read the file anyway.
 */
export function fingerprint(file: string, value: string): string {
  return createHash("sha256").update(`${file}\0${value}`).digest("hex").slice(0, fingerprintDigits);
}

/** How many hexadecimal digits a fingerprint has. */
export const fingerprintDigits = 32;

/** Numbers findings of one file that have the same fingerprint, in their order. */
export function numbered(found: readonly Located[]): Located[] {
  const counts = new Map<string, number>();
  return found.map((one) => {
    const nth = (counts.get(one.fingerprint) ?? 0) + 1;
    counts.set(one.fingerprint, nth);
    return nth === 1 ? one : { ...one, nth };
  });
}

/** Makes findings of matches: the line instead of the value. */
export function locate(file: string, text: string, matches: readonly Match[]): Located[] {
  const lineOf = lineCounter(text);
  return [...matches]
    .sort((one, other) => one.start - other.start)
    .map(({ kind, start, end, value }) => {
      const line = lineOf(start);
      const lastLine = lineOf(Math.max(start, end - 1));
      return { file, line, kind, fingerprint: fingerprint(file, value), lastLine };
    });
}

/** Answers with the line of a place; quick for places in rising order. */
function lineCounter(text: string): (at: number) => number {
  let line = 1;
  let seen = 0;
  return (at) => {
    if (at < seen) [line, seen] = [1, 0];
    for (let next = text.indexOf("\n", seen); next !== -1 && next < at; next = text.indexOf("\n", seen)) {
      line++;
      seen = next + 1;
    }
    return line;
  };
}

// The reviewed exceptions, policy/exceptions.yaml: what looks like a secret and may stay, why, and until when.
import { readFile } from "node:fs/promises";
import path from "node:path";
import { isSeq, LineCounter, parseDocument } from "yaml";
import { z } from "zod";
import { fingerprintDigits, type Finding } from "./finding.ts";

/** Where they stand, from the folder that the guards are taken from. */
export const exceptionsFile = "policy/exceptions.yaml";

/** How far away the end of an exception may be: it is reviewed again twice a year. */
const longestDays = 180;

/** What no exception covers: a `.env` file, a retired one by whatever road, and what may change without a trace. */
const neverCovered = new Set(["dotenv-file", "retired-file", "retired-file-used", "unread-far-too-large"]);

const exceptionSchema = z.strictObject({
  file: z.string().min(1, "names no file"),
  fingerprint: z
    .string()
    .regex(
      new RegExp(`^[\\da-f]{${fingerprintDigits}}$`),
      `has a fingerprint that is not ${fingerprintDigits} hexadecimal digits in quotes`,
    ),
  count: z.int("has a count that is no whole number").min(1, "has a count below 1").default(1),
  reason: z.string().refine((text) => text.trim().length >= 10, "has no reason that a reviewer could judge"),
  expires: z.iso.date("has an end date that is none"),
});

type Exception = z.output<typeof exceptionSchema> & { line: number };

/** Something wrong with an exception itself. */
export interface ExceptionProblem {
  line: number;
  problem: string;
  /** What to do about it. */
  remedy: string;
}

/** An exception that holds, and how much of what was scanned it covers. */
export interface Covering {
  line: number;
  file: string;
  fingerprint: string;
  reason: string;
  /** The last day on which it holds. */
  expires: string;
  /** How many findings of a file it may cover: as many as were reviewed. */
  count: number;
  /** How many findings it covers. */
  findings: number;
  /** How many with the same fingerprint it does not cover, because there are more than it is for. */
  beyond: number;
}

/** What is left of the findings. */
export interface Reviewed {
  findings: Finding[];
  /** Problems of the exceptions: malformed, expired, with an end too far away, or for what no exception covers. */
  problems: ExceptionProblem[];
  /** The exceptions that hold. */
  covering: Covering[];
  /** How many findings have an exception in the scanned folder alone, where it does not count yet. */
  notYet: number;
}

export interface ReviewOptions {
  /** The folder whose exceptions hold; default: the scanned one. In CI it is the base branch's. */
  guardsFrom?: string | undefined;
  /** The day that counts as today, as 2026-11-23; default: the day it is, by UTC. */
  today?: string;
}

/** Takes out the findings that a reviewed exception covers. */
export async function review(
  root: string,
  findings: readonly Finding[],
  { guardsFrom = root, today = new Date().toISOString().slice(0, 10) }: ReviewOptions = {},
): Promise<Reviewed> {
  const own = await readExceptions(root, today);
  // What the scanned folder's own exceptions lack is said in any case: once they are merged, they are the ones that hold.
  const inForce = path.resolve(guardsFrom) === path.resolve(root) ? own : await readExceptions(guardsFrom, today);
  const covering = inForce.exceptions.map((exception) => ({ ...exception, findings: 0, beyond: 0 }));
  const problems = [...own.problems];
  const left: Finding[] = [];
  let notYet = 0;
  for (const finding of findings) {
    const fitting = covering.filter((exception) => fits(exception, finding));
    if (neverCovered.has(finding.kind)) {
      problems.push(...own.exceptions.filter((exception) => fits(exception, finding)).map(describeUseless));
      left.push(finding);
      continue;
    }
    for (const exception of fitting) exception[isWithin(exception, finding) ? "findings" : "beyond"]++;
    if (fitting.some((exception) => isWithin(exception, finding))) continue;
    left.push(finding);
    if (own.exceptions.some((exception) => fits(exception, finding) && isWithin(exception, finding))) notYet++;
  }
  return { findings: left, problems: distinct(problems), covering, notYet };
}

/** How a run says what an exception covers. */
export function describeCovering({ line, file, findings, beyond, expires, reason }: Covering): string {
  const count = `${findings === 0 ? "no" : String(findings)} ${findings < 2 ? "finding" : "findings"}`;
  const advice =
    beyond > 0
      ? ` It does not cover ${beyond} more with the same value: take ${beyond === 1 ? "it" : "them"} out, or have a larger count reviewed.`
      : findings === 0
        ? " Remove it, unless what it is for is still to come."
        : "";
  return `${exceptionsFile}:${line} covers ${count} in ${file} until ${expires}: ${reason.trim()}${advice}`;
}

function fits({ file, fingerprint }: Exception, finding: Finding): boolean {
  return file === finding.file && fingerprint === finding.fingerprint;
}

/** Whether a finding is among those of its file that the exception was reviewed for. */
function isWithin({ count }: Exception, { nth = 1 }: Finding): boolean {
  return nth <= count;
}

function describeUseless({ line, file }: Exception): ExceptionProblem {
  const problem = `the exception for ${file} is for a .env file, a retired one, or a text of more than 64 MiB, which no exception covers.`;
  return { line, problem, remedy: "Remove it, and what it is for." };
}

function distinct(problems: readonly ExceptionProblem[]): ExceptionProblem[] {
  const byText = new Map(problems.map((problem) => [`${problem.line} ${problem.problem}`, problem]));
  return [...byText.values()].sort((one, other) => one.line - other.line);
}

/** The exceptions of a folder that hold today, and what is wrong with the others. */
async function readExceptions(
  root: string,
  today: string,
): Promise<{ exceptions: Exception[]; problems: ExceptionProblem[] }> {
  const text = await readFile(path.join(root, exceptionsFile), "utf8").catch(() => "");
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [error] = document.errors;
  if (error !== undefined) {
    const line = error.linePos?.[0].line ?? 1;
    return { exceptions: [], problems: [{ line, problem: "it is no YAML.", remedy: "Correct it." }] };
  }
  let list: unknown;
  try {
    list = document.toJS() ?? [];
  } catch {
    // What an alias refers to is looked up only now.
    return { exceptions: [], problems: [{ line: 1, problem: "it is no YAML.", remedy: "Write its anchors out." }] };
  }
  if (!Array.isArray(list))
    return { exceptions: [], problems: [{ line: 1, problem: "it is not a list.", remedy: "Make it one." }] };
  const exceptions: Exception[] = [];
  const problems: ExceptionProblem[] = [];
  const last = lastDay(today);
  for (const [index, item] of list.entries()) {
    const node: unknown = isSeq(document.contents) ? document.contents.items[index] : undefined;
    const { range } = (node ?? {}) as { range?: readonly number[] };
    const line = range?.[0] === undefined ? 1 : lines.linePos(range[0]).line;
    const parsed = exceptionSchema.safeParse(item);
    if (!parsed.success) {
      const issues = parsed.error.issues.map(describeIssue).join(", and ");
      const isOfDate = parsed.error.issues.some(({ path: [key] }) => key === "expires");
      problems.push({ line, problem: `the exception ${issues}.`, remedy: isOfDate ? endForm(last) : "Correct it." });
      continue;
    }
    const exception = { ...parsed.data, line };
    const { file, expires } = exception;
    if (expires < today) {
      const problem = `the exception for ${file} expired on ${expires}.`;
      problems.push({ line, problem, remedy: "Remove what it is for, or review it again." });
    } else if (expires > last) {
      const problem = `the exception for ${file} ends on ${expires}, more than ${longestDays} days from now.`;
      problems.push({ line, problem, remedy: endForm(last) });
    } else exceptions.push(exception);
  }
  return { exceptions, problems };
}

function lastDay(today: string): string {
  const day = new Date(`${today}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() + longestDays);
  return day.toISOString().slice(0, 10);
}

function endForm(last: string): string {
  return `Give it its last day in this form, at most ${longestDays} days from now: \`expires: ${last}\`.`;
}

function describeIssue(issue: z.core.$ZodIssue): string {
  if (issue.code === "unrecognized_keys") return `has the unknown key ${issue.keys.join(", ")}`;
  if (issue.code !== "invalid_type") return issue.message;
  if (issue.path[0] === "expires") return "has no end date";
  return issue.path.length === 0 ? "is not a mapping" : `has no ${issue.path.join(".")} as text`;
}

// The reviewed exceptions, policy/exceptions.yaml: what looks like a secret and may stay, why, and until when.
import { readFile } from "node:fs/promises";
import path from "node:path";
import { parseDocument } from "yaml";
import { z } from "zod";
import type { Finding } from "./finding.ts";

/** Where they stand, from the scanned folder. */
export const exceptionsFile = "policy/exceptions.yaml";

const exceptionSchema = z.strictObject({
  file: z.string().min(1, "names no file"),
  fingerprint: z.string().regex(/^[\da-f]{4}$/, "has a fingerprint that is not four hexadecimal digits in quotes"),
  reason: z.string().refine((text) => text.trim().length >= 10, "has no reason that a reviewer could judge"),
  expires: z.iso.date("has no expiry date such as 2027-03-31"),
});

type Exception = z.output<typeof exceptionSchema> & { line: number };

/** Something wrong with an exception itself. */
export interface ExceptionProblem {
  line: number;
  problem: string;
  /** What to do about it. */
  remedy: string;
}

/** What is left of the findings. */
export interface Reviewed {
  findings: Finding[];
  /** Problems of the exceptions: malformed, expired, or for nothing. */
  problems: ExceptionProblem[];
}

export interface ReviewOptions {
  /** The day that counts as today, as 2026-11-23; default: the day it is, by UTC. */
  today?: string;
  /** Whether everything was scanned that an exception may be for: one without a finding is then a problem. */
  isWhole: boolean;
}

/** Takes out the findings that a reviewed exception covers. */
export async function review(
  root: string,
  findings: readonly Finding[],
  { today = new Date().toISOString().slice(0, 10), isWhole }: ReviewOptions,
): Promise<Reviewed> {
  const { exceptions, problems } = await readExceptions(root);
  const used = new Set<Exception>();
  const left = findings.filter(({ file, fingerprint }) => {
    const covering = exceptions.filter((other) => other.file === file && other.fingerprint === fingerprint);
    for (const exception of covering) used.add(exception);
    return !covering.some(({ expires }) => expires >= today);
  });
  for (const exception of exceptions) {
    const { file, line, expires } = exception;
    if (expires < today) {
      const problem = `the exception for ${file} expired on ${expires}.`;
      problems.push({ line, problem, remedy: "Remove what it is for, or review it again." });
    } else if (isWhole && !used.has(exception)) {
      problems.push({ line, problem: `the exception for ${file} is for nothing that is found.`, remedy: "Remove it." });
    }
  }
  return { findings: left, problems: problems.sort((one, other) => one.line - other.line) };
}

async function readExceptions(root: string): Promise<{ exceptions: Exception[]; problems: ExceptionProblem[] }> {
  const text = await readFile(path.join(root, exceptionsFile), "utf8").catch(() => "");
  const document = parseDocument(text);
  if (document.errors.length > 0) {
    return { exceptions: [], problems: [{ line: 1, problem: "it is no YAML.", remedy: "Correct it." }] };
  }
  const list = (document.toJS() ?? []) as unknown;
  if (!Array.isArray(list))
    return { exceptions: [], problems: [{ line: 1, problem: "it is not a list.", remedy: "Make it one." }] };
  const lines = text.split("\n").flatMap((line, index) => (line.startsWith("- ") ? [index + 1] : []));
  const exceptions: Exception[] = [];
  const problems: ExceptionProblem[] = [];
  for (const [index, item] of list.entries()) {
    const line = lines[index] ?? 1;
    const parsed = exceptionSchema.safeParse(item);
    if (parsed.success) exceptions.push({ ...parsed.data, line });
    else
      problems.push({
        line,
        problem: `the exception ${parsed.error.issues.map(describeIssue).join(", and ")}.`,
        remedy: "Correct it.",
      });
  }
  return { exceptions, problems };
}

function describeIssue(issue: z.core.$ZodIssue): string {
  if (issue.code === "unrecognized_keys") return `has the unknown key ${issue.keys.join(", ")}`;
  if (issue.code !== "invalid_type") return issue.message;
  return issue.path.length === 0 ? "is not a mapping" : `has no ${issue.path.join(".")} as text`;
}

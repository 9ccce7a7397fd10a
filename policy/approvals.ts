// Reads approvals.yaml, the weakenings that reviewers have approved. The file is a part of the pack: in CI it is the base branch's, so
// no pull request approves its own weakening.
import { readFileSync } from "node:fs";
import path from "node:path";
import { isSeq, LineCounter, parseDocument, type Document } from "yaml";
import { z } from "zod";
import type { Fault } from "../rotation/finding.ts";
import type { Weakening } from "../rotation/guards.ts";

const fileName = "approvals.yaml";

/** The file of approvals, from the project's folder. */
export const approvalsFile = `policy/${fileName}`;

/** The most days from today to the last day of an approval. */
const mostDays = 90;

const dayMs = 86_400_000;

const text = (pattern: RegExp, remedy: string) =>
  z.string({ error: remedy }).refine((given) => pattern.test(given), { error: remedy });
/** One line that says something. */
const line = /^(?=.*\S)[^\p{C}\p{Zl}\p{Zp}]+$/u;

const approvalSchema = z.strictObject({
  what: text(line, "Set what to the text that the refusal says, in quotes."),
  by: text(line, "Set by to who approves it."),
  ticket: text(/^[\w.#/:-]{1,200}$/, "Set ticket to the decision's ticket, such as SEC-42, in one word."),
  until: z.iso.date({ error: "Set until to the last day on which it holds, such as 2027-02-25." }),
});

/** A weakening that a reviewer has approved. */
export interface Approval extends z.output<typeof approvalSchema> {
  /** The line of the file on which it begins. */
  readonly line: number;
}

/** What {@link readApprovals} finds. */
export interface Approvals {
  /** The approvals that hold today. */
  readonly inForce: readonly Approval[];
  /** What is wrong with the others: nothing is approved by what is malformed, expired or too long. */
  readonly problems: readonly Fault<"approval-faulty">[];
}

/**
 * Reads the approvals. A weakening is approved while one that holds has its very text; see {@link weakeningFindings}.
 *
 * @param folder the pack's folder; default this pack's own
 * @param now what time it is; approvals begin and end at midnight by UTC
 * @returns no approvals when there is no such file
 */
export function readApprovals(folder: string = import.meta.dirname, now: Date = new Date()): Approvals {
  const counter = new LineCounter();
  let document: Document.Parsed;
  try {
    document = parseDocument(readFileSync(path.join(folder, fileName), "utf8"), { lineCounter: counter });
  } catch (error) {
    const { code = "unknown" } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return { inForce: [], problems: [] };
    return refused(undefined, `cannot be read (${code})`, "Make it a file that can be read, or remove it.");
  }
  const [fault] = document.errors;
  if (fault !== undefined) return refused(fault.linePos?.[0].line ?? 1, "is not YAML", "Correct it.");
  if (document.contents === null) return { inForce: [], problems: [] };
  if (!isSeq(document.contents)) return refused(1, "is not a list", `Make it a list of entries: ${formOf("…")}`);
  const lines = document.contents.items.map((item) => {
    const [start = 0] = (item as { range?: readonly number[] | null } | null)?.range ?? [];
    return counter.linePos(start).line;
  });
  let list: unknown[];
  try {
    list = document.toJS() as unknown[];
  } catch {
    // What an alias refers to is looked up only now.
    return refused(1, "is not YAML", "Write its anchors out.");
  }
  const entries = list.map((entry, index) => judge(entry, lines[index] ?? 1, now));
  return {
    inForce: entries.flatMap(({ inForce }) => inForce),
    problems: entries.flatMap(({ problems }) => problems),
  };
}

/** The texts of the approved weakenings that the pack's policies have met so far. */
const met = new Set<string>();

/** Whether a policy has met the weakening that an approval is for. */
export function isNeeded({ what }: Pick<Approval, "what">): boolean {
  return met.has(what);
}

/**
 * What to say of weakenings: a finding for each that no approval covers.
 *
 * @param weakenings each is reported once, however often it is listed
 */
export function weakeningFindings(
  weakenings: readonly Weakening[],
  { inForce }: Pick<Approvals, "inForce">,
): Fault<"guard-weakened">[] {
  const approved = new Set(inForce.map(({ what }) => what));
  for (const { what } of weakenings) if (approved.has(what)) met.add(what);
  const unapproved = new Map(weakenings.filter(({ what }) => !approved.has(what)).map((one) => [one.what, one]));
  return [...unapproved.values()].map(({ what, effect }) => ({
    code: "guard-weakened",
    problem: `This weakens a guard: ${what}. ${effect}`,
    remedy: `Put it back. If it has to be so, a reviewer has to add to ${approvalsFile}, on the base branch, with a day at most ${mostDays} days away:\n- ${formOf(what)}`,
  }));
}

/** The form of the entry that approves a weakening. */
function formOf(what: string): string {
  // A text in JSON is the same text in YAML, whatever it holds.
  return `{ what: ${JSON.stringify(what)}, by: NAME, ticket: TICKET, until: YYYY-MM-DD }`;
}

function judge(entry: unknown, at: number, now: Date): Approvals {
  const parsed = approvalSchema.safeParse(entry);
  if (!parsed.success) {
    const problems = parsed.error.issues.flatMap((issue) => refused(at, ...describe(issue, entry)).problems);
    return { inForce: [], problems };
  }
  const { what, until } = parsed.data;
  const today = dayOf(now);
  const last = dayOf(new Date(now.getTime() + mostDays * dayMs));
  if (until < today) {
    return refused(at, `has an approval that expired on ${until}: ${what}`, "Remove it, or have it reviewed again.");
  }
  if (until > last) {
    const problem = `has an approval that would last for more than ${mostDays} days: ${what}`;
    return refused(at, problem, `Set until to ${last} or an earlier day.`);
  }
  return { inForce: [{ ...parsed.data, line: at }], problems: [] };
}

/** What is wrong with an entry, and what to do. */
function describe(issue: z.core.$ZodIssue, entry: unknown): [problem: string, remedy: string] {
  if (issue.code === "unrecognized_keys") {
    return [`has an approval with the unknown key ${issue.keys.join(", ")}`, `Take it out: ${formOf("…")}`];
  }
  const [field] = issue.path as string[];
  if (field === undefined) return ["has an entry that is not an approval", `Write it so: ${formOf("…")}`];
  const isMissing = (entry as Record<string, unknown>)[field] === undefined;
  return [`has an approval ${isMissing ? "without" : "with a malformed"} ${field}`, issue.message];
}

function refused(at: number | undefined, problem: string, remedy: string): Approvals {
  const where = at === undefined ? approvalsFile : `${approvalsFile}:${at}`;
  return { inForce: [], problems: [{ code: "approval-faulty", problem: `${where} ${problem}.`, remedy }] };
}

function dayOf(time: Date): string {
  return time.toISOString().slice(0, 10);
}

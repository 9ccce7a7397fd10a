// What `npm run check:secrets` prints.
import process from "node:process";
import { describeCovering, exceptionsFile, type Reviewed } from "../scan/exceptions.ts";
import { describe, oneLine, placeOf } from "../scan/messages.ts";
import type { Scan } from "../scan/scan.ts";
import { coloured } from "../cli/colour.ts";

/** The whole result, for programs. */
export function toJson(
  { scanned, skipped, commits, within }: Scan,
  { findings, problems, covering }: Reviewed,
): string {
  const all = { findings, exceptions: problems, covered: covering, scanned, skipped, commits, within };
  return `${JSON.stringify(all, undefined, 2)}\n`;
}

/**
 * The result for a person.
 *
 * @param nothing what it is that was not found
 */
export function toText(scan: Scan, reviewed: Reviewed, milliseconds: number, nothing: string): string {
  const { findings, problems, covering, notYet } = reviewed;
  const lines = findings.map((finding) => {
    const { problem, remedy } = describe(finding);
    return `${red("✗")} ${placeOf(finding)} ${problem}.\n  ${remedy} ${dim(`[fingerprint ${finding.fingerprint}]`)}`;
  });
  lines.push(
    ...problems.map(({ line, problem, remedy }) => `${red("✗")} ${exceptionsFile}:${line}: ${problem}\n  ${remedy}`),
  );
  if (findings.length > 0) {
    lines.push(`What is no secret goes into ${exceptionsFile} by its fingerprint, with a reason and an end date.`);
  }
  if (notYet > 0) {
    const what = notYet === 1 ? "One of these has" : `${notYet} of these have`;
    lines.push(`${what} an exception that is not on the base branch. It counts once it is there.`);
  }
  const count = findings.length + problems.length;
  const verdict = count === 0 ? `✓ ${nothing}` : `${count} ${count === 1 ? "finding" : "findings"}`;
  const commits = scan.commits === undefined ? "" : `${scan.commits} ${scan.commits === 1 ? "commit" : "commits"}, `;
  lines.push(`${verdict} ${dim(`(${commits}${scan.scanned} files, ${(milliseconds / 1000).toFixed(1)} s)`)}`);
  if (scan.commits === 0) lines.push("  the range has no commit, so nothing was looked at");
  if (scan.within !== undefined && scan.within !== "")
    lines.push(`  only what is in ${oneLine(scan.within)} was looked at`);
  lines.push(...covering.map((exception) => `  ${describeCovering(exception)}`), ...unreadLines(scan));
  return `${lines.join("\n")}\n`;
}

/** The largest number of files that are named, where it does not matter much which they are. */
const mostNamed = 20;

/** What was not read; the texts among it are findings as well. */
function unreadLines({ skipped }: Scan): string[] {
  return Object.entries(Object.groupBy(skipped, ({ reason }) => reason)).map(([reason, some]) => {
    const files = some.map(({ file }) => oneLine(file));
    const isShortened = reason === "binary" && files.length > mostNamed;
    const named = isShortened ? `${files.slice(0, mostNamed).join(", ")}, …` : files.join(", ");
    const line = `  not read as a text, ${reason}: ${files.length} ${files.length === 1 ? "file" : "files"} (${named})`;
    return reason === "binary" ? dim(line) : line;
  });
}

const red = (text: string): string => coloured("red", text, process.stdout);
const dim = (text: string): string => coloured("dim", text, process.stdout);

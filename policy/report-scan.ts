// Scans the project's files and reports the findings to the engine.
import type { Report } from "./define.ts";
import { exceptionsFile, review } from "../scan/exceptions.ts";
import type { FileRule, Finding } from "../scan/finding.ts";
import { describe, placeOf } from "../scan/messages.ts";
import { scanTree } from "../scan/scan.ts";

/** How many findings are listed; further ones are only counted, as whoever mends 20 runs the preview again anyway. */
const mostReported = 20;

/**
 * Scans the project's files and reports the findings that no reviewed exception covers.
 *
 * @param named files that are read even if Git ignores them
 */
export async function reportScan(
  root: string,
  rules: readonly FileRule[],
  named: readonly string[],
  report: Report,
): Promise<void> {
  const { findings } = await review(root, (await scanTree(root, rules, named)).findings, { isWhole: false });
  reportFindings(findings, report);
}

/**
 * Does the same as {@link reportScan} for all rules, and also reports what is wrong with the exceptions themselves.
 *
 * @param isOwn whether this policy reports a finding; the findings of other rules are reported by another policy
 */
export async function reportWholeScan(
  root: string,
  rules: readonly FileRule[],
  isOwn: (finding: Finding) => boolean,
  report: Report,
): Promise<void> {
  const { findings, problems } = await review(root, (await scanTree(root, rules)).findings, { isWhole: true });
  for (const { line, problem, remedy } of problems) {
    report({ code: "exception-faulty", problem: `${exceptionsFile}:${line}: ${problem}`, remedy });
  }
  reportFindings(findings.filter(isOwn), report);
}

function reportFindings(findings: readonly Finding[], report: Report): void {
  for (const finding of findings.slice(0, mostReported)) {
    const { problem, remedy } = describe(finding);
    report({ code: "plain-text", problem: `${placeOf(finding)} ${problem}.`, remedy });
  }
  const more = findings.length - mostReported;
  const problem = `${more} more places hold secrets in plain text.`;
  if (more > 0) report({ code: "plain-text", problem, remedy: "`npm run check:secrets` lists them." });
}

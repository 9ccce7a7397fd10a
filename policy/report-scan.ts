// Reports to the engine what the scan finds in the project's files. Policies load this, and what it needs, when they need it and not before:
// the engine waits for the pack at its start, and would wait for half of the pack's modules in vain.
import process from "node:process";
import type { Report } from "./define.ts";
import { describeCovering, exceptionsFile, review } from "../scan/exceptions.ts";
import { settingsKinds, type Finding } from "../scan/finding.ts";
import { describe, placeOf } from "../scan/messages.ts";
import { lookFor } from "./looks.ts";

/** How many findings are listed; further ones are only counted, as whoever mends 20 runs the preview again anyway. */
const mostReported = 20;

/**
 * Reports what gives a program its settings another way than the stack does.
 *
 * @param named files that are read even if Git ignores them
 * @param guardsFrom the folder whose exceptions hold, and whose list says what is retired; default `root`
 */
export async function reportPlainSettings(
  root: string,
  named: readonly string[],
  report: Report,
  guardsFrom?: string,
): Promise<void> {
  const look = await lookFor("no-dotenv", root, guardsFrom);
  const findings = named.every((file) => look.files.includes(file))
    ? look.plainSettings
    : await namedToo(root, named, guardsFrom);
  // What could not be read is reported with all the rest.
  const own = findings.filter(({ kind }) => settingsKinds.has(kind));
  reportFindings((await review(root, own, { guardsFrom })).findings, report);
}

/** The same with files that the look has left out, because Git ignores them. */
async function namedToo(root: string, named: readonly string[], guardsFrom = root): Promise<Finding[]> {
  const { plainSettingsIn } = await import("../scan/dotenv-rules.ts");
  const { scanTree } = await import("../scan/scan.ts");
  return (await scanTree(root, [plainSettingsIn(guardsFrom)], named)).findings;
}

/** Reports all other secrets in plain text, and what is wrong with the exceptions. What the others cover goes into the pack's own output. */
export async function reportPlainText(root: string, report: Report, guardsFrom?: string): Promise<void> {
  const look = await lookFor("no-plaintext-at-rest", root, guardsFrom);
  const { findings, problems, covering } = await review(root, look.plainText, { guardsFrom });
  for (const exception of covering) process.stdout.write(`${describeCovering(exception)}\n`);
  for (const { line, problem, remedy } of problems) {
    report({ code: "exception-faulty", problem: `${exceptionsFile}:${line}: ${problem}`, remedy });
  }
  reportFindings(
    findings.filter(({ kind }) => !settingsKinds.has(kind)),
    report,
  );
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

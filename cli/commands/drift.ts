// `secrets drift`: what differs between the stack config and the Swarm.
import process from "node:process";
import { coloured } from "../colour.ts";
import { toolCommand } from "../command-line.ts";
import { findDrift } from "../drift/drift.ts";
import { blocksDeploy, type DriftFinding } from "../drift/finding.ts";
import { exitCodes } from "../exit-codes.ts";
import { readAll, stackOption } from "../reading.ts";
import { labelled } from "../text.ts";
import { plural } from "../words.ts";

const description =
  "Compares what the stack declares with what the Swarm has: MISSING (the next deploy fails), ROLLED BACK, PAUSED, STUCK, UNBOUND, " +
  "CHANGED, UNVERIFIED, STALE, LINGERING, FOREIGN, OVERDUE, ORPHAN; docs/runbook.md says what each means. Exit code: 0 no difference, or none that " +
  "makes the next deploy fail; 1 one that does, or with --strict any; 2 called wrongly; 3 the Swarm or the stack cannot be read.";

export default toolCommand("secrets drift", description, [
  ["npx secrets drift --stack prod", "what differs, each with the command that mends it"],
  ["npx secrets drift --strict --json", "for a weekly check: fails on any difference"],
])
  .option(...stackOption)
  .option("--strict", "has exit code 1 for any difference")
  .option("--json", "the differences as JSON")
  .action(async ({ stack, strict: isStrict = false, json: isJson = false }) => {
    const found = findDrift(await readAll(stack));
    const blocking = found.filter(blocksDeploy).length;
    if (blocking > 0 || (isStrict && found.length > 0)) process.exitCode = exitCodes.attention;
    if (isJson) {
      const findings = found.map((finding) => ({ ...finding, blocksDeploy: blocksDeploy(finding) }));
      process.stdout.write(`${JSON.stringify({ findings }, undefined, 2)}\n`);
      return;
    }
    process.stdout.write(`${[...found.flatMap(linesOf), summary(found.length, blocking)].join("\n")}\n`);
  });

function linesOf({ kind, subject, problem, cause, remedy }: DriftFinding): string[] {
  const width = 13;
  const [first = "", ...others] = labelled(kind, width, `${subject}  ${problem}`);
  const rest = [cause, remedy].flatMap((text) => (text === undefined || text === "" ? [] : labelled("", width, text)));
  return [coloured("red", first.slice(0, width), process.stdout) + first.slice(width), ...others, ...rest];
}

function summary(all: number, blocking: number): string {
  if (all === 0) return "✓ the Swarm is as declared";
  return `${plural(all, "difference")}, ${blocking === 0 ? "none" : blocking} of them ${blocking > 1 ? "make" : "makes"} the next deploy fail`;
}

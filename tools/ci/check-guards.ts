// Says what a pull request changes of the guards themselves, and refuses what weakens them. check-guards.sh calls it.
import { appendFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { readApprovals, weakeningFindings } from "../../policy/approvals.ts";
import { run, toolCommand } from "../../cli/command-line.ts";
import { guardChanges } from "./guards/guard-changes.ts";
import { changesBetween, mergedTree, Trees } from "./guards/trees.ts";
import { variable } from "./preview/pull-request.ts";

const description =
  "In a workflow on a pull request: compares the guards of BASE_SHA and HEAD_SHA in the checkout HEAD_DIR, by the approvals of BASE_DIR. " +
  "Exit code: 0 fine, 1 a guard is weakened and nobody has approved it, 2 it could not look.";

const command = toolCommand("node tools/ci/check-guards.ts", description).action(async () => {
  process.exitCode = 2;
  const [headDir, base, head] = ["HEAD_DIR", "BASE_SHA", "HEAD_SHA"].map(variable) as [string, string, string];
  const { weakenings, listed } = await guardChanges(await Trees.open(headDir, base, head));
  const approvals = readApprovals(path.join(variable("BASE_DIR"), "policy"));
  const findings = weakeningFindings(weakenings, approvals);
  const lines = [
    ...(listed.length === 0
      ? []
      : ["This changes the guards; their owners review it:", ...listed.map((line) => `  ${line}`)]),
    ...findings.map(({ problem, remedy }) => `${problem}\n  ${remedy.replaceAll("\n", "\n  ")}`),
  ];
  if (lines.length > 0) console.log(lines.join("\n"));
  tell(`program=${(await isSameProgram(headDir, base, head)) ? "same" : "changed"}`);
  process.exitCode = findings.length === 0 ? 0 : 1;
});

/** What a pull request may change while its program stays the base's to the letter. */
const noProgram = /^(?:Pulumi\.[\w-]+\.yaml|docs\/.*|[\w-]+\.md)$/;

async function isSameProgram(folder: string, base: string, head: string): Promise<boolean> {
  const merged = await mergedTree(folder, base, head);
  if (merged === undefined) return false;
  const changes = await changesBetween(folder, base, merged);
  return changes.every(({ path: file, type }) => noProgram.test(file) && (type === "file" || type === "gone"));
}

/** Sets an output of the step, for the jobs that come after. */
function tell(output: string): void {
  const { GITHUB_OUTPUT: file } = process.env;
  if (file) appendFileSync(file, `${output}\n`);
}

await run(command, process.argv.slice(2));

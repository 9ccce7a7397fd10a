// `npm run check:secrets`: looks for secrets in plain text in the work tree, in the history, or in the next commit. Needs no Pulumi.
import { existsSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { Option } from "@commander-js/extra-typings";
import { plainSettingsIn } from "../../scan/dotenv-rules.ts";
import { exceptionsFile, review, type Reviewed } from "../../scan/exceptions.ts";
import { GitError } from "../../scan/git.ts";
import { describe, placeOf } from "../../scan/messages.ts";
import { scanRange, scanStaged } from "../../scan/scan-history.ts";
import { scanTree, type Scan } from "../../scan/scan.ts";
import { scanText } from "../../scan/text.ts";
import { coloured } from "../colour.ts";
import { toolCommand } from "../command-line.ts";
import { installHook } from "../commit-hook.ts";
import { projectDir } from "../paths.ts";
import { say } from "../progress.ts";
import { UserError } from "../../rotation/user-error.ts";

const description =
  "Looks for secrets in plain text: .env files, secrets in compose files, stack configs and workflows, private keys, tokens, " +
  "passwords and generated-looking literals. Reads the files that Git tracks or would add, and .env files that Git ignores. " +
  `What was reviewed and may stay is listed in ${exceptionsFile}. ` +
  "Exit code: 0 nothing found, 1 something found, 2 called wrongly or cannot run.";

const cannotRun = 2;

export default toolCommand("npm run check:secrets --", description, [
  ["npm run check:secrets", "the files of this project"],
  ["npm run check:secrets -- --range origin/main..HEAD", "what this branch adds"],
  ["npm run check:secrets -- --install-hook", "from now on, each commit before it is made"],
])
  .argument("[folder]", "where to look; default the project's own folder")
  .addOption(new Option("--range <A..B>", "what the commits from A to B added, also if it is gone again"))
  .addOption(new Option("--staged", "what the next commit would add").conflicts("range"))
  .addOption(
    new Option("--install-hook", "lets Git run this with --staged before each commit").conflicts(["range", "staged"]),
  )
  .option("--json", "the findings as JSON")
  .action(async (folder, { range, staged = false, json = false, installHook: install = false }) => {
    try {
      const root = folderOf(folder);
      if (install) {
        say(`✓ ${await installHook(root)} checks each commit from now on`);
        return;
      }
      const started = performance.now();
      const scan = await scanAsked(root, range, staged);
      const isWhole = range === undefined && !staged;
      const reviewed = await review(root, scan.findings, { isWhole });
      process.stdout.write(json ? toJson(scan, reviewed) : toText(scan, reviewed, performance.now() - started));
      if (reviewed.findings.length + reviewed.problems.length > 0) process.exitCode = 1;
    } catch (error) {
      if (error instanceof UserError) process.exitCode = cannotRun;
      throw error;
    }
  });

function folderOf(folder: string | undefined): string {
  // npm runs scripts in the project's folder, and INIT_CWD is the folder from which it was called.
  const root = folder === undefined ? projectDir : path.resolve(process.env["INIT_CWD"] ?? process.cwd(), folder);
  if (!existsSync(root)) throw new UserError(`There is no folder ${root}.`, "Name one that exists.");
  return root;
}

async function scanAsked(root: string, range: string | undefined, staged: boolean): Promise<Scan> {
  const rules = [plainSettingsIn(root), scanText];
  try {
    if (range !== undefined) return await scanRange(root, range, rules);
    return staged ? await scanStaged(root, rules) : await scanTree(root, rules);
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    const remedy = "Run it in a Git checkout that has these commits: in CI, with the whole history fetched.";
    throw new UserError(`Git refuses: ${error.message}`, remedy, { cause: error });
  }
}

function toJson({ scanned, skipped }: Scan, { findings, problems }: Reviewed): string {
  return `${JSON.stringify({ findings, exceptions: problems, scanned, skipped }, undefined, 2)}\n`;
}

function toText({ scanned, skipped }: Scan, { findings, problems }: Reviewed, milliseconds: number): string {
  const lines = findings.map((finding) => {
    const { problem, remedy } = describe(finding);
    return `${red("✗")} ${placeOf(finding)} ${problem}.\n  ${remedy} ${dim(`[fingerprint ${finding.fingerprint}]`)}`;
  });
  lines.push(
    ...problems.map(({ line, problem, remedy }) => `${red("✗")} ${exceptionsFile}:${line}: ${problem}\n  ${remedy}`),
  );
  if (findings.length > 0) {
    lines.push(`What is no secret goes into ${exceptionsFile} by its fingerprint, with a reason and an expiry date.`);
  }
  const count = findings.length + problems.length;
  const verdict = count === 0 ? "✓ no secret in plain text" : `${count} ${count === 1 ? "finding" : "findings"}`;
  lines.push(`${verdict} ${dim(`(${scanned} files, ${(milliseconds / 1000).toFixed(1)} s)`)}`);
  for (const [reason, text] of [
    ["too large", "larger than 5 MiB"],
    ["not readable", "not readable"],
  ] as const) {
    const files = skipped.filter((other) => other.reason === reason).map(({ file }) => file);
    if (files.length > 0) lines.push(`  not scanned, ${text}: ${files.join(", ")}`);
  }
  const binaries = skipped.filter(({ reason }) => reason === "binary").length;
  if (binaries > 0) lines.push(dim(`  not scanned, binary: ${binaries} ${binaries === 1 ? "file" : "files"}`));
  return `${lines.join("\n")}\n`;
}

const red = (text: string): string => coloured("red", text, process.stdout);
const dim = (text: string): string => coloured("dim", text, process.stdout);

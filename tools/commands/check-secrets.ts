// `npm run check:secrets`: looks for secrets in plain text in the work tree, in the history, or in the next commit. Needs no Pulumi.
import { existsSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { Option } from "@commander-js/extra-typings";
import { plainSettingsIn, retiredIn } from "../../scan/dotenv-rules.ts";
import { exceptionsFile, review, type Reviewed } from "../../scan/exceptions.ts";
import { GitError } from "../../scan/git.ts";
import { scanRange, scanStaged } from "../../scan/scan-history.ts";
import { scanTree, type Scan } from "../../scan/scan.ts";
import { scanText } from "../../scan/text.ts";
import { toolCommand } from "../../cli/command-line.ts";
import { installHook } from "../commit-hook.ts";
import { projectDir } from "../paths.ts";
import { say } from "../../cli/progress.ts";
import { toJson, toText } from "../scan-report.ts";
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
  .addOption(new Option("--retired-files", "looks only for retired files: whether one is there, is made, or is read"))
  .addOption(
    new Option(
      "--guards-from <folder>",
      "takes exceptions and retired files from there, as from the base branch in CI",
    ),
  )
  .option("--json", "the findings as JSON")
  .action(async (folder, { range, staged, json, installHook: install, retiredFiles, guardsFrom }) => {
    try {
      const root = folderOf(folder);
      if (install === true) {
        say(`✓ ${await installHook(root)} checks each commit from now on`);
        return;
      }
      const started = performance.now();
      const guards = guardsFrom === undefined ? root : folderOf(guardsFrom);
      const scan = await scanAsked(root, guards, { range, staged, retiredFiles });
      // No exception covers a retired file.
      const reviewed =
        retiredFiles === true ? reviewedByNobody(scan) : await review(root, scan.findings, { guardsFrom: guards });
      const nothing = retiredFiles === true ? "no retired file" : "no secret in plain text";
      const milliseconds = performance.now() - started;
      process.stdout.write(json === true ? toJson(scan, reviewed) : toText(scan, reviewed, milliseconds, nothing));
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

/** What is scanned, and for what. */
interface Asked {
  range: string | undefined;
  staged: true | undefined;
  retiredFiles: true | undefined;
}

async function scanAsked(root: string, guards: string, { range, staged, retiredFiles }: Asked): Promise<Scan> {
  const rules = retiredFiles === true ? [retiredIn(guards)] : [plainSettingsIn(guards), scanText];
  try {
    if (range !== undefined) return await scanRange(root, range, rules, retiredFiles === true ? [] : [scanText]);
    return staged === true ? await scanStaged(root, rules) : await scanTree(root, rules);
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    const remedy = "Run it in a Git checkout that has these commits: in CI, with the whole history fetched.";
    throw new UserError(`Git refuses: ${error.message}`, remedy, { cause: error });
  }
}

function reviewedByNobody({ findings }: Scan): Reviewed {
  return { findings, problems: [], covering: [], notYet: 0 };
}

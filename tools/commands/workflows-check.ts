// `npm run workflows:check`: checks the workflows with zizmor and actionlint, and all shell scripts with shellcheck.
import { readFileSync } from "node:fs";
import path from "node:path";
import { execa } from "execa";
import { UserError } from "../../rotation/user-error.ts";
import { toolCommand } from "../../cli/command-line.ts";
import { projectDir } from "../paths.ts";
import { ensureCheckers } from "../workflows/checkers.ts";

const description =
  "Checks the workflows with zizmor in its strictest persona and with actionlint, and all shell scripts with shellcheck. The three are " +
  "brought in where they are missing. Exit code: 0 when none finds anything, else 1.";

export default toolCommand("npm run workflows:check --", description).action(async () => {
  const { zizmor, shellcheck, actionlint } = await ensureCheckers();
  const files = (await execa("git", ["ls-files", "-z"], { cwd: projectDir })).stdout.split("\0");
  const scripts = files.filter((file) => file.endsWith(".sh") || isScript(file));
  const workflows = files.filter((file) => /^\.github\/workflows\/[^/]+\.ya?ml$/.test(file));
  const runs: [program: string, args: string[]][] = [
    // What it would ask GitHub needs the network, and a token.
    [zizmor, ["--offline", "--persona=auditor", "--no-progress", ".github"]],
    [actionlint, [`-shellcheck=${shellcheck}`, "-pyflakes=", ...workflows]],
    [shellcheck, scripts],
  ];
  const refused: string[] = [];
  for (const [program, args] of runs) {
    const run = await execa(program, args, { cwd: projectDir, reject: false, stdio: ["ignore", "inherit", "inherit"] });
    if (run.failed) refused.push(path.basename(program));
  }
  if (refused.length > 0) throw new UserError(`Refused by ${refused.join(" and ")}.`, "What is wrong stands above.");
});

/** Whether a file without an ending is a shell script: those in .ci are. */
function isScript(file: string): boolean {
  if (path.extname(file) !== "" || !/^(?:\.ci|tools)\//.test(file)) return false;
  return /^#!.*\b(?:ba)?sh\b/.test(readFileSync(path.join(projectDir, file), "latin1"));
}

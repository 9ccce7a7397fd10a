// Shows the preview that `preview.sh` made as a comment on the pull request, and ends with that preview's exit code.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { run, toolCommand } from "../../cli/command-line.ts";
import { formatComment, markerOf } from "./comment-body.ts";
import { writeComment } from "./github.ts";
import { variable } from "./variable.ts";

const description =
  "In a workflow on a pull request: writes the preview in RUNNER_TEMP/preview as a comment. Besides the variables that every " +
  "workflow has it needs GITHUB_TOKEN, PULL_REQUEST (the number) and STACK. Exit code: that of the preview; 1 when it did " +
  "not end, or nothing can be written.";

const command = toolCommand("node tools/ci/comment.ts", description).action(async () => {
  const folder = path.join(variable("RUNNER_TEMP"), "preview");
  const exitCode = exitCodeIn(path.join(folder, "exit-code"));
  const repository = variable("GITHUB_REPOSITORY");
  const stack = variable("STACK");
  const output = textOf(path.join(folder, "output.txt")) ?? "";
  const logUrl = `${variable("GITHUB_SERVER_URL")}/${repository}/actions/runs/${variable("GITHUB_RUN_ID")}`;
  const apiUrl = variable("GITHUB_API_URL");
  const pullRequest = { apiUrl, repository, number: variable("PULL_REQUEST"), token: variable("GITHUB_TOKEN") };
  await writeComment(pullRequest, markerOf(stack), formatComment({ stack, output, exitCode, logUrl }));
  process.exitCode = exitCode ?? 1;
});

await run(command, process.argv.slice(2));

function exitCodeIn(file: string): number | undefined {
  const text = textOf(file)?.trim() ?? "";
  return /^\d{1,3}$/.test(text) ? Number(text) : undefined;
}

function textOf(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

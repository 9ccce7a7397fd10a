// Previews a pull request under the base's policies. preview.sh and preview-unprivileged.sh call it.
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { UserError } from "../../rotation/user-error.ts";
import { run, toolCommand } from "../../cli/command-line.ts";
import { inLog, visible, withoutValues } from "./preview/shown.ts";
import { formatComment } from "./comment-body.ts";
import { preview } from "./preview/preview.ts";
import type { Programs } from "./preview/programs.ts";
import { pullRequest } from "./preview/pull-request.ts";
import { readSecrets } from "./preview/stack-secrets.ts";

const description =
  "In a workflow on a pull request: previews the program in HEAD_DIR under the policies in BASE_DIR, confined, on a copy of the stack " +
  "STACK. Leaves what Pulumi said, and the exit code, in RUNNER_TEMP/preview. Exit code: 0 fine, 1 refused, 2 it could not run.";

/** Where a workflow's log is. */
const given = (name: string): string => process.env[name] ?? "";
const logUrl = `${given("GITHUB_SERVER_URL")}/${given("GITHUB_REPOSITORY")}/actions/runs/${given("GITHUB_RUN_ID")}`;

const command = toolCommand("node tools/ci/preview.ts", description)
  .option("--generated-values", "on a new stack with generated values, without credentials")
  .action(async ({ generatedValues }) => {
    process.exitCode = 2;
    const request = pullRequest();
    const isPrivileged = generatedValues !== true;
    const secretsFor = isPrivileged ? (programs: Programs) => readSecrets(request, programs) : undefined;
    const ended = await preview(request, secretsFor).catch(withoutWords);
    const seen = { ...ended, output: visible(ended.output) };
    const { output, exitCode } = isPrivileged ? withoutValues(request, seen) : seen;
    const folder = path.join(request.temporary, "preview");
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, "output.txt"), output);
    writeFileSync(path.join(folder, "exit-code"), String(exitCode));
    process.stdout.write(inLog(output));
    const { GITHUB_STEP_SUMMARY: summary } = process.env;
    // A job without credentials has no right to write a comment either.
    if (!isPrivileged && summary)
      appendFileSync(summary, formatComment({ stack: request.stack, output, exitCode, logUrl }));
    process.exitCode = exitCode;
  });

/** An error that nobody foresaw may quote what it stumbled over, such as a value: it says no more than where it happened. */
function withoutWords(error: unknown): never {
  if (error instanceof UserError) throw error;
  const place = error instanceof Error ? (/^ +at .*$/m.exec(error.stack ?? "")?.[0].trim() ?? error.name) : "no error";
  throw new UserError(`The preview stopped at a fault of its own (${place}).`, "Run it again, and report it.");
}

await run(command, process.argv.slice(2));

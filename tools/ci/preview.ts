// Previews a pull request under the base's policies. preview.sh and preview-unprivileged.sh call it.
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { UserError } from "../../rotation/user-error.ts";
import { run, toolCommand } from "../command-line.ts";
import { inLog, visible, withoutValues } from "./preview/shown.ts";
import { preview } from "./preview/preview.ts";
import type { Programs } from "./preview/programs.ts";
import { pullRequest } from "./preview/pull-request.ts";
import { readSecrets } from "./preview/stack-secrets.ts";

const description =
  "In a workflow on a pull request: previews the program in HEAD_DIR under the policies in BASE_DIR, confined, on a copy of the stack " +
  "STACK. Leaves what Pulumi said, and the exit code, in RUNNER_TEMP/preview. Exit code: 0 fine, 1 refused, 2 it could not run.";

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
    process.exitCode = exitCode;
  });

/** An error that nobody foresaw may quote what it stumbled over, such as a value: it says no more than where it happened. */
function withoutWords(error: unknown): never {
  if (error instanceof UserError) throw error;
  const place = error instanceof Error ? (/^ +at .*$/m.exec(error.stack ?? "")?.[0].trim() ?? error.name) : "no error";
  throw new UserError(`The preview stopped at a fault of its own (${place}).`, "Run it again, and report it.");
}

await run(command, process.argv.slice(2));

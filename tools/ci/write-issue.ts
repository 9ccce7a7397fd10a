// Writes an issue that a step before it has prepared, and keeps one issue for one matter.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { run, toolCommand } from "../../cli/command-line.ts";
import { projectName } from "../paths.ts";
import { closeIssue, writeIssue } from "./github.ts";
import { variable } from "./variable.ts";

const description =
  "In a workflow: writes the issue in RUNNER_TEMP/issue (marker, title, body). The open issue of the same matter is replaced, and closed " +
  "where there is no body. Besides the variables that every workflow has it needs GITHUB_TOKEN. Exit code: 1 when GitHub does not take it.";

const command = toolCommand("node tools/ci/write-issue.ts", description).action(async () => {
  const folder = path.join(variable("RUNNER_TEMP"), "issue");
  const part = (name: string): string | undefined => {
    const file = path.join(folder, name);
    return existsSync(file) ? readFileSync(file, "utf8").trim() : undefined;
  };
  const [about, title, body] = [part("marker"), part("title"), part("body")];
  if (about === undefined || title === undefined) return;
  const repository = {
    ...{
      apiUrl: variable("GITHUB_API_URL"),
      repository: variable("GITHUB_REPOSITORY"),
      token: variable("GITHUB_TOKEN"),
    },
  };
  const marker = `<!-- ${projectName}: ${about} -->`;
  if (body === undefined) await closeIssue(repository, marker);
  else await writeIssue(repository, { marker, title, body: `${marker}\n${body}\n` });
});

await run(command, process.argv.slice(2));

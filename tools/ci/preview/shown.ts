// What of a preview may be shown.
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import process from "node:process";
import { Mask } from "../mask.ts";
import type { Previewed } from "./preview.ts";
import { plainFile, type PullRequest } from "./pull-request.ts";

/**
 * The preview without the stack's values and the job's credentials. A preview that printed one is refused.
 *
 * @throws UserError when a value cannot be hidden: nothing is shown then
 */
export function withoutValues({ baseDir, stackName }: PullRequest, ended: Previewed): Previewed {
  const known = ["Pulumi.yaml", `Pulumi.${stackName}.yaml`].map((file) => plainFile(baseDir, file) ?? "").join("\n");
  const { text, hidden } = new Mask([...ended.secrets, ...credentials()], known).apply(ended.output);
  if (hidden === 0) return ended;
  const [places, they] =
    hidden === 1 ? ["1 place of this preview shows", "It is"] : [`${hidden} places of this preview show`, "They are"];
  const note =
    `error: ${places} a secret's value, or a part of one. ${they} hidden.\n` +
    "  Find out what in the pull request prints it, and take that out. A program has no reason to print a value.\n\n";
  return { ...ended, output: note + text, exitCode: 1 };
}

/** What this process was given to open the stack and its backend with. */
function credentials(): string[] {
  const isCredential = /TOKEN|SECRET|PASSPHRASE|PASSWORD|CREDENTIAL|ACCESS_KEY|PRIVATE_KEY/;
  const given = Object.entries(process.env).flatMap(([name, value = ""]) => (isCredential.test(name) ? [value] : []));
  const { PULUMI_CONFIG_PASSPHRASE_FILE: file } = process.env;
  const texts = [...given, ...(file ? [readFileSync(file, "utf8").trim()] : [])];
  return texts.filter((text) => text.length >= shortestCredential);
}

/** A variable of such a name with a shorter text says `true`, or how long something lasts. */
const shortestCredential = 8;

/** The text without what a terminal or a browser obeys and nobody sees. */
export function visible(text: string): string {
  const invisible = /\u001b\[[\d;?]*[ -/]*[@-~]|[\p{Cc}\p{Cf}\u2028\u2029]/gu;
  return text
    .replaceAll("\r\n", "\n")
    .replaceAll(invisible, (match) => (match === "\n" || match === "\t" ? match : ""));
}

/** The text for the log of a workflow, in which no line of it is a command to the runner. */
export function inLog(text: string): string {
  if (process.env["GITHUB_ACTIONS"] !== "true") return text;
  // The program has ended by now, so it cannot have known the word.
  const word = randomUUID();
  return `::stop-commands::${word}\n${text}\n::${word}::\n`;
}

// `secrets completion`: what a shell sources to complete command lines.
import path from "node:path";
import process from "node:process";
import { Argument, Option, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { findProject, openStack } from "../stack.ts";
import { toolCommand, type Listed } from "../command-line.ts";
import { scriptFor, shells } from "../completion/scripts.ts";
import { wordsOf } from "../completion/words.ts";
import { stackOption } from "../reading.ts";
import { UserError } from "../../rotation/user-error.ts";
import { stacksOf } from "../../inventory/stack-files.ts";

const description =
  "Prints what a shell sources to complete commands, options, stacks and the names of secrets. The names come from the stack's files; no " +
  "Swarm is asked.";

/** The command, for a list of commands. */
export function completion(commands: Readonly<Record<string, Listed & { summary: string }>>): CommandUnknownOpts {
  return toolCommand("secrets completion", description, [
    ['eval "$(npx secrets completion bash)"', "in ~/.bashrc, with alias secrets='npx secrets'"],
    ["npx secrets completion fish | source", "in config.fish"],
  ])
    .addArgument(new Argument("[shell]", "which shell").choices(shells))
    .option(...stackOption)
    .addOption(
      new Option("--words <kind>", "the names that a script asks for").choices(["secrets", "stacks"]).hideHelp(),
    )
    .action(async (shell, { stack, words }) => {
      if (words !== undefined) {
        process.stdout.write(
          namesOf(words, stack)
            .map((name) => `${name}\n`)
            .join(""),
        );
        return;
      }
      if (shell === undefined) throw new UserError("No shell is named.", `Name one of: ${shells.join(", ")}.`);
      const all = await Promise.all(
        Object.entries(commands).map(async ([name, { summary, load }]) =>
          wordsOf((await load()).default, [name], summary),
        ),
      );
      const list = { path: [], summary: "", options: [], takesSecrets: false };
      const program = [process.execPath, path.join(import.meta.dirname, "..", "secrets.mjs")];
      process.stdout.write(scriptFor(shell, [list, ...all.flat()], program));
    });
}

function namesOf(kind: "secrets" | "stacks", stack: string | undefined): string[] {
  const cwd = process.cwd();
  if (kind === "stacks") return stacksOf(findProject(cwd));
  return openStack({ stack, cwd, env: process.env }).inventory.secrets.map(({ logicalName }) => logicalName);
}

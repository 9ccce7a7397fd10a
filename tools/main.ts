import process from "node:process";
import { parseArgs, type ParseArgsConfig } from "node:util";
import { say } from "./progress.ts";
import { sources, type Source } from "./toolchain/cli.ts";
import { describeError } from "./failure.ts";
import { UserError } from "../rotation/user-error.ts";

/** Exit code of a command that was called with words it does not know. */
const usageExitCode = 2;

/**
 * Runs the body of a command: `--help` prints the usage, a word it does not know ends with exit code 2, an error with 1.
 *
 * @param usage what `--help` prints
 */
export async function main<T extends ParseArgsConfig>(
  usage: string,
  config: T,
  body: (parsed: ReturnType<typeof parseArgs<T>>) => Promise<void>,
): Promise<void> {
  let parsed;
  try {
    if (process.argv.slice(2).some((word) => word === "--help" || word === "-h")) {
      process.stdout.write(`${usage}\n`);
      return;
    }
    parsed = parseArgs<T>(config);
  } catch (error) {
    say(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    process.exitCode = usageExitCode;
    return;
  }
  try {
    await body(parsed);
  } catch (error) {
    say(describeError(error));
    process.exitCode = 1;
  }
}

/** The option that the commands share which need Pulumi. */
export const toolchainOption = { toolchain: { type: "string" } } as const;

/** How the usage texts explain it. */
export const toolchainUsage = `--toolchain=SOURCE  where Pulumi comes from: ${sources.join(", ")}.
                      Default: the first of these that can be used. A mirror is
                      named by BUSFLOW_TOOLCHAIN (a folder or a tar archive).`;

/** @throws UserError for a word that is no source */
export function parseSource(word: string | undefined): Source | undefined {
  if (word === undefined) return undefined;
  const source = sources.find((known) => known === word);
  if (source !== undefined) return source;
  throw new UserError(`--toolchain=${word} is not a source of Pulumi.`, `Choose one of ${sources.join(", ")}.`);
}

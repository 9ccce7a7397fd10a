// The one style of all command lines here: what `--help` shows, how a mistyped word is answered, and which exit code a failure has.
import process from "node:process";
import { Command, CommanderError, InvalidArgumentError, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { say } from "./progress.ts";
import { describeError } from "./describe-error.ts";

/** Exit code of a command that was called with words it does not know. */
const usageExitCode = 2;

/**
 * Makes a command with what all commands share: `--help` prints its description, options and examples, and a mistyped word is
 * answered with "did you mean" and the same help.
 *
 * @example
 * toolCommand("npm run greet --", "Greets somebody.", [["npm run greet -- Ada", "greets Ada"]]).argument("<name>", "whom to greet");
 * @param name how it is called, as in `npm run bench --`
 * @param description what it does, in whole sentences
 * @param examples ways to call it, each with what it then does
 */
export function toolCommand(
  name: string,
  description: string,
  examples: readonly (readonly [call: string, what: string])[] = [],
): Command {
  const width = Math.max(...examples.map(([call]) => call.length));
  const lines = examples.map(([call, what]) => `  ${call.padEnd(width)}  ${what}`);
  return new Command(name)
    .description(description)
    .helpOption("-h, --help", "this text")
    .configureHelp({ showGlobalOptions: true })
    .addHelpText("after", lines.length === 0 ? "" : `\nExamples:\n${lines.join("\n")}`)
    .showHelpAfterError()
    .exitOverride();
}

/**
 * Runs a command. The exit code is 2 for words that it does not know and 1 for an error, unless the command has set another one by then.
 *
 * @param words what follows the command's name
 */
export async function run(command: CommandUnknownOpts, words: readonly string[]): Promise<void> {
  process.stdout.on("error", endQuietly);
  try {
    await command.parseAsync(words, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) {
      // Commander has printed the error, or the help text that was asked for, by now.
      if (error.exitCode !== 0) process.exitCode = usageExitCode;
      return;
    }
    say(describeError(error));
    process.exitCode ??= 1;
  }
}

/** A command of a list, which is loaded when it is called. */
export interface Listed {
  load: () => Promise<{ default: CommandUnknownOpts }>;
  /** Whether all words, also `--help`, are passed on to another program. */
  verbatim?: true;
}

/**
 * Runs the command of a list that the first word names, or prints its help for `help NAME`.
 *
 * @param list what says which commands there are
 * @param words what follows the list's name
 */
export async function runListed(
  list: CommandUnknownOpts,
  commands: Readonly<Record<string, Listed>>,
  words: readonly string[],
): Promise<void> {
  const [first = "", ...others] = words;
  const isHelp = first === "help" && others.length > 0;
  const [name = "", ...rest] = isHelp ? others : words;
  const entry = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (entry === undefined) {
    await run(list, words);
    return;
  }
  const { default: command } = await entry.load();
  if (isHelp) command.outputHelp();
  else await run(command, entry.verbatim === true ? ["--", ...rest] : rest);
}

/** Whoever reads the output has read enough, as `head` does. */
function endQuietly(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
  process.exit();
}

/** Reads an option whose value is a whole number within limits. */
export function wholeNumber(smallest: number, largest: number): (word: string) => number {
  return (word) => {
    const number = Number(word);
    if (/^\d+$/.test(word) && number >= smallest && number <= largest) return number;
    throw new InvalidArgumentError(`Set it to a whole number from ${smallest} to ${largest}.`);
  };
}

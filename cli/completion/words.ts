// Which words may follow which in a command line of `secrets`: taken from commander's own commands, so that none is forgotten.
import type { CommandUnknownOpts } from "@commander-js/extra-typings";

/** What may follow one command. */
export interface CommandWords {
  /** The command's words: `["incident", "open"]`; none for `secrets` itself. */
  readonly path: readonly string[];
  readonly summary: string;
  readonly options: readonly OptionWords[];
  /** Whether names of secrets follow it. */
  readonly takesSecrets: boolean;
}

/** One option. */
export interface OptionWords {
  /** `--stack`, `-s`. */
  readonly flags: readonly string[];
  readonly description: string;
  /** Whether a word follows that is no option of its own. */
  readonly takesValue: boolean;
  /** The words that may follow it; none where that can be anything. */
  readonly choices: readonly string[];
}

/** The option after which the name of a stack follows. */
export const stackFlags = ["--stack", "-s"];

/** A command and all below it, each with what may follow it. */
export function wordsOf(command: CommandUnknownOpts, path: readonly string[], summary: string): CommandWords[] {
  const own: CommandWords = {
    path,
    summary,
    options: command.options
      .filter(({ hidden }) => !hidden)
      .map(({ long, short, description, required, argChoices }) => ({
        flags: [long, short].filter((flag) => flag !== undefined),
        description,
        takesValue: required,
        choices: argChoices ?? [],
      })),
    takesSecrets: command.registeredArguments.some((argument) => /^secrets?$/.test(argument.name())),
  };
  return [own, ...command.commands.flatMap((one) => wordsOf(one, [...path, one.name()], one.summary()))];
}

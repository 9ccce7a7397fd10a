// The rules that write messages know neither project nor stack. Where a message leaves for a person, the project's name is put
// before each path in the config, and the stack's into each command: without it a command acts on whichever stack is selected.
import { UserError } from "./user-error.ts";

/** The project and the stack that a message is about. */
export interface Place {
  /** The name in `Pulumi.yaml`: the prefix of the config keys. */
  readonly project: string;
  readonly stack: string;
}

/** The commands that take `--stack`, each up to where that option goes. */
const command =
  /\bpulumi (?:config(?: (?:set|rm|get))?|stack (?:import|export|output)|state \w+|up|preview|refresh|cancel|destroy)\b/g;

/**
 * A message with the stack's name in each command of Pulumi's that does not name one yet.
 *
 * @example withStack("Run `pulumi up`.", "prod") // "Run `pulumi up --stack prod`."
 */
export function withStack(text: string, stack: string): string {
  return text.replaceAll(command, (words, offset: number) => {
    const [rest = ""] = text.slice(offset + words.length).split(/[`\n]/, 1);
    return /^[^;|&]*\s(?:--stack|-s)\b/.test(rest) ? words : `${words} --stack ${stack}`;
  });
}

/** Runs an action. When it fails, the message of its error names the project and the stack. */
export async function addressed<T>(place: Place, action: () => T | Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof Error) error.message = addressedText(error, place);
    throw error;
  }
}

/** An error's message with project and stack named. */
function addressedText(error: Error, { project, stack }: Place): string {
  return withStack(error instanceof UserError ? error.describe(project) : error.message, stack);
}

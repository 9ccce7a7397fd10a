// Messages are written where neither project nor stack is known. Where they leave for a person, the project's name is put before the
// places in the config, and the stack into the commands: typed as they are they would act on whichever stack is selected.
import { UserError } from "./user-error.ts";

/** What a message is about, and its texts leave out. */
export interface Place {
  /** The name in `Pulumi.yaml`: the prefix of the config keys. */
  readonly project: string;
  readonly stack: string;
}

/** The commands that take `--stack`, up to where it goes. */
const command =
  /\bpulumi (?:config(?: (?:set|rm|get))?|stack (?:import|export|output)|state \w+|up|preview|refresh|cancel|destroy)\b/g;

/** A message with the stack's name in each command of Pulumi's that does not name one: `pulumi up` becomes `pulumi up --stack prod`. */
export function withStack(text: string, stack: string): string {
  return text.replaceAll(command, (words, offset: number) => {
    const [rest = ""] = text.slice(offset + words.length).split(/[`\n]/, 1);
    return /^[^;|&]*\s(?:--stack|-s)\b/.test(rest) ? words : `${words} --stack ${stack}`;
  });
}

/** Does something, and names project and stack in the message of the error with which it fails. */
export async function addressed<T>(place: Place, action: () => T | Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof Error) error.message = addressedText(error, place);
    throw error;
  }
}

/** An error's message with project and stack named. */
export function addressedText(error: Error, { project, stack }: Place): string {
  return withStack(error instanceof UserError ? error.describe(project) : error.message, stack);
}

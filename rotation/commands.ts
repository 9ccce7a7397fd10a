// Messages are written where no stack is known. Where they leave for a person, the stack is put into the commands that they print:
// typed as they are they would act on whichever stack is selected.

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

/** Does something, and names the stack in the commands of the error with which it fails. */
export async function namingStack<T>(stack: string, action: () => T | Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof Error) error.message = withStack(error.message, stack);
    throw error;
  }
}

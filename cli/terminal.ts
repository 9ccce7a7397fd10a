// Asks a person at the terminal. Questions stand on standard error, as standard output is for results.
import process from "node:process";
import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { UserError } from "../rotation/user-error.ts";

/** Whether a person can be asked. */
export function isTerminal(): boolean {
  return process.stdin.isTTY && process.stderr.isTTY;
}

/** Asks a question that "y" or "yes" answers; everything else is a no, Ctrl-C too. */
export async function askYes(question: string): Promise<boolean> {
  const answered = await answer(`${question} [y/N] `, process.stderr);
  if (answered === undefined) process.stderr.write("\n");
  return /^y(?:es)?$/i.test(answered?.trim() ?? "");
}

/**
 * Asks for a text that is not shown while it is typed.
 *
 * @throws UserError on Ctrl-C
 */
export async function askHidden(question: string): Promise<string> {
  process.stderr.write(question);
  const nowhere = new Writable({
    write(_chunk, _encoding, done) {
      done();
    },
  });
  const text = await answer("", nowhere);
  process.stderr.write("\n");
  if (text === undefined)
    throw new UserError("Nothing was answered, so nothing was changed.", "Run the command again.");
  return text;
}

/** The line that a person types; undefined on Ctrl-C, and where the terminal is gone. */
async function answer(question: string, output: NodeJS.WritableStream): Promise<string | undefined> {
  // As a terminal, readline takes the keys one by one, and echoes them to the output alone. It keeps no history.
  const lines = createInterface({ input: process.stdin, output, terminal: true, historySize: 0 });
  const stopped = new AbortController();
  lines.on("SIGINT", () => {
    stopped.abort();
  });
  lines.on("close", () => {
    stopped.abort();
  });
  try {
    return await lines.question(question, { signal: stopped.signal });
  } catch (error) {
    if (!stopped.signal.aborted) throw error;
    return undefined;
  } finally {
    lines.close();
  }
}

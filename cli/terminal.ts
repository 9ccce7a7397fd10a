// Asks a person at the terminal. Questions stand on standard error, as standard output is for results.
import process from "node:process";
import { createInterface } from "node:readline/promises";
import { setTimeout as delay } from "node:timers/promises";
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
 * Asks for a text that is not shown while it is typed. Of a text of several lines that is pasted nothing is left for whatever reads the
 * terminal next: a shell would show it, run it, and keep it in its history.
 *
 * @throws UserError on Ctrl-C, and when more than one line comes
 */
export async function askHidden(question: string): Promise<string> {
  process.stderr.write(question);
  const nowhere = new Writable({
    write(_chunk, _encoding, done) {
      done();
    },
  });
  const text = await answer("", nowhere, swallowMs);
  process.stderr.write("\n");
  if (text === undefined)
    throw new UserError("Nothing was answered, so nothing was changed.", "Run the command again.");
  return text;
}

/** A pasted text comes at once: what comes within so many milliseconds after a line belongs to it. */
const swallowMs = 150;

/**
 * The line that a person types; undefined on Ctrl-C, and where the terminal is gone.
 *
 * @param quietMs after the line, keys are taken and dropped until none has come for so many milliseconds; default: they stay
 * @throws UserError when some were dropped
 */
async function answer(question: string, output: NodeJS.WritableStream, quietMs = 0): Promise<string | undefined> {
  // As a terminal, readline takes the keys one by one, and echoes them to the output alone. It keeps no history.
  const lines = createInterface({ input: process.stdin, output, terminal: true, historySize: 0 });
  const stopped = new AbortController();
  lines.on("SIGINT", () => {
    stopped.abort();
  });
  lines.on("close", () => {
    stopped.abort();
  });
  let more = 0;
  const count = (): void => {
    more += 1;
  };
  // The answer itself is not among the lines that are told of.
  lines.on("line", count);
  try {
    const text = await lines.question(question, { signal: stopped.signal });
    if (quietMs === 0) return text;
    process.stdin.on("data", count);
    for (let seen = -1; seen !== more;) {
      seen = more;
      await delay(quietMs);
    }
    if (more === 0 && lines.line === "") return text;
    throw new UserError(
      "The value has more than one line, and the terminal takes one. Nothing was changed.",
      "Pipe it in: --value-from stdin < FILE",
    );
  } catch (error) {
    if (!stopped.signal.aborted) throw error;
    return undefined;
  } finally {
    process.stdin.off("data", count);
    lines.close();
  }
}

// What a command that takes long says while it works.
import process from "node:process";
import { coloured } from "./colour.ts";

const dim = (text: string): string => coloured("dim", text, process.stderr);

/** Prints a line of progress on standard error, as standard output is for results. */
export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

/**
 * Runs one step of a longer piece of work, and says what it is, that it still runs, and how long it took.
 *
 * @example
 * const file = await step("downloading Pulumi", (note) => download(url, note));
 * @param title what is being done, as a person would say it
 * @param work the step, whose result is returned; its `note` prints a line of detail while it runs
 * @param everyMs how often a line says that the step still runs; default 20 s
 */
export async function step<T>(
  title: string,
  work: (note: (text: string) => void) => Promise<T>,
  everyMs = 20_000,
): Promise<T> {
  const started = performance.now();
  const seconds = (): string => `${((performance.now() - started) / 1000).toFixed(1)} s`;
  say(`… ${title}`);
  const ticker = setInterval(() => {
    say(dim(`  still at it: ${title}, ${seconds()}`));
  }, everyMs);
  try {
    const result = await work((text) => {
      say(dim(`  ${text}`));
    });
    say(`✓ ${title} ${dim(`(${seconds()})`)}`);
    return result;
  } catch (error) {
    say(`✗ ${title} ${dim(`(${seconds()})`)}`);
    throw error;
  } finally {
    clearInterval(ticker);
  }
}

// What a terminal shows of errors and of programs that failed.
import { UserError } from "../rotation/user-error.ts";

/**
 * Why a command failed, for a message: the last lines that it printed on standard error, or that it could not be run at all.
 *
 * @param lines how many lines at most; default 1
 */
export function failureOf(result: { stderr: string; shortMessage?: string | undefined }, lines = 1): string {
  const printed = result.stderr.trim();
  return printed === "" ? (result.shortMessage ?? "it failed") : printed.split("\n").slice(-lines).join("\n  ");
}

/** What a terminal shows for any error: a user's mistake with what to do about it, anything else with where it came from. */
export function describeError(error: unknown): string {
  if (error instanceof UserError) return error.message.replaceAll(/\n(?! )/g, "\n  ");
  if (error instanceof Error) return error.stack ?? error.message;
  return String(error);
}

// Words for errors and for programs that failed, as a terminal shows them.
import { UserError } from "../rotation/user-error.ts";

/**
 * Why a command failed, for a message: the last lines that it printed on standard error, or that it could not be run at all.
 *
 * @param lines the most lines that are quoted; default 1
 */
export function failureOf(result: { stderr: string; shortMessage?: string | undefined }, lines = 1): string {
  const printed = result.stderr.trim();
  return printed === "" ? (result.shortMessage ?? "it failed") : printed.split("\n").slice(-lines).join("\n  ");
}

/** What a terminal shows for an error: for a user's mistake what to do about it, for any other error the stack trace. */
export function describeError(error: unknown): string {
  if (error instanceof UserError) return error.message.replaceAll(/\n(?! )/g, "\n  ");
  if (error instanceof Error) return error.stack ?? error.message;
  return String(error);
}

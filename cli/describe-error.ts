import { UserError } from "../rotation/user-error.ts";

/** What a terminal shows for an error: for a user's mistake what to do about it, for any other error the stack trace. */
export function describeError(error: unknown): string {
  if (error instanceof UserError) return error.message.replaceAll(/\n(?! )/g, "\n  ");
  if (error instanceof Error) return error.stack ?? error.message;
  return String(error);
}

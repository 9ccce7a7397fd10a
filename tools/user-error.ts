/** A mistake or a missing thing that the person at the terminal can mend: printed as it is, never with a stack trace. */
export class UserError extends Error {
  override readonly name = "UserError";
  /** What to do about it, in the imperative; commands on lines of their own. */
  readonly remedy: string;

  /**
   * @param problem what is wrong and where, one sentence
   * @param remedy what to do about it
   */
  constructor(problem: string, remedy: string, options?: ErrorOptions) {
    super(problem, options);
    this.remedy = remedy;
  }
}

/** What a terminal shows for any error: a user's mistake with its remedy, anything else with where it came from. */
export function describeError(error: unknown): string {
  if (error instanceof UserError) return `${error.message}\n  ${error.remedy.replaceAll("\n", "\n  ")}`;
  if (error instanceof Error) return error.stack ?? error.message;
  return String(error);
}

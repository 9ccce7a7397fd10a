/**
 * A mistake that the person at the terminal can mend. The message is all that crosses the Pulumi engine, so it carries the
 * remedy too; it is shown as it is, never with a stack trace, and never holds a secret's value.
 */
export class UserError extends Error {
  override readonly name: string = "UserError";

  /**
   * @param problem what is wrong and where
   * @param remedy what to do about it, in the imperative
   */
  constructor(problem: string, remedy: string, options?: ErrorOptions) {
    super(`${problem}\n${remedy}`, options);
  }
}

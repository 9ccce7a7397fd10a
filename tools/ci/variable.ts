import process from "node:process";
import { UserError } from "../../rotation/user-error.ts";

/**
 * A variable of the environment that a workflow's step has.
 *
 * @throws UserError when it is not set
 */
export function variable(name: string): string {
  const value = process.env[name];
  if (value) return value;
  throw new UserError(`${name} is not set.`, "Run it in a workflow, as those in .github/workflows do.");
}

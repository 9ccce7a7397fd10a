import { configPath, type Steps } from "../rotation/config-path.ts";
import { UserError } from "../rotation/user-error.ts";

/** One thing that is wrong in the stack config. */
export interface Problem {
  /** Where, as in the YAML: `busflow-secrets:secrets.db_writer.current`. */
  readonly path: string;
  /** What is wrong, and what to do. Never a value that could be a secret's. */
  readonly text: string;
}

/** Everything that is wrong in the stack config, one problem a line. */
export class InventoryError extends UserError {
  override readonly name = "InventoryError";
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const count = problems.length === 1 ? "a problem" : `${problems.length} problems`;
    super(`The stack config has ${count}:`, problems.map(({ path, text }) => `  ${path}: ${text}`).join("\n"));
    this.problems = problems;
  }
}

/** A problem at a place in the stack config. */
export function problem(steps: Steps, text: string): Problem {
  return { path: configPath(steps), text };
}

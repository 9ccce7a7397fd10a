// What rules answer with: one thing that is wrong, for whoever shows it to a person or counts it.
import { pathOf, type Steps } from "./config-path.ts";

/** One thing that is wrong, and what to do about it. Never a secret's value. */
export interface Finding<Code extends string = string> {
  /** Which rule it breaks: stays the same when the words change. */
  readonly code: Code;
  /** Where in the stack config; left out where it is nowhere there. */
  readonly path?: Steps | undefined;
  /** What is wrong: whole sentences, or what follows the path, as in "missing." */
  readonly problem: string;
  /** What to do, in the imperative; commands on lines of their own. Empty when the problem says it. */
  readonly remedy: string;
}

/** A finding as it is wherever it stands. */
export type Fault<Code extends string = string> = Omit<Finding<Code>, "path">;

/**
 * A finding's problem with its place: `secrets.db_writer.current: missing.`
 *
 * @param project the prefix of the project's config keys; where it is not known they stand without
 */
export function describeProblem({ path, problem }: Finding, project?: string): string {
  if (path === undefined) return problem;
  return `${project === undefined ? "" : `${project}:`}${pathOf(path)}: ${problem}`;
}

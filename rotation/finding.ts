// A finding is what a rule returns: one thing that is wrong. Whoever has asked the rule shows it to a person, or counts it.
import { pathOf, type Steps } from "./config-path.ts";

/** One thing that is wrong, and what to do about it. It never holds a secret's value. */
export interface Finding<Code extends string = string> {
  /** The rule that is broken. The code stays the same when the words of the message change. */
  readonly code: Code;
  /** The place in the stack config; left out when it has none there. */
  readonly path?: Steps | undefined;
  /** What is wrong: whole sentences, or words that follow the path, as in "missing." */
  readonly problem: string;
  /** What to do, in the imperative; commands on lines of their own. Empty when the problem says it. */
  readonly remedy: string;
}

/** A finding without its place, for rules that do not know where the thing they judge stands. */
export type Fault<Code extends string = string> = Omit<Finding<Code>, "path">;

/**
 * A finding's problem with its place: `secrets.db_writer.current: missing.`
 *
 * @param project the prefix of the project's config keys; without it the path has no prefix
 */
export function describeProblem({ path, problem }: Finding, project?: string): string {
  if (path === undefined) return problem;
  return `${project === undefined ? "" : `${project}:`}${pathOf(path)}: ${problem}`;
}

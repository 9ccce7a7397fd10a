import type { Steps } from "../rotation/config-path.ts";
import type { Finding } from "../rotation/finding.ts";
import { UserError } from "../rotation/user-error.ts";

/** The codes of what can be wrong in the stack config. */
export const inventoryCodes = [
  "missing",
  "not-allowed",
  "unknown-key",
  "malformed-name",
  "name-too-long",
  "listed-twice",
  // Secrets and their classes
  "no-classes",
  "current-retained",
  "cadence-too-long",
  "only-with-connections",
  "only-for-given-values",
  "ambiguous-dependant",
  "release-in-use",
  // Services
  "unknown-secret",
  "same-service",
  "same-target",
  "versioned-target",
  "mode-too-wide",
  // Values
  "not-a-mapping",
  "value-missing",
  "value-malformed",
  "value-too-large",
  "value-elsewhere",
  "value-undeclared",
  // Compose files
  "compose-file-unreadable",
] as const;
export type InventoryCode = (typeof inventoryCodes)[number];

/** One thing that is wrong in the stack config. Its texts never hold a value that could be a secret's. */
export type Problem = Finding<InventoryCode>;

/** Everything that is wrong in the stack config, one problem on each line. */
export class InventoryError extends UserError<InventoryCode> {
  override readonly name = "InventoryError";

  constructor(problems: readonly Problem[]) {
    const count = problems.length === 1 ? "a problem" : `${problems.length} problems`;
    super(problems, { heading: `The stack config has ${count}:` });
  }
}

/**
 * Makes a problem at a place in the stack config.
 *
 * @param text what is wrong; it follows the path and a colon
 * @param remedy what to do, in the imperative
 */
export function problem(path: Steps, code: InventoryCode, text: string, remedy: string): Problem {
  return { code, path, problem: text, remedy };
}

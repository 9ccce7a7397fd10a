// Whether a preview may go on without a way to the Swarm. By default it may not: what nobody has looked at is easily taken for
// unchanged.
import { unexpected } from "./fields.ts";
import type { Problem } from "./problems.ts";

/** Parses the setting `requireSwarm`; undefined when it is left out. What is wrong with it goes to `problems`. */
export function parseRequireSwarm(required: unknown, problems: Problem[]): boolean | undefined {
  if (required === undefined) return undefined;
  const text = typeof required === "string" || typeof required === "boolean" ? String(required) : "";
  if (text === "true" || text === "false") return text === "true";
  problems.push(unexpected(["requireSwarm"], required, "true or false"));
  return undefined;
}

/**
 * Whether a preview has to reach the Swarm. Without a setting it has to, except in CI, from where there is seldom a way to it.
 *
 * @param required the setting; undefined when it is left out
 * @param environment the variables of the process, of which `CI` counts; some systems set it to "false" or "0" outside of CI
 */
export function requiresSwarm(required: boolean | undefined, { CI = "" }: NodeJS.ProcessEnv): boolean {
  return required ?? ["", "0", "false"].includes(CI.toLowerCase());
}

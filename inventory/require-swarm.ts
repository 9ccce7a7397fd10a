// Whether a preview may go on where the Swarm is out of reach: what has not been looked at is easily taken for unchanged.
import { unexpected } from "./fields.ts";
import type { Problem } from "./problems.ts";

/** Parses what stands under `requireSwarm`; undefined when nothing does. What is wrong with it goes to `problems`. */
export function parseRequireSwarm(required: unknown, problems: Problem[]): boolean | undefined {
  if (required === undefined) return undefined;
  const text = typeof required === "string" || typeof required === "boolean" ? String(required) : "";
  if (text === "true" || text === "false") return text === "true";
  problems.push(unexpected(["requireSwarm"], required, "true or false"));
  return undefined;
}

/**
 * Whether a preview has to reach the Swarm. Where the config does not say so it has to, but not in CI, which seldom has a way there.
 *
 * @param environment its `CI` tells; "false" and "0" are what some systems set outside of it
 */
export function requiresSwarm(required: boolean | undefined, { CI = "" }: NodeJS.ProcessEnv): boolean {
  return required ?? ["", "0", "false"].includes(CI.toLowerCase());
}

// What a workflow guards, as a list of facts: each that is gone afterwards weakens it, and so does each new right.
import { parse } from "yaml";

/** What a workflow does for the guards, each with what it says of it: `jobs.check runs tools/ci/check-secrets.sh` → `yes`. */
export type Facts = ReadonlyMap<string, string>;

interface Job {
  "environment"?: unknown;
  "needs"?: unknown;
  "if"?: unknown;
  "permissions"?: unknown;
  "steps"?: unknown;
  "continue-on-error"?: unknown;
}

/** The facts of a workflow. One that is no YAML has none. */
export function factsOf(text: string | undefined): Facts {
  const facts = new Map<string, string>();
  let workflow: unknown;
  try {
    workflow = parse(text ?? "");
  } catch {
    return facts;
  }
  const { on, jobs, permissions } = mapping(workflow);
  facts.set("on", JSON.stringify(on));
  if (permissions !== undefined) facts.set("permissions", JSON.stringify(permissions));
  for (const [name, job] of Object.entries(mapping(jobs))) {
    const { environment, needs, if: condition, steps } = mapping(job) as Job;
    for (const [key, value] of Object.entries({ environment, needs, if: condition })) {
      if (value !== undefined) facts.set(`jobs.${name}.${key}`, JSON.stringify(value));
    }
    for (const step of Array.isArray(steps) ? (steps as unknown[]) : []) {
      const { run, if: only } = mapping(step);
      const script = typeof run === "string" ? /(?:tools\/ci\/[\w-]+\.sh|\.ci\/run)/.exec(run)?.[0] : undefined;
      if (script !== undefined)
        facts.set(`jobs.${name} runs ${script}`, only === undefined ? "always" : JSON.stringify(only));
    }
  }
  return facts;
}

/** The rights that a workflow takes: what its token may write, and where a failure does not count. */
export function rightsOf(text: string | undefined): Facts {
  const rights = new Map<string, string>();
  let workflow: unknown;
  try {
    workflow = parse(text ?? "");
  } catch {
    return rights;
  }
  const visit = (node: unknown, at: string): void => {
    if (typeof node !== "object" || node === null) return;
    for (const [key, value] of Object.entries(node)) {
      const path = at === "" ? key : `${at}.${key}`;
      if (key === "continue-on-error" && value !== false) rights.set(path, JSON.stringify(value));
      if (key === "permissions") {
        const given = typeof value === "string" ? { all: value } : mapping(value);
        for (const [right, level] of Object.entries(given)) {
          if (level !== "read" && level !== "none") rights.set(`${path}.${right}`, JSON.stringify(level));
        }
      }
      if (typeof value === "string") {
        for (const [secret] of value.matchAll(/secrets(?:\.\w+|\[[^\]]*\])?|github\.token/g)) {
          if (value.includes("${{")) rights.set(`${path} has ${secret}`, "yes");
        }
      }
      visit(value, path);
    }
  };
  visit(workflow, "");
  return rights;
}

function mapping(part: unknown): Record<string, unknown> {
  return typeof part === "object" && part !== null && !Array.isArray(part) ? (part as Record<string, unknown>) : {};
}

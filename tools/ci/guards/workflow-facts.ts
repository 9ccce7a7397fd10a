// What a workflow guards, as a list of facts: each that is gone or another afterwards weakens it, and so does each new right.
import { parse } from "yaml";
import type { Weaken } from "./weaken.ts";

/** What a workflow does for the guards, each with what it says of it: `jobs.check runs tools/ci/check-secrets.sh` → `yes`. */
type Facts = Map<string, string>;

/** A script that judges, or runs what judges. */
const script = /(?:tools\/ci\/[\w-]+\.sh|\.ci\/run)/;

/** Compares a workflow before and after. */
export function judgeWorkflow(
  file: string,
  before: string | undefined,
  after: string | undefined,
  weaken: Weaken,
): void {
  const [old, now] = [factsOf(before), factsOf(after)];
  for (const what of differing(old, now, before === undefined))
    weaken(`${file} ${what}`, "What it guards may then be left out.");
  const former = rightsOf(before);
  for (const [right, is] of rightsOf(after)) {
    const was = former.get(right);
    if (was !== is) weaken(`${file} ${right}: ${was ?? "none"} → ${is}`, "The workflow has more than it had.");
  }
}

/** What is another than it was. A new workflow guards nothing yet, and an old one's new job neither. */
function differing(before: Facts, after: Facts, isNew: boolean): string[] {
  if (isNew) return [];
  const gone = [...before].filter(([fact, was]) => after.get(fact) !== was);
  const added = [...after].filter(([fact]) => !before.has(fact) && isOfFormerJob(fact, before));
  return [
    ...gone.map(([fact, was]) => `${fact}: ${was} → ${after.get(fact) ?? "none"}`),
    ...added.map(([fact, is]) => `${fact}: none → ${is}`),
  ];
}

function isOfFormerJob(fact: string, before: Facts): boolean {
  const [, job] = /^jobs\.([\w-]+)/.exec(fact) ?? [];
  return job === undefined || [...before.keys()].some((former) => new RegExp(`^jobs\\.${job}[ .]`).test(former));
}

/** The facts of a workflow. One that is no YAML has none. */
function factsOf(text: string | undefined): Facts {
  const facts: Facts = new Map();
  const workflow = workflowOf(text);
  if (workflow === undefined) return facts;
  const { jobs, permissions } = workflow;
  facts.set("on", JSON.stringify(workflow["on"]));
  if (permissions !== undefined) facts.set("permissions", JSON.stringify(permissions));
  for (const key of ["env", "defaults"]) if (workflow[key] !== undefined) facts.set(key, JSON.stringify(workflow[key]));
  for (const [name, job] of Object.entries(mapping(jobs))) {
    const { environment, needs, if: condition, steps } = mapping(job);
    for (const [key, value] of Object.entries({ environment, needs, if: condition })) {
      if (value !== undefined) facts.set(`jobs.${name}.${key}`, JSON.stringify(value));
    }
    for (const step of Array.isArray(steps) ? (steps as unknown[]) : []) {
      const { run, if: only } = mapping(step);
      const called = typeof run === "string" ? script.exec(run)?.[0] : undefined;
      if (called !== undefined)
        facts.set(`jobs.${name} runs ${called}`, only === undefined ? "always" : JSON.stringify(only));
    }
    if (judges(job)) for (const [fact, value] of wholeOf(job)) facts.set(`jobs.${name}${fact}`, value);
  }
  return facts;
}

/** Whether a job runs a script that judges, or has something that others may not have: each part of it matters then. */
function judges(job: unknown): boolean {
  const text = JSON.stringify(job);
  return script.test(text) || /\bsecrets\b|github\.token|"environment":/.test(text);
}

/** What a job consists of, but for names, times and the versions of what it uses. A step is known by what it does. */
function wholeOf(job: unknown): Facts {
  const facts: Facts = new Map();
  const { steps, ...others } = mapping(job);
  // The last four have facts of their own.
  const left = "name timeout-minutes outputs concurrency environment needs if permissions".split(" ");
  for (const [key, value] of Object.entries(others)) {
    if (!left.includes(key)) facts.set(`.${key}`, JSON.stringify(value));
  }
  let former = "the beginning";
  for (const step of Array.isArray(steps) ? (steps as unknown[]) : []) {
    const { run, uses, with: inputs, ...settings } = mapping(step);
    // A commit stands for a version of the same action; another action is another step.
    const action = typeof uses === "string" ? uses.replace(/@[\da-f]{40}$/, "@a commit") : undefined;
    const does = typeof run === "string" ? run.trim() : (action ?? "nothing");
    const settled = Object.entries(mapping(inputs)).filter(([key]) => !key.endsWith("-version"));
    const rest = Object.entries(settings).filter(([key]) => !["name", "id", "timeout-minutes"].includes(key));
    const all = { ...Object.fromEntries(rest), ...(settled.length > 0 && { with: Object.fromEntries(settled) }) };
    facts.set(` does ${does} after ${former}`, Object.keys(all).length === 0 ? "yes" : JSON.stringify(all));
    former = does;
  }
  return facts;
}

/** What starts a workflow with the rights of the base branch, whoever asks for it. */
const openTriggers =
  /^(?:pull_request_target|workflow_run|issue_comment|issues|discussion\w*|repository_dispatch|fork|watch|gollum)$/;

/** The rights that a workflow takes: what its token may write, what it gets to see, and where a failure does not count. */
function rightsOf(text: string | undefined): Facts {
  const rights: Facts = new Map();
  if (text === undefined) return rights;
  const workflow = workflowOf(text);
  if (workflow === undefined) return rights.set("the file", "no YAML that can be read");
  const { on, jobs, permissions } = workflow;
  const triggers = typeof on === "string" ? [on] : Array.isArray(on) ? on.map(String) : Object.keys(mapping(on));
  for (const trigger of triggers) if (openTriggers.test(trigger)) rights.set(`on.${trigger}`, "yes");
  for (const [name, job] of Object.entries(mapping(jobs))) {
    if (permissions === undefined && mapping(job)["permissions"] === undefined) {
      rights.set(`jobs.${name}.permissions`, "all that a token has by default");
    }
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
      if (key === "secrets" && value === "inherit") rights.set(`${path} has all secrets`, "yes");
      if (
        key === "uses" &&
        typeof value === "string" &&
        !/^\.\/|^docker:\/\/\S+@sha256:[\da-f]{64}$|@[\da-f]{40}$/.test(value)
      ) {
        rights.set(`${path} has an action that may become another`, value);
      }
      if (key === "runs-on" && /self-hosted|group/i.test(JSON.stringify(value)))
        rights.set(path, JSON.stringify(value));
      if (typeof value === "string") {
        for (const [secret] of value.matchAll(
          /secrets(?:\.\w+|\[[^\]]*\])?|github\.token|github\s*\[|toJSON\(\s*github\s*\)/gi,
        )) {
          if (value.includes("${{")) rights.set(`${path} has ${secret}`, "yes");
        }
      }
      visit(value, path);
    }
  };
  visit(workflow, "");
  return rights;
}

/** The workflow as a value; undefined where it is none that can be read: GitHub may read it all the same. */
function workflowOf(text: string | undefined): Record<string, unknown> | undefined {
  try {
    const workflow: unknown = parse(text ?? "");
    return typeof workflow === "object" && workflow !== null ? mapping(workflow) : undefined;
  } catch {
    return undefined;
  }
}

function mapping(part: unknown): Record<string, unknown> {
  return typeof part === "object" && part !== null && !Array.isArray(part) ? (part as Record<string, unknown>) : {};
}

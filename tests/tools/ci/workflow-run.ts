// Runs what .github/workflows/preview.yml runs on a fork's pull request: the checkouts and scripts of its jobs without credentials.
import { execa } from "execa";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { parse } from "yaml";
import { projectDir } from "../../../tools/paths.ts";
import type { Repository } from "./repository.ts";

/** A step of the workflow. */
export interface Step {
  "uses"?: string;
  "run"?: string;
  "working-directory"?: string;
  "with"?: Record<string, string>;
  "env"?: Record<string, string>;
}

interface Job {
  env?: Record<string, string>;
  steps: Step[];
}

/** The commits of a pull request. */
export interface Commits {
  base: string;
  head: string;
}

/** What the workflow made of a pull request. */
export interface WorkflowRun {
  /** The file names of the scripts that ran, in their order. */
  scripts: string[];
  /** Those that failed. A job would stop at the first; here its others run as well, because each has to refuse what is its own. */
  refusedBy: string[];
  output: string;
}

const workflowFile = ".github/workflows/preview.yml";
const script = /(?<=tools\/ci\/)[\w-]+\.sh$/;

/** The jobs that a fork's pull request gets as well, which hold nothing that it may not have, and that run a script of tools/ci. */
export function jobsWithoutCredentials(text = readFileSync(path.join(projectDir, workflowFile), "utf8")): Job[] {
  const { jobs } = parse(text) as { jobs: Record<string, Job> };
  return Object.values(jobs).filter(
    (job) =>
      !/\$\{\{[^}]*(?:secrets\.|github\.token)|"environment":/.test(JSON.stringify(job)) &&
      job.steps.some(({ run = "" }) => script.test(run)),
  );
}

/** The workflow on one pull request. The jobs share checkouts, which would be the same in each. */
export async function runWorkflow(repository: Repository, commits: Commits): Promise<WorkflowRun> {
  const done: WorkflowRun = { scripts: [], refusedBy: [], output: "" };
  const workspace = path.join(repository.folder, "workspace");
  for (const job of jobsWithoutCredentials()) {
    const temporary = path.join(repository.folder, "temporary");
    rmSync(temporary, { recursive: true, force: true });
    for (const folder of [workspace, temporary]) mkdirSync(folder, { recursive: true });
    const values = expressions(commits, workspace, temporary);
    for (const { uses = "", run = "", env = {}, "with": inputs = {}, "working-directory": cwd = "." } of job.steps) {
      if (uses.startsWith("actions/checkout@")) {
        const ref = filled(inputs["ref"] ?? commits.base, values);
        await repository.checkout(ref, path.join(workspace, inputs["path"] ?? "."));
      }
      const [name] = script.exec(run) ?? [];
      if (name === undefined) continue;
      const given = Object.entries({ ...job.env, ...env }).map(([key, text]) => [key, filled(text, values)] as const);
      const ended = await execa("bash", ["-e", "-c", run], {
        ...{ cwd: path.join(workspace, cwd), extendEnv: false, reject: false, all: true, stdin: "ignore" },
        env: { ...runnerEnvironment(), RUNNER_TEMP: temporary, ...Object.fromEntries(given) },
      });
      done.scripts.push(name);
      done.output += `== ${name}\n${ended.all}\n`;
      if (ended.exitCode !== 0) done.refusedBy.push(name);
    }
    // The jobs after it need it.
    if (done.refusedBy.length > 0) return done;
  }
  return done;
}

/** What the workflow's expressions are on this pull request. */
function expressions({ base, head }: Commits, workspace: string, temporary: string): Record<string, string> {
  return {
    "github.event.pull_request.base.sha": base,
    "github.event.pull_request.head.sha": head,
    "github.workspace": workspace,
    "runner.temp": temporary,
    "vars.PULUMI_STACK || 'prod'": "prod",
  };
}

function filled(text: string, values: Record<string, string>): string {
  return text.replaceAll(/\$\{\{\s*(.+?)\s*\}\}/g, (whole, expression: string) => {
    const value = values[expression];
    if (value === undefined) throw new Error(`The test does not know what ${whole} is on a pull request.`);
    return value;
  });
}

/** What a runner's processes have: the toolchain, and nothing of whoever runs the tests. */
function runnerEnvironment(): Record<string, string> {
  const names = ["PATH", "HOME", "PULUMI_HOME", "NODE_COMPILE_CACHE"];
  const passed = names.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...Object.fromEntries(passed),
    CI: "true",
    NO_COLOR: "1",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  };
}

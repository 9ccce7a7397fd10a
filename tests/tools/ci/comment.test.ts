// comment.sh and comment.ts, with a stand-in for GitHub.
import { execa } from "execa";
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { projectDir } from "../../../tools/paths.ts";
import { systemPath } from "../../support/programs.ts";
import { useTempDir } from "../../support/temp-dir.ts";
import { FakeGitHub } from "./github.ts";
import { there } from "../../support/there.ts";

describe("the comment on a pull request", () => {
  const folder = useTempDir();
  let github: FakeGitHub;

  beforeEach(async () => {
    github = new FakeGitHub();
    await github.start();
  });

  afterEach(async () => {
    await github.stop();
  });

  /** Leaves a preview as the job that makes it does. */
  const preview = (output: string, code = 0): void => {
    mkdirSync(path.join(folder(), "preview"), { recursive: true });
    writeFileSync(path.join(folder(), "preview", "output.txt"), output);
    writeFileSync(path.join(folder(), "preview", "exit-code"), String(code));
  };

  const comment = async (env: Record<string, string> = {}) => {
    const own = {
      GITHUB_API_URL: github.url,
      GITHUB_REPOSITORY: "busflow/secrets",
      GITHUB_RUN_ID: "42",
      GITHUB_SERVER_URL: "https://github.example",
      GITHUB_TOKEN: github.token,
      BASE_DIR: projectDir,
      PULL_REQUEST: "7",
      RUNNER_TEMP: folder(),
      STACK: "prod",
    };
    const run = await execa(path.join(projectDir, "tools", "ci", "comment.sh"), {
      cwd: folder(),
      env: { PATH: systemPath.join(":"), ...own, ...env },
      extendEnv: false,
      reject: false,
    });
    assert.ok(!`${run.stdout}${run.stderr}`.includes(github.token));
    return { exitCode: run.exitCode, said: run.stderr };
  };

  const only = (): string => {
    assert.equal(github.comments.length, 1);
    return there(github.comments[0]).body;
  };

  it("becomes a comment as Pulumi said it, with a link to the log", async () => {
    preview("Previewing update (prod):\n  data: [secret]\nResources:\n    2 to update\n");
    assert.deepEqual(await comment(), { exitCode: 0, said: "" });
    assert.equal(
      only(),
      [
        "<!-- busflow-secrets: preview of prod -->",
        "### `pulumi preview --stack prod` succeeds\n",
        "```text\nPreviewing update (prod):\n  data: [secret]\nResources:\n    2 to update\n```\n",
        "[The whole log](https://github.example/busflow/secrets/actions/runs/42)\n",
      ].join("\n"),
    );
  });

  it("says on top what becomes of each service, by wave, and what it warns of; the rest is folded", async () => {
    const lines = [
      "worker   db_reader v1 → v2   restarts 2 replicas, wave 1",
      "api   db_reader v1 → v2, db_writer v1 → v2   restarts 3 replicas, wave 1, probe /healthz:8080",
      "canary   db_writer v1 → v2   no restart, wave 0",
    ];
    const shown = [
      `Previewing update (prod):`,
      `warning: the Swarm was not asked`,
      ...lines,
      `    ~ data: "a   b   c"`,
      ``,
    ];
    preview(shown.join("\n"));
    assert.deepEqual(await comment(), { exitCode: 0, said: "" });
    const [top = "", folded = ""] = only().split("<details><summary>The whole preview</summary>");
    const words = [lines[2], lines[1], lines[0], "warning: the Swarm was not asked"];
    assert.ok(top.endsWith(`succeeds\n\n\`\`\`text\n${words.join("\n")}\n\`\`\`\n\n`), top);
    assert.ok(
      folded.startsWith(`\n\n\`\`\`text\n${shown.join("\n").trimEnd()}\n\`\`\`\n\n</details>\n\n[The whole log]`),
      folded,
    );
  });

  it("is shown as it is when it fails, also where services would change", async () => {
    preview("api   db_writer v1 → v2   restarts 2 replicas, wave 0\nerror: no\n", 1);
    await comment();
    assert.match(only(), /```text\napi {3}db_writer v1 → v2 {3}restarts 2 replicas, wave 0\nerror: no\n```/);
    assert.doesNotMatch(only(), /<details>/);
  });

  it("fails the job with its exit code when a policy refuses it, and the comment is there all the same", async () => {
    preview("Policies:\n    - [mandatory]  secret-no-overwrite\n", 255);
    assert.equal((await comment()).exitCode, 255);
    assert.match(
      only(),
      /fails \(exit code 255\)\n\n```text\nPolicies:\n {4}- \[mandatory\] {2}secret-no-overwrite\n```/,
    );
  });

  it("is one comment, brought up to date by the next push, among whatever others write", async () => {
    const marker = "<!-- busflow-secrets: preview of prod -->";
    for (let number = 1; number <= 100; number++) github.add("someone", number === 50 ? marker : "hello");
    github.add("github-actions[bot]", "another workflow's");
    github.add("github-actions[bot]", "<!-- busflow-secrets: preview of staging -->\nof another stack");
    const others = structuredClone(github.comments);
    preview("first\n");
    await comment();
    preview("second\n", 1);
    assert.equal((await comment()).exitCode, 1);
    assert.deepEqual(github.comments.slice(0, 102), others);
    const [own, ...more] = github.comments.slice(102);
    assert.deepEqual(more, []);
    assert.match(there(own).body, /second/);
    assert.doesNotMatch(there(own).body, /first/);
    assert.deepEqual(
      github.requests.map((request) => request.split(" ")[0]),
      ["GET", "GET", "POST", "GET", "GET", "PATCH"],
    );
  });

  it("loses its middle, and says so, when it is longer than GitHub takes", async () => {
    const lines = Array.from({ length: 9000 }, (_, number) => `+ line ${number} 🚌`);
    preview(`${lines.join("\n")}\n`);
    assert.equal((await comment()).exitCode, 0);
    const body = only();
    assert.ok(body.length <= 65_536 && body.length > 65_000, String(body.length));
    assert.match(body, /```text\n\+ line 0 🚌\n\+ line 1 🚌\n/);
    assert.match(body, /\n… \d+ characters are too many for a comment: the middle is left out here …\n/);
    assert.match(body, /\n\+ line 8999 🚌\n```\n/);
    const shown = body.split("\n").filter((line) => line.startsWith("+"));
    assert.ok(
      shown.every((line) => lines.includes(line)),
      "a line is cut",
    );
  });

  it("keeps within what GitHub takes also where it is one line", async () => {
    preview("🚌".repeat(70_000));
    await comment();
    const body = only();
    assert.ok(body.length <= 65_536 && body.length > 65_000 && body.isWellFormed(), String(body.length));
  });

  it("stays a text, whatever Markdown is in it", async () => {
    preview("```\n# not a heading\n`````\n");
    await comment();
    assert.match(only(), /\n``````text\n```\n# not a heading\n`````\n``````\n/);
  });

  it("is said not to have come to its end when it was stopped, and fails the job", async () => {
    mkdirSync(path.join(folder(), "preview"));
    writeFileSync(path.join(folder(), "preview", "output.txt"), "Previewing update (prod):\n");
    assert.equal((await comment()).exitCode, 1);
    assert.match(only(), /did not come to its end/);
  });

  it("fails the job when GitHub refuses the comment, without a word of its answer", async () => {
    preview("fine\n");
    github.status = 403;
    const { exitCode, said } = await comment();
    assert.equal(exitCode, 1);
    assert.match(
      said,
      /^GitHub refuses the comment: GET \S+ answers 403\.\n {2}The job needs the permission pull-requests/,
    );
    assert.doesNotMatch(said, /c4n4ry|\n {4}at /);
  });

  it("fails the job when GitHub cannot be reached or a variable is missing, and says which", async () => {
    preview("fine\n");
    const unreachable = await comment({ GITHUB_API_URL: "http://127.0.0.1:1" });
    assert.deepEqual(unreachable, {
      exitCode: 1,
      said: "GitHub cannot be reached at http://127.0.0.1:1.\n  Run the job again.",
    });
    const { exitCode, said } = await comment({ PULL_REQUEST: "" });
    assert.equal(exitCode, 1);
    assert.match(said, /^PULL_REQUEST is not set\./);
  });
});

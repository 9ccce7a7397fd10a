import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { judgeWorkflow } from "../../../../tools/ci/guards/workflow-facts.ts";
import { projectDir } from "../../../../tools/paths.ts";

const file = ".github/workflows/preview.yml";
const preview = readFileSync(path.join(projectDir, file), "utf8");

function found(before: string | undefined, after: string | undefined): string[] {
  const weakenings: string[] = [];
  judgeWorkflow("w.yml", before, after, (what) => weakenings.push(what));
  return weakenings;
}

/** The preview's workflow with a text replaced that is in it. */
function edited(from: string | RegExp, to: string): string {
  const after = preview.replace(from, () => to);
  assert.notEqual(after, preview, String(from));
  return after;
}

describe("a workflow that judges pull requests", () => {
  it("may have other names, times, versions and comments, and a job more that may do nothing", () => {
    for (const after of [
      preview,
      edited("name: Check out the base", "name: Take the base"),
      edited("timeout-minutes: 20", "timeout-minutes: 30"),
      edited(/actions\/checkout@[\da-f]{40}/, `actions/checkout@${"0".repeat(40)}`),
      edited("node-version: 24.21.0", "node-version: 24.22.0"),
      `${preview}\n  more:\n    runs-on: ubuntu-24.04\n    permissions: {}\n    steps:\n      - run: echo fine\n`,
    ]) {
      assert.deepEqual(found(preview, after), []);
    }
  });

  for (const [what, from, to] of [
    [
      "whose script's failure does not count",
      "run: base/tools/ci/check-secrets.sh",
      "run: base/tools/ci/check-secrets.sh || true",
    ],
    ["whose script is the pull request's", "run: base/tools/ci/preview.sh", "run: head/tools/ci/preview.sh"],
    [
      "that checks the pull request out as the base",
      "ref: ${{ github.event.pull_request.base.sha }}",
      "ref: ${{ github.event.pull_request.head.sha }}",
    ],
    [
      "whose variables name another base",
      "BASE_DIR: ${{ github.workspace }}/base",
      "BASE_DIR: ${{ github.workspace }}/head",
    ],
    [
      "with a step between",
      "      - name: Set up Pulumi\n",
      "      - run: cp -r head/tools base\n      - name: Set up Pulumi\n",
    ],
    ["with another action", "actions/setup-node@", "somebody/setup-node@"],
    ["with another shell", "        run: npm ci\n", "        run: npm ci\n        shell: ./head/shell {0}\n"],
    ["on another runner", "runs-on: ubuntu-24.04", "runs-on: [self-hosted]"],
    ["in a container", "runs-on: ubuntu-24.04", "runs-on: ubuntu-24.04\n    container: node:24"],
    ["with another shell for all", "permissions: {}", "permissions: {}\ndefaults: { run: { shell: sh } }"],
    ["with variables for all", "permissions: {}", "permissions: {}\nenv: { NODE_OPTIONS: --import ./x.js }"],
    ["that keeps the token in the checkout", "persist-credentials: false", "persist-credentials: true"],
    ["that cannot be read", "jobs:\n", "jobs:\n  - {\n"],
  ] as const) {
    it(`is weaker as one ${what}`, () => {
      assert.notDeepEqual(found(preview, edited(from, to)), []);
    });
  }
});

describe("a new workflow", () => {
  const job = "jobs: { a: { runs-on: ubuntu-24.04, steps: [{ run: npm test }] } }\n";

  it("may run on a pull request without rights", () => {
    assert.deepEqual(found(undefined, `on: pull_request\npermissions: {}\n${job}`), []);
    assert.deepEqual(found(undefined, `on: [push]\npermissions: { contents: read }\n${job}`), []);
  });

  for (const [what, text, says] of [
    [
      "runs with the base's rights",
      `on: pull_request_target\npermissions: {}\n${job}`,
      "w.yml on.pull_request_target: none → yes",
    ],
    [
      "runs after another, with its rights",
      `on: { workflow_run: { workflows: [test] } }\npermissions: {}\n${job}`,
      "w.yml on.workflow_run: none → yes",
    ],
    [
      "has a token with all that is the default",
      `on: push\n${job}`,
      "w.yml jobs.a.permissions: none → all that a token has by default",
    ],
    [
      "hands all secrets on",
      "on: push\npermissions: {}\njobs: { a: { uses: ./.github/workflows/b.yml, secrets: inherit } }\n",
      "w.yml jobs.a.secrets has all secrets: none → yes",
    ],
    [
      "takes the token by another name",
      `on: push\npermissions: {}\njobs: { a: { env: { A: "\${{ github['token'] }}" } } }\n`,
      "w.yml jobs.a.env.A has github[: none → yes",
    ],
    [
      "has an action that is no commit",
      "on: push\npermissions: {}\njobs: { a: { steps: [{ uses: a/b@main }] } }\n",
      "w.yml jobs.a.steps.0.uses has an action that may become another: none → a/b@main",
    ],
    [
      "runs on a machine of one's own",
      "on: push\npermissions: {}\njobs: { a: { runs-on: self-hosted } }\n",
      'w.yml jobs.a.runs-on: none → "self-hosted"',
    ],
    [
      "has two documents, which nobody reads alike",
      `on: push\npermissions: {}\n${job}---\n${job}`,
      "w.yml the file: none → no YAML that can be read",
    ],
  ] as const) {
    it(`is refused when it ${what}`, () => {
      assert.ok(found(undefined, text).includes(says), found(undefined, text).join("\n"));
    });
  }
});

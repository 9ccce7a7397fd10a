// write-issue.sh and write-issue.ts, with a stand-in for GitHub.
import { execa } from "execa";
import assert from "node:assert/strict";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { projectDir } from "../../../tools/paths.ts";
import { systemPath } from "../../support/programs.ts";
import { useTempDir } from "../../support/temp-dir.ts";
import { FakeIssues } from "./fake-issues.ts";

describe("an issue that a workflow writes", () => {
  const folder = useTempDir();
  let github: FakeIssues;

  beforeEach(async () => {
    github = new FakeIssues();
    await github.start();
  });

  afterEach(async () => {
    await github.stop();
  });

  /** Leaves the issue's parts as the step before does, and runs the script. */
  async function write(parts: Record<string, string>) {
    const issue = path.join(folder(), "issue");
    rmSync(issue, { recursive: true, force: true });
    mkdirSync(issue);
    for (const [name, text] of Object.entries(parts)) writeFileSync(path.join(issue, name), `${text}\n`);
    const { exitCode, stdout, stderr } = await execa(path.join(projectDir, "tools", "ci", "write-issue.sh"), {
      ...{ cwd: folder(), extendEnv: false, reject: false },
      env: {
        ...{ PATH: systemPath.join(":"), RUNNER_TEMP: folder(), GITHUB_API_URL: github.url },
        ...{ GITHUB_REPOSITORY: "busflow/secrets", GITHUB_TOKEN: github.token },
      },
    });
    assert.ok(!`${stdout}${stderr}`.includes(github.token));
    return { exitCode, stderr };
  }

  const nothing = { marker: "drift of prod", title: "The Swarm differs" };
  const drift = { ...nothing, body: "STUCK api" };

  it("is one for one matter: made, brought up to date, and closed when nothing is left", async () => {
    const other = github.add("somebody", "Theirs", "<!-- busflow-secrets: drift of prod -->\nmine");
    for (let count = 0; count < 100; count++) github.add("somebody", "Another", "text");
    assert.deepEqual(await write(drift), { exitCode: 0, stderr: "" });
    const own = github.issues.filter(({ user }) => user.login === "github-actions[bot]");
    assert.deepEqual(
      own.map(({ title, body }) => [title, body]),
      [["The Swarm differs", "<!-- busflow-secrets: drift of prod -->\nSTUCK api\n"]],
    );
    await write({ ...drift, body: "ORPHAN old" });
    await write({ ...drift, marker: "due of prod in 2026 Q4", body: "- [ ] key" });
    assert.equal(github.issues.length, 103);
    assert.match(own[0]?.body ?? "", /ORPHAN old/);
    await write(nothing);
    assert.deepEqual([own[0]?.state, other.state, other.title], ["closed", "open", "Theirs"]);
  });

  it("is none where the step before has left nothing", async () => {
    assert.deepEqual(await write({}), { exitCode: 0, stderr: "" });
    assert.deepEqual(await write(nothing), { exitCode: 0, stderr: "" });
    assert.deepEqual(github.issues, []);
  });

  it("fails where GitHub does not take it, and says which right is needed", async () => {
    github.status = 403;
    const { exitCode, stderr } = await write(drift);
    assert.equal(exitCode, 1);
    assert.match(
      stderr,
      /^GitHub refuses the issue: GET \/repos\/busflow\/secrets\/issues\S+ answers 403\.\n.*issues: write/,
    );
  });
});

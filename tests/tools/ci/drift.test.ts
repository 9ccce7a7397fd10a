// drift.sh, due.sh, sync-verify.sh and notify.sh as workflows run them, on a stack on a real Swarm.
import { execa } from "execa";
import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { projectDir } from "../../../tools/paths.ts";
import { FakeReceiver } from "../../cli/notices/fake-receiver.ts";
import { ledgerOf, PlantedStack } from "../../cli/planted-stack.ts";
import { systemPath } from "../../support/programs.ts";

describe("the steps of the scheduled workflows", function () {
  this.timeout(120_000);
  let stack: PlantedStack;
  const monday = "#!/bin/sh\ncase $* in *%u*) echo 1;; *%Y*) echo 2026;; *) echo 10;; esac\n";

  before(async () => {
    stack = await PlantedStack.create();
    await stack.apply();
  });

  after(async () => {
    await stack.clear();
  });

  /** Runs a script in the stack's project, and reads the parts of the issue that it leaves. */
  async function run(script: string, env: Record<string, string> = {}) {
    const [temporary, bin] = [path.join(stack.folder, "temporary"), path.join(stack.folder, "bin")];
    rmSync(temporary, { recursive: true, force: true });
    for (const made of [temporary, bin]) mkdirSync(made, { recursive: true });
    // The first Monday of the last quarter, where a test says so.
    if (env["TODAY"] === "monday") {
      writeFileSync(path.join(bin, "date"), monday);
      chmodSync(path.join(bin, "date"), 0o755);
    } else rmSync(path.join(bin, "date"), { force: true });
    const { exitCode, stdout } = await execa(path.join(projectDir, "tools", "ci", script), {
      ...{ cwd: stack.folder, extendEnv: false, reject: false },
      env: {
        ...{
          PATH: [bin, ...systemPath].join(":"),
          HOME: stack.folder,
          PULUMI_HOME: stack.folder,
          RUNNER_TEMP: temporary,
        },
        ...{ STACK: "prod", DOCKER_HOST: process.env["DOCKER_HOST"] ?? "", ...env },
      },
    });
    const part = (name: string): string | undefined => {
      const file = path.join(temporary, "issue", name);
      return existsSync(file) ? readFileSync(file, "utf8") : undefined;
    };
    return { exitCode, stdout, issue: { marker: part("marker"), title: part("title"), body: part("body") } };
  }

  it("leave no issue where nothing differs, and the differences where something does", async () => {
    const clean = await run("drift.sh");
    assert.deepEqual([clean.exitCode, clean.issue.marker, clean.issue.body], [0, "drift of prod\n", undefined]);
    await stack.version("old_thing", 3);
    const { exitCode, issue } = await run("drift.sh");
    assert.equal(exitCode, 0);
    assert.match(issue.body ?? "", /^~~~~text\nORPHAN +t\w+_old_thing_v3 /);
    assert.equal((await run("drift.sh", { DOCKER_HOST: "unix:///nowhere.sock" })).exitCode, 3);
    await stack.remove("old_thing", 3);
  });

  it("fail, and leave no issue, where the command itself fails", async () => {
    for (const script of ["drift.sh", "due.sh"]) {
      const { exitCode, issue } = await run(script, { NODE_OPTIONS: "--require=./no-such-module.js" });
      assert.deepEqual([exitCode, issue.marker, issue.body], [1, undefined, undefined], script);
    }
  });

  it("list on the first Monday of a quarter what is due, by owner, and on no other scheduled day", async () => {
    await stack.ledger("db_reader", ledgerOf([1], 400));
    const env = { GITHUB_EVENT_NAME: "schedule" };
    const { exitCode, issue } = await run("due.sh", { ...env, TODAY: "monday" });
    assert.deepEqual([exitCode, issue.title], [0, "Rotations of prod in 2026 Q4\n"]);
    assert.match(issue.body ?? "", /^### Platform\n\n- \[ \] `db_reader`: from version 1 to the next, by .* \(overdue/);
    await stack.ledger("db_reader", ledgerOf([1]));
    if (new Date().getUTCDay() !== 1) assert.equal((await run("due.sh", env)).issue.marker, undefined);
    assert.match(
      (await run("due.sh", { GITHUB_EVENT_NAME: "workflow_dispatch" })).issue.marker ?? "",
      /^due of prod in /,
    );
  });

  it("look whether every replica is on what is declared, whatever is overdue", async () => {
    await stack.ledger("db_reader", ledgerOf([1], 400));
    const { exitCode, stdout } = await run("sync-verify.sh");
    assert.equal(exitCode, 0, stdout);
    await stack.put("worker");
    assert.equal((await run("sync-verify.sh")).exitCode, 1);
    await stack.put("worker", ["db_reader", 1]);
    await stack.ledger("db_reader", ledgerOf([1]));
  });

  it("tell people, and warn of those whom they could not tell without failing the run", async () => {
    const receiver = await FakeReceiver.start();
    try {
      await stack.configure((config) => {
        const channels = { ops: { kind: "slack", url: { env: "SLACK_OPS_WEBHOOK" } } };
        Object.assign(config, { notices: { channels, events: { "rotation-complete": ["ops"] } } });
      });
      const lost = await run("notify.sh", { RUN_ENDED: "yes" });
      assert.equal(lost.exitCode, 0);
      assert.match(lost.stdout, /the variable SLACK_OPS_WEBHOOK is not set\)[^]*\n::warning title=notices::/);
      const told = await run("notify.sh", { SLACK_OPS_WEBHOOK: receiver.url("/x") });
      assert.equal(told.exitCode, 0);
      assert.doesNotMatch(told.stdout, /::warning/);
      assert.equal(receiver.received.length, 1);
    } finally {
      await receiver.stop();
    }
  });
});

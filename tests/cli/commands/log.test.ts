// `secrets log` on a real Swarm.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import type { LogEntry } from "../../../rotation/log.ts";
import { unsettle, withEntry, type Ledger } from "../../../rotation/ledger.ts";
import { changeLedger } from "../../../swarm/ledger/store.ts";
import { client, engine } from "../../support/swarm.ts";
import { ledgerOf, PlantedStack } from "../planted-stack.ts";

describe("secrets log", function () {
  this.timeout(60_000);
  let stack: PlantedStack;

  beforeEach(async () => {
    stack = await PlantedStack.create();
    await stack.ledger("db_writer", ledgerOf([1]));
    await change("db_writer", (ledger) => withEntry(ledger, 2, { addedAt: new Date().toISOString() }));
    await change("db_writer", (ledger) => unsettle(ledger, 2));
    await stack.ledger("db_reader", ledgerOf([1]));
  });
  afterEach(async () => {
    await stack.clear();
  });

  async function change(logicalName: string, how: (ledger: Ledger) => Ledger): Promise<void> {
    await changeLedger(client, { namespace: stack.namespace, logicalName }, how);
  }

  /** Changes the labels of a ledger by hand. */
  async function relabel(name: string, how: (labels: Record<string, string>) => void): Promise<void> {
    const found = (await engine.listConfigs()).find(({ Spec }) => Spec?.Name === `${stack.namespace}_${name}`);
    const { ID, Version, Spec } = found ?? assert.fail();
    const labels = { ...Spec?.Labels };
    how(labels);
    await engine.getConfig(ID).update({ version: Version.Index, ...Spec, Labels: labels });
  }

  async function rewrite(how: (log: { entries: LogEntry[] }) => void): Promise<void> {
    await relabel("db_writer", (labels) => {
      const log = JSON.parse(labels["busflow.log"] ?? "") as { entries: LogEntry[] };
      how(log);
      labels["busflow.log"] = JSON.stringify(log);
    });
  }

  it("shows who did what, the newest first", async () => {
    const { exitCode, stdout } = await stack.run("log", "db_writer", "--since", "1h");
    assert.equal(exitCode, 0);
    assert.ok(stdout.split("\n").every((line) => line.length <= 80));
    const deeds = stdout.split("\n").filter((line) => line.includes("db_writer"));
    assert.deepEqual(
      deeds.map((line) => line.replace(/^.*db_writer +/, "")),
      ["v1 → v2", "v2 added", "v1 current, v1 added"],
    );
    assert.match(stdout, / on .*(?:commit [\da-f]{7}|no commit)/);
  });

  it("gives programs the entries, with their digests", async () => {
    const { stdout } = await stack.run("log", "--json");
    const { entries } = JSON.parse(stdout) as { entries: (LogEntry & { secret: string; digest: string })[] };
    assert.deepEqual(entries.map(({ secret, n }) => `${secret} ${n}`).sort(), [
      "db_reader 1",
      "db_writer 1",
      "db_writer 2",
      "db_writer 3",
    ]);
    assert.ok(entries.every(({ digest }) => /^[\da-f]{64}$/.test(digest)));
  });

  it("finds nothing wrong with what nobody has touched, and keeps its digests", async () => {
    const anchors = path.join(stack.folder, "anchors.txt");
    const first = await stack.run("log", "verify");
    assert.deepEqual([first.exitCode, first.stdout.split("\n")[0]], [0, "✓ 2 logs, 4 entries: nothing was changed"]);
    await writeFile(anchors, first.stdout);
    await change("db_writer", (ledger) => withEntry(ledger, 3, { addedAt: new Date().toISOString() }));
    const again = await stack.run("log", "verify", "--anchor", anchors);
    const said = "✓ 2 logs, 5 entries, 2 kept digests compared: nothing was changed";
    assert.deepEqual([again.exitCode, again.stdout.split("\n")[0]], [0, said]);
  });

  const faults: Record<string, [how: (log: { entries: LogEntry[] }) => void, said: string]> = {
    "was changed": [
      ({ entries }) => {
        entries[1] = { ...(entries[1] ?? assert.fail()), by: "eve" };
      },
      "entry 2 was changed",
    ],
    "was taken away": [({ entries }) => entries.splice(1, 1), "entry 2 was taken away"],
  };
  for (const [what, [how, said]] of Object.entries(faults)) {
    it(`says which entry ${what}`, async () => {
      await rewrite(how);
      const { exitCode, stdout } = await stack.run("log", "verify");
      assert.deepEqual([exitCode, stdout.split("\n")[0]], [1, `✗ db_writer: ${said}`]);
      const { stdout: json } = await stack.run("log", "verify", "--json");
      assert.deepEqual((JSON.parse(json) as { faults: unknown }).faults, [
        { secret: "db_writer", n: 2, problem: said },
      ]);
    });
  }

  it("finds a log that was made anew by the digests that were kept elsewhere", async () => {
    const anchors = path.join(stack.folder, "anchors.txt");
    await writeFile(anchors, (await stack.run("log", "verify")).stdout);
    await relabel("db_writer", (labels) => {
      Reflect.deleteProperty(labels, "busflow.log");
    });
    await change("db_writer", (ledger) => unsettle(ledger, 1));
    assert.equal((await stack.run("log", "verify")).exitCode, 0);
    const { exitCode, stdout } = await stack.run("log", "verify", "--anchor", anchors);
    assert.equal(exitCode, 1);
    assert.match(stdout, /^✗ db_writer: entry 3 is gone: it was kept elsewhere with the digest [\da-f]{32}\n/);
  });

  it("is called with words that it knows", async () => {
    for (const [words, code, said] of [
      [["log", "--since", "soon"], 2, "Set it to 30d, 12h, 90min"],
      [["log", "db_write"], 1, "The Swarm has nothing on record of db_write."],
      [["log", "verify", "--anchor", "gone.txt"], 1, "gone.txt cannot be read."],
      [["log", "verify", "--anchor", "Pulumi.yaml"], 1, "The file has no anchor of these logs"],
    ] as const) {
      const { exitCode, stderr } = await stack.run(...words);
      assert.equal(exitCode, code, stderr);
      assert.ok(stderr.includes(said), stderr);
    }
  });
});

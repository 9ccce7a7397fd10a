// `secrets incident` on a real Swarm: the whole way, with what `pulumi up` does in between put there by hand.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import type { IncidentStatus } from "../../../cli/incident/progress.ts";
import { retireVersion, revokeVersions, withEntry, type Ledger } from "../../../rotation/ledger.ts";
import { toEngine } from "../../../swarm/engine/references.ts";
import { changeLedger } from "../../../swarm/ledger/store.ts";
import { eventually } from "../../support/eventually.ts";
import { changeByHand, tasks } from "../../support/services.ts";
import { inSteps } from "../../support/steps.ts";
import { client } from "../../support/swarm.ts";
import { ledgerOf, PlantedStack } from "../planted-stack.ts";

const minutesAgo = (minutes: number): string =>
  `${new Date(Date.now() - minutes * 60_000).toISOString().slice(0, 19)}Z`;

describe("secrets incident", function () {
  this.timeout(120_000);
  inSteps();
  let stack: PlantedStack;
  const file = (): string => path.join(stack.folder, "Pulumi.prod.yaml");
  const text = (): string => readFileSync(file(), "utf8");
  const discoveredAt = minutesAgo(30);
  const revokedAt = minutesAgo(5);

  before(async () => {
    stack = await PlantedStack.create();
    await stack.apply();
    await stack.ledger("db_writer", ledgerOf([1, 2]));
    await writeFile(
      file(),
      `# Of everybody.
config:
  planted:namespace: ${stack.namespace}
  planted:classes: { database: { owner: Platform, cadence: quarterly, connections: true } }
  planted:secrets:
    db_writer: # the writer
      class: database
      current: 2 # in use
      retain: [1]
    db_reader: { class: database, current: 1 }
  planted:services: { api: { secrets: [db_writer, db_reader] }, worker: { secrets: [db_reader] } }
  planted:values:
    db_writer:
      "1":
        secure: v1:one
      "2":
        secure: v1:two
`,
    );
  });

  after(async () => {
    await stack.clear();
  });

  async function statusNow(): Promise<IncidentStatus> {
    const { stdout } = await stack.run("incident", "status", "db_writer", "--json");
    const { incidents } = JSON.parse(stdout) as { incidents: IncidentStatus[] };
    return incidents[0] ?? assert.fail(stdout);
  }

  /** The steps that are through, and what comes next. */
  async function standing(): Promise<[done: string, next: string]> {
    const { steps, next } = await statusNow();
    const done = steps.filter(({ state }) => state === "done" || state === "said").map(({ name }) => name);
    return [done.join(" "), next?.commands.join("; ") ?? ""];
  }

  it("is declared in the config, which is else as it was, and says what comes next", async () => {
    const before = text();
    const dry = await stack.run("incident", "open", "db_writer", "--ticket", "SEC-42", "--dry-run");
    assert.deepEqual([dry.exitCode, text()], [0, before]);
    const { exitCode, stdout } = await stack.run(
      ...["incident", "open", "db_writer", "--ticket", "SEC-42", "--discovered", discoveredAt],
    );
    assert.equal(exitCode, 0);
    const entry = `      incident: { ticket: SEC-42, discoveredAt: "${discoveredAt}" }\n`;
    assert.equal(text(), before.replace("      retain: [1]\n", `      retain: [1]\n${entry}`));
    assert.match(stdout, /^db_writer: incident SEC-42, discovered .*, deadline .* \(\d\d min left\)$/m);
    assert.ok(stdout.endsWith("\n  npx secrets incident open db_writer --revoked now --stack prod"), stdout);
    assert.deepEqual((await standing())[0], "");
  });

  it("refuses what cannot be true, and changes nothing", async () => {
    const before = text();
    for (const [words, said] of [
      [["open", "db_reader"], "db_reader has no incident yet, and a new one needs a ticket."],
      [["open", "db_writer", "--ticket", "SEC-43"], "db_writer has the incident SEC-42 already."],
      [["open", "db_writer", "--revoked", minutesAgo(-60)], "It lies in the future"],
      [["open", "db_writer", "--revoked", minutesAgo(90)], "before it was discovered"],
      [["open", "db_write", "--ticket", "SEC-43"], "The stack declares no secret db_write."],
      [["close", "db_writer"], "The incident of db_writer is not over."],
      [["status", "db_reader"], "db_reader has no incident, and none is on record."],
    ] as const) {
      const { exitCode, stderr } = await stack.run("incident", ...words);
      assert.equal(exitCode, 1, words.join(" "));
      assert.ok(stderr.includes(said), stderr);
    }
    assert.equal((await stack.run("incident", "open", "db_writer", "--revoked", "soon")).exitCode, 2);
    assert.equal(text(), before);
  });

  it("goes on with what was done at the source, and asks for a value of the next version", async () => {
    const { stdout } = await stack.run("incident", "open", "db_writer", "--revoked", revokedAt);
    assert.match(stdout, /revoked in time/);
    assert.deepEqual(await standing(), [
      "revoke",
      "npx secrets incident open db_writer --role-rotated now --stack prod",
    ]);
    await stack.run(...["incident", "open", "db_writer", "--role-rotated", "now", "--proof", "the login is refused"]);
    const [done, next] = await standing();
    assert.equal(done, "revoke role prove");
    assert.equal(next, "npx secrets incident open db_writer --value-from prompt --stack prod");
    const unasked = await stack.run("incident", "open", "db_writer", "--value-from", "prompt");
    assert.match(unasked.stderr, /db_writer: a new value is needed, and no terminal is there to ask for it\./);
  });

  it("declares the next version once its value is there, and nothing of what leaked stays", async () => {
    await writeFile(file(), `${text()}      "3":\n        secure: v1:three\n`);
    const before = text();
    const { stdout } = await stack.run("incident", "open", "db_writer");
    assert.match(stdout, /^db_writer: v2 → v3, nothing is retained$/m);
    const after = before
      .replace("current: 2 # in use", "current: 3 # in use")
      .replace("      retain: [1]\n", "")
      .replace('      "1":\n        secure: v1:one\n      "2":\n        secure: v1:two\n', "");
    assert.equal(text(), after);
    assert.deepEqual(await standing(), [
      "revoke role prove version",
      "pulumi preview --stack prod; pulumi up --stack prod",
    ]);
    await stack.run("incident", "open", "db_writer");
    assert.equal(text(), after, "again, it has nothing to do");
    const { exitCode, stderr } = await stack.run("incident", "open", "db_writer", "--value-from", "stdin");
    assert.equal(exitCode, 1);
    assert.match(stderr, /db_writer takes no value now/);
  });

  it("is flipped only when every replica is on the new version, and that is on record", async () => {
    await stack.version("db_writer", 3);
    await changeLedger(client, { namespace: stack.namespace, logicalName: "db_writer" }, (ledger) =>
      revokeVersions(withEntry(ledger, 3, { addedAt: new Date().toISOString() }), "SEC-42", 3),
    );
    const references = [stack.reference("db_writer", 3), stack.reference("db_reader", 1)].map(toEngine);
    await changeByHand(`${stack.namespace}_api`, (spec) => {
      (spec.TaskTemplate.ContainerSpec as { Secrets: unknown }).Secrets = references;
    });
    await eventually("every task of api is on version 3", async () => {
      const running = (await tasks(`${stack.namespace}_api`)).filter(({ Status }) => Status.State === "running");
      return running.length === 1 && JSON.stringify(running).includes(stack.nameOf("db_writer", 3));
    });
    assert.equal((await standing())[0], "revoke role prove version", "it is not on record");
    await changeLedger(client, { namespace: stack.namespace, logicalName: "db_writer" }, recorded);
    const { steps, left, isOver } = await statusNow();
    assert.equal(steps.find(({ name }) => name === "flip")?.state, "done");
    assert.deepEqual([left.versions, isOver], [[1, 2], false]);
    const { exitCode, stderr } = await stack.run("incident", "close", "db_writer");
    assert.equal(exitCode, 1);
    assert.match(stderr, /remove what leaked: on the Swarm: v1, v2/);
  });

  it("is over once nothing is left, and the report has what was done", async () => {
    for (const version of [1, 2]) {
      await eventually(`v${version} is in use by nothing`, () =>
        stack.remove("db_writer", version).then(
          () => true,
          () => undefined,
        ),
      );
      await changeLedger(client, { namespace: stack.namespace, logicalName: "db_writer" }, (ledger) =>
        retireVersion(ledger, version, new Date().toISOString()),
      );
    }
    const status = await stack.run("incident", "status");
    assert.equal(status.exitCode, 0);
    assert.ok(
      status.stdout.split("\n").every((line) => line.length <= 80 || line.startsWith("  npx")),
      status.stdout,
    );
    assert.match(status.stdout, /✓ remove what leaked +\d\d:\d\d, nothing is left/);
    const before = text();
    const report = path.join(stack.folder, "SEC-42.md");
    const { exitCode, stderr } = await stack.run("incident", "close", "db_writer", "--report", report);
    assert.deepEqual([exitCode, stderr.split("\n")[1]], [0, "Pulumi.prod.yaml: 1 line"]);
    assert.equal(text(), before.replace(/^ +incident: .*\n/m, ""));
    const written = readFileSync(report, "utf8");
    for (const said of [
      "# Incident SEC-42\n",
      "## db\\_writer: v1, v2 → v3\n",
      "| Revoked at the source (as declared) |",
      "- The hour from the discovery to the revocation was kept.",
      "- How it was seen that the leaked value is refused: the login is refused\n",
      "api 1 of 1 replica on v3; nothing on the Swarm has or uses a leaked version.",
      "v1, v2 revoked by SEC-42",
      "v2 retired, incident SEC-42 is over",
      "The log is whole; its entry",
    ]) {
      assert.ok(written.includes(said), `${said} in:\n${written}`);
    }
  });

  it("can be reported again when it is closed", async () => {
    const before = text();
    const { exitCode, stdout } = await stack.run("incident", "close", "db_writer");
    assert.equal(exitCode, 0);
    assert.ok(stdout.startsWith("# Incident SEC-42\n"));
    assert.equal(text(), before);
    assert.equal((await stack.run("incident", "status")).stdout, "✓ no incident is open");
    const again = await stack.run("incident", "open", "db_writer", "--ticket", "SEC-42");
    assert.match(again.stderr, /^Incident SEC-42 of db_writer is on record/);
  });

  it("that is past its hour has exit code 1", async () => {
    await stack.run("incident", "open", "db_reader", "--ticket", "SEC-43", "--discovered", minutesAgo(75));
    const { exitCode, stdout } = await stack.run("incident", "status");
    assert.equal(exitCode, 1);
    assert.match(stdout, /\(7[56] minutes past\)|\(1[56] minutes past\)/);
    assert.ok(!existsSync(path.join(stack.folder, "Pulumi.prod.yaml.new")));
  });

  /** The ledger as a run leaves it whose services are on version 3. */
  function recorded(ledger: Ledger): Ledger {
    const now = new Date().toISOString();
    const times = { discoveredAt: new Date(discoveredAt).toISOString(), revokedAt: new Date(revokedAt).toISOString() };
    const incident = { ticket: "SEC-42", version: 3, ...times, proof: "the login is refused", missedDeadline: false };
    const flips = { firstFlipAt: now, lastFlipAt: now };
    return {
      ...withEntry(ledger, 3, { addedAt: now, since: now }),
      current: 3,
      settledAt: now,
      incident: { ...incident, ...flips },
    };
  }
});

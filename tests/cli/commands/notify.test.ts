// `secrets notify` on a real Swarm, to a server that stands for Slack and says so.
import assert from "node:assert/strict";
import type { IncidentRecord } from "../../../rotation/ledger.ts";
import { FakeReceiver } from "../notices/fake-receiver.ts";
import { ledgerOf, PlantedStack } from "../planted-stack.ts";

const minutesAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();

describe("secrets notify", function () {
  this.timeout(180_000);
  let stack: PlantedStack;
  let receiver: FakeReceiver;

  before(async () => {
    receiver = await FakeReceiver.start();
    stack = await PlantedStack.create();
    await stack.configure((config) => {
      const to = (variable: string) => ({ kind: "slack", url: { env: variable } });
      Object.assign(config, {
        notices: {
          channels: {
            ops: to("OPS"),
            security: { ...to("SECURITY"), mention: "@security-oncall" },
            platform: to("PLATFORM"),
          },
          owners: { Platform: ["platform"] },
          events: {
            "rotation-complete": ["ops"],
            "incident-opened": ["security"],
            "incident-45-minutes": ["security"],
            "incident-closed": ["security"],
            "failed": ["owner"],
            "overdue": ["owner"],
          },
        },
      });
    });
    await stack.apply();
  });

  beforeEach(() => {
    receiver.received.length = 0;
  });

  after(async () => {
    await receiver.stop();
    await stack.clear();
  });

  /** Runs the command; returns what the receiver got: the channel, and the text. */
  async function notify(...words: string[]) {
    const env = Object.fromEntries(
      ["OPS", "SECURITY", "PLATFORM"].map((name) => [name, receiver.url(`/${name.toLowerCase()}/c4n4ry`)]),
    );
    const before = receiver.received.length;
    const { exitCode, stdout, stderr } = await stack.runWith(env, "notify", ...words);
    const got = receiver.received
      .slice(before)
      .map(({ path, body }) => `${path.split("/")[1] ?? ""} ${(JSON.parse(body) as { text: string }).text}`);
    // Neither an address nor a value is ever shown or sent.
    assert.doesNotMatch([stdout, stderr, ...receiver.received.map(({ body }) => body)].join("\n"), /c4n4ry|good db_/);
    return { exitCode, stdout, stderr, got };
  }

  it("says what it would tell, and tells nobody", async () => {
    const { exitCode, stdout, got } = await notify("--dry-run");
    assert.deepEqual([exitCode, got], [0, []]);
    assert.match(stdout, /^would tell ops: rotation-complete\n {2}SECRET/);
  });

  it("shows what could not be told, with exit code 1, and tells it with the next call, once", async () => {
    receiver.answers.push(404);
    const failing = await notify();
    assert.equal(failing.exitCode, 1);
    assert.match(failing.stdout, /^✗ could not tell ops: rotation-complete \(HTTP 404\)$/m);
    const { exitCode, got, stdout } = await notify();
    assert.equal(exitCode, 0, stdout);
    assert.equal(got.length, 1);
    assert.match(got[0] ?? "", /^ops \*t\w+ · prod: rotation complete\*\n```\nSECRET/);
    assert.match(got[0] ?? "", /^db_writer +v1 → v2 +api +1 of 1$/m);
    const again = await notify("--run-ended");
    assert.deepEqual([again.exitCode, again.got, again.stdout], [0, [], "✓ nothing new to tell"]);
  });

  it("tells the owner what is overdue", async () => {
    await stack.ledger("db_reader", ledgerOf([1], 400));
    const { got } = await notify();
    assert.match(got.join(), /^platform \*\S+ · prod: rotation overdue\*\n```\n.*\ndb_reader +was due \d/);
    assert.deepEqual((await notify()).got, []);
    // The secret has just been rotated, as far as the ledger says.
    await stack.ledger("db_reader", ledgerOf([1]));
    assert.match((await notify()).got.join(), /^ops .*\ndb_reader +v1 /s);
  });

  it("tells the owner what has failed, at once when its run has ended, and again when it fails again", async () => {
    const isStuck = () => stack.put("api", ["db_writer", 1], ["db_reader", 1]);
    await isStuck();
    assert.deepEqual((await notify()).got, []);
    const { got } = await notify("--run-ended");
    assert.match(
      got.join(),
      /^platform .*not as declared\*\n```\n.*\nt\w+_api +runs db_writer v1, declared v2 +pulumi up/,
    );
    assert.deepEqual((await notify("--run-ended")).got, []);
    await stack.put("api", ["db_writer", 2], ["db_reader", 1]);
    assert.deepEqual((await notify("--run-ended")).got, []);
    await isStuck();
    assert.equal((await notify("--run-ended")).got.length, 1);
    await stack.put("api", ["db_writer", 2], ["db_reader", 1]);
  });

  it("tells of an incident when it opens, at 45 minutes and when it is over, and mentions the group", async () => {
    const incident = { ticket: "SEC-42", discoveredAt: minutesAgo(5), revokedAt: minutesAgo(1) };
    const declare = (part: object): Promise<void> =>
      stack.configure(({ secrets }) => {
        secrets["db_writer"] = { class: "database", current: 2, ...part };
      });
    await declare({ incident });
    const opened = await notify();
    assert.match(
      opened.got.join(),
      /^security @security-oncall \*\S+ · prod: incident opened\*\n```\n.*\nSEC-42 +db_writer/,
    );
    assert.deepEqual((await notify()).got, []);
    await declare({ incident: { ...incident, discoveredAt: minutesAgo(46) } });
    const reminded = await notify();
    assert.match(
      reminded.got.join(),
      /^security @security-oncall \*.*45 minutes.*\n```\n.*\nSEC-42 +db_writer +14 min left/,
    );
    const record: IncidentRecord = {
      ...{ ticket: "SEC-42", version: 2, discoveredAt: minutesAgo(46), revokedAt: minutesAgo(1) },
      ...{ missedDeadline: false, oldRemovedAt: minutesAgo(0) },
    };
    await stack.ledger("db_writer", { ...ledgerOf([1, 2]), incident: record });
    const closed = await notify();
    assert.match(
      closed.got.filter((text) => text.startsWith("security")).join(),
      /incident closed\*\n```\n.*\nSEC-42 +db_writer +what had leaked is gone/,
    );
    await declare({ retain: [1] });
    assert.deepEqual(
      (await notify()).got.filter((text) => text.startsWith("security")),
      [],
    );
  });
});

// The incident mode by the checkout's own program, on the real Swarm and under the real engine.
import assert from "node:assert/strict";
import type { EngineSpec } from "../../swarm/engine/service.ts";
import { choosy, inspect, secretNames, tasks } from "../support/services.ts";
import { inSteps } from "../support/steps.ts";
import { namesIn } from "../support/swarm.ts";
import { assertClean, assertRefusal } from "./assertions.ts";
import { useStack } from "./use-stack.ts";
import { there } from "../support/there.ts";

const minutesAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();

describe("an incident", function () {
  this.timeout(540_000);
  inSteps();

  const { stack, services, named } = useStack({
    deployed: {
      api: { replicas: 4, command: choosy, failureAction: "rollback" },
      worker: {},
      pooler: { replicas: 2 },
    },
    declared: (config) => {
      config.services = { api: { secrets: ["db_reader"] }, worker: { secrets: ["db_writer"] } };
      Object.assign(there(config.secrets["db_reader"]), { class: "database", dependants: ["worker", pooler] });
    },
    protect: true,
  });
  const [api, worker, pooler] = [named("api"), named("worker"), named("pooler")];
  let oldReader: unknown;
  let updateConfig: EngineSpec["UpdateConfig"];
  const incident = {
    ...{ ticket: "SEC-42", reason: "the URI was pasted into a public channel" },
    ...{ discoveredAt: minutesAgo(90), revokedAt: minutesAgo(50), roleRotatedAt: minutesAgo(45) },
  };

  before(async () => {
    updateConfig = there((await inspect(api)).Spec.UpdateConfig);
    await stack.setValue("db_reader", 2, "bad");
    await declare({}, 2);
    oldReader = await stack.dropValue("db_reader", 1);
  });

  const refusals: [string, object, string][] = [
    ["without a revocation", { revokedAt: undefined }, "a leaked value is revoked at its source before the flip."],
    [
      "revoked in the future",
      { revokedAt: minutesAgo(-24 * 60) },
      "db_reader.incident.revokedAt: It lies in the future",
    ],
    ["revoked before it was discovered", { revokedAt: minutesAgo(100) }, "before it was discovered"],
    ["of a database without a new password of its role", { roleRotatedAt: undefined }, "has no roleRotatedAt"],
  ];
  for (const [what, change, message] of refusals) {
    it(`is refused ${what}, and nothing is changed`, async () => {
      await declare(change, 2);
      const writes = await stack.writesDuring(async () => {
        assertRefusal(await stack.run(["preview"]), message);
        assertRefusal(await stack.up(), message);
      });
      assert.deepEqual(writes, []);
    });
  }

  it("keeps the old secret when a service does not become healthy on the new one, and fails saying so", async () => {
    await declare({}, 2);
    const { output } = await stack.succeed(["preview"]);
    assert.doesNotMatch(output, /deadline/);
    const run = await stack.up();
    assertRefusal(run, `${api}: Swarm paused the update`);
    const left = `Left on the new version: ${api} on ${named("db_reader_v2")} (${named("db_reader_v1")} is revoked by SEC-42).`;
    assertRefusal(run, left);
    assert.doesNotMatch(run.output, /Put back|go back to the old version/);
    assert.ok((await namesIn(services.namespace)).includes(named("db_reader_v1")));
    assert.deepEqual(await secretNames(api), [named("db_reader_v2")]);
  });

  it("never goes back to what is revoked", async () => {
    await stack.restoreValue("db_reader", 1, oldReader);
    await stack.bump("db_reader", 1, [2]);
    for (const change of ["nothing", "the incident taken out"]) {
      if (change !== "nothing") await stack.declare("db_reader", { incident: undefined });
      const writes = await stack.writesDuring(async () => {
        assertRefusal(await stack.up(), "SEC-42");
      });
      assert.deepEqual(writes, [], change);
    }
    await stack.dropValue("db_reader", 1);
  });

  it("replaces the secret everywhere in one run, and the old one is gone at once", async () => {
    await stack.setValue("db_reader", 3);
    await stack.dropValue("db_reader", 2);
    await declare({}, 3);
    assertClean(await stack.up());
    assert.deepEqual((await inspect(api)).Spec.UpdateConfig, updateConfig);
    assert.deepEqual(await secretNames(api), [named("db_reader_v3")]);
    const left = (await namesIn(services.namespace)).filter((name) => name.includes("db_reader"));
    assert.deepEqual(left, [named("db_reader_v3")]);
    for (const service of [api, worker, pooler]) {
      assert.ok(!JSON.stringify(await inspect(service)).includes(named("db_reader_v1")), service);
    }
    // The worker was restarted in the run that failed: it has connected anew already.
    assert.deepEqual(await Promise.all([worker, pooler].map(forceUpdate)), [1, 1]);
  });

  it("forces each dependant to reconnect exactly once", async () => {
    await stack.assertUnchanged();
    await stack.setValue("db_writer", 2);
    await stack.bump("db_writer", 2, [1]);
    assertClean(await stack.up());
    assert.deepEqual(await Promise.all([worker, pooler].map(forceUpdate)), [1, 1]);
  });

  it("is on record with its ticket and its times", async () => {
    assertClean(await stack.run(["refresh", "--yes", "--skip-preview"]));
    const { incident: record } = (await stack.ledgerOf("db_reader")).ledger;
    assert.ok(
      record?.firstFlipAt !== undefined && record.lastFlipAt !== undefined && record.oldRemovedAt !== undefined,
    );
    const { firstFlipAt, lastFlipAt, oldRemovedAt, ...rest } = record;
    assert.deepEqual(rest, { ...incident, version: 3, missedDeadline: false });
    const times = [incident.discoveredAt, incident.revokedAt, firstFlipAt, lastFlipAt, oldRemovedAt];
    assert.deepEqual(times, times.toSorted());
  });

  it("that missed the deadline is reported in the preview and on record", async () => {
    await stack.setValue("db_reader", 4);
    await stack.dropValue("db_reader", 3);
    const late = { ticket: "SEC-43", discoveredAt: minutesAgo(130), revokedAt: minutesAgo(60) };
    await declare(late, 4);
    const { output } = await stack.succeed(["preview"]);
    assert.match(output, /Incident SEC-43: the deadline was missed\. db_reader was revoked 70 min after its discovery/);
    const writes = await stack.writesDuring(async () => {
      assert.equal((await stack.up()).exitCode, 0);
    });
    assert.equal((await stack.ledgerOf("db_reader")).ledger.incident?.missedDeadline, true);

    const { ID } = await inspect(api);
    const seen = writes
      .filter(({ path }) => path === `/services/${ID}/update`)
      .map(({ body }) => (JSON.parse(body) as EngineSpec).UpdateConfig)
      .map((config) => [config?.Parallelism, config?.FailureAction]);
    const ups = "three of four at once and no way back, then the service's own settings again";
    assert.deepEqual(
      seen,
      [
        [3, "pause"],
        [1, "rollback"],
      ],
      ups,
    );
    assert.deepEqual((await inspect(api)).Spec.UpdateConfig, updateConfig);
  });

  /** The incident in the config, with something else in it, and the version that it brings. */
  async function declare(change: object, current: number): Promise<void> {
    await stack.declare("db_reader", { current, retain: [], incident: { ...incident, ...change } });
  }

  async function forceUpdate(service: string): Promise<number> {
    const running = (await tasks(service)).filter(({ DesiredState }) => DesiredState === "running");
    const counts = new Set(running.map(({ Spec }) => Spec.ForceUpdate ?? 0));
    assert.equal(counts.size, 1);
    return [...counts][0] ?? 0;
  }
});

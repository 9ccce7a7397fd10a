// Runs that end before their rotation is through, by the checkout's own program, on the real Swarm and under the real engine: what
// they have flipped is known to the next run, which puts it back, or names it.
import assert from "node:assert/strict";
import type { SeenRequest } from "../../tools/sandbox/engine-proxy.ts";
import { choosy, inspect, secretNames } from "../support/services.ts";
import { inSteps } from "../support/steps.ts";
import { assertClean, assertRefusal } from "./assertions.ts";
import { useStack } from "./use-stack.ts";

const minutesAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();

describe("a run that is cut short after its first wave", function () {
  this.timeout(720_000);
  inSteps();

  /** What happens at the next update of a service. */
  let onUpdate: { id: string; act: () => void; drop: boolean } | undefined;
  /** Whether the run under way was killed: its provider does not notice at once, and would send the update again. */
  let isCut = false;
  const { stack, named } = useStack({
    deployed: { canary: {}, api: { replicas: 2 }, worker: { command: choosy } },
    declared: (config) => {
      config.services = {
        canary: { secrets: ["db_reader"], wave: 0 },
        worker: { secrets: ["db_writer", "db_reader"], timeout: 120 },
      };
    },
    interfere: ({ path }: SeenRequest) => {
      if (isCut) return "drop";
      if (onUpdate === undefined || path !== `/services/${onUpdate.id}/update`) return undefined;
      const { act, drop } = onUpdate;
      onUpdate = undefined;
      act();
      isCut = drop;
      return drop ? "drop" : undefined;
    },
  });
  const [canary, api, worker] = [named("canary"), named("api"), named("worker")];

  /** Starts a run and lets something happen to it when it is about to flip a service. Returns when it is over. */
  async function upUntil(service: string, signal: "SIGKILL" | "SIGINT"): Promise<void> {
    const { ID: id } = await inspect(service);
    const run = stack.start(["up", "--yes", "--skip-preview"]);
    onUpdate = { id, drop: signal === "SIGKILL", act: () => void run.kill(signal) };
    const { exitCode, all } = await run;
    assert.equal(onUpdate, undefined, all);
    assert.notEqual(exitCode, 0, all);
    await stack.settled();
    isCut = false;
    if (signal === "SIGKILL") await stack.unlock();
    assert.deepEqual(await secretNames(worker), [named("db_reader_v1"), named("db_writer_v1")], all);
  }

  it("because it is killed has its canary put back by the next run in which a later wave fails", async () => {
    await stack.setValue("db_reader", 2, "bad");
    await stack.bump("db_reader", 2, [1]);
    await upUntil(worker, "SIGKILL");
    assert.deepEqual(await secretNames(canary), [named("db_reader_v2")]);

    const run = await stack.up();
    assertRefusal(run, `${worker}: Swarm paused the update`);
    assertRefusal(run, `Put back: ${canary} on ${named("db_reader_v1")}.`);
    assertRefusal(run, `Put back: ${worker} on ${named("db_reader_v1")}, ${named("db_writer_v1")}.`);
    assert.doesNotMatch(run.output, /on no secret/);
    assert.deepEqual(await secretNames(canary), [named("db_reader_v1")]);
    assert.deepEqual(await secretNames(worker), [named("db_reader_v1"), named("db_writer_v1")]);
  });

  it("because of one Ctrl-C has its canary named by the next run, where nothing is to be put back", async () => {
    await stack.setValue("db_reader", 3, "bad");
    await stack.dropValue("db_reader", 2);
    await stack.bump("db_reader", 3, [1]);
    await stack.configure((config) => {
      config.services["worker"] = { secrets: ["db_writer", "db_reader"], timeout: 120, onFailure: "stop" };
    });
    await upUntil(canary, "SIGINT");
    assert.deepEqual(await secretNames(canary), [named("db_reader_v3")]);

    const run = await stack.up();
    assertRefusal(run, `${worker}: Swarm paused the update`);
    assertRefusal(run, `Flipped before, and left so: ${canary} on ${named("db_reader_v3")} since 20`);
    assert.deepEqual(await secretNames(canary), [named("db_reader_v3")]);
  });

  it("stands where Swarm paused it: that is final at once, and what it had is known", async () => {
    await stack.configure((config) => {
      config.services["worker"] = { secrets: ["db_writer", "db_reader"], timeout: 120, onFailure: "revert" };
    });
    const begun = performance.now();
    const run = await stack.up();
    assert.ok(performance.now() - begun < 60_000, "it does not wait for its limit");
    assertRefusal(run, `${worker}: Swarm paused the update`);
    assertRefusal(run, "non-zero exit (1)");
    assertRefusal(run, `Put back: ${canary} on ${named("db_reader_v1")}.`);
    assertRefusal(run, `Put back: ${worker} on ${named("db_reader_v1")}, ${named("db_writer_v1")}.`);
    assert.deepEqual(await secretNames(canary), [named("db_reader_v1")]);
    assert.deepEqual(await secretNames(worker), [named("db_reader_v1"), named("db_writer_v1")]);
  });

  it("is over once a rotation is through: the next failure puts back what that one brought, and no more", async () => {
    await stack.setValue("db_reader", 4);
    await stack.dropValue("db_reader", 3);
    await stack.bump("db_reader", 4, [1]);
    assertClean(await stack.up());
    await stack.setValue("db_writer", 2, "bad");
    await stack.bump("db_writer", 2, [1]);
    const run = await stack.up();
    assertRefusal(run, `Put back: ${worker} on ${named("db_reader_v4")}, ${named("db_writer_v1")}.`);
    assert.doesNotMatch(run.output, new RegExp(canary));
    assert.deepEqual(await secretNames(canary), [named("db_reader_v4")]);
  });

  it("leaves an incident's services on the new version, whoever fails and in whichever order", async () => {
    await stack.dropValue("db_writer", 2);
    await stack.bump("db_writer", 1, []);
    await stack.configure((config) => {
      // Of the second wave the api is flipped one replica after the other: the worker has failed by then.
      Object.assign(config.services, { api: { secrets: ["db_reader"] }, worker: { secrets: ["db_writer"] } });
    });
    assertClean(await stack.up());

    await stack.setValue("db_reader", 5);
    await stack.setValue("db_writer", 3, "bad");
    for (const version of [1, 4]) await stack.dropValue("db_reader", version);
    const incident = { ticket: "SEC-42", discoveredAt: minutesAgo(50), revokedAt: minutesAgo(40) };
    await stack.declare("db_reader", { current: 5, retain: [], incident });
    await stack.bump("db_writer", 3, [1]);
    const run = await stack.up();
    assertRefusal(run, `${worker}: Swarm paused the update`);
    for (const service of [canary, api]) {
      assertRefusal(
        run,
        `Left on the new version: ${service} on ${named("db_reader_v5")} (${named("db_reader_v4")} is revoked by SEC-42).`,
      );
      assert.deepEqual(await secretNames(service), [named("db_reader_v5")]);
    }
    assertRefusal(run, `Put back: ${worker} on ${named("db_writer_v1")}.`);
    assert.doesNotMatch(run.output, new RegExp(`Put back: (${canary}|${api})`));
  });
});

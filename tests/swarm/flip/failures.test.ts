import assert from "node:assert/strict";
import { connect, type Connection } from "../../../swarm/engine/client.ts";
import { toEngine } from "../../../swarm/engine/references.ts";
import type { EngineTask } from "../../../swarm/engine/service.ts";
import { detach } from "../../../swarm/flip/binding.ts";
import { flipFailure } from "../../../swarm/flip/failures.ts";
import { flip } from "../../../swarm/flip/flip.ts";
import { eventually } from "../../support/eventually.ts";
import { changeByHand, inspect, secretNames, tasks, TestServices } from "../../support/services.ts";
import { assertRefused, assertRefusedAtLast } from "../../support/swarm-refusal.ts";
import { engine } from "../../support/swarm.ts";

describe("a flip that fails", () => {
  let services: TestServices;
  let connection: Connection;

  before(async () => {
    services = await TestServices.create();
    connection = await connect();
  });
  after(async () => {
    await services.remove();
  });

  /** Two versions of a secret that only the service of that name uses. */
  async function versions(name: string, ...values: string[]) {
    return await Promise.all(values.map((value, i) => services.secret(`${name}_v${i + 1}`, "writer", value)));
  }
  const state = async (service: string) => (await inspect(service)).UpdateStatus?.State;

  it("because Swarm rolls it back tells what the tasks say, and nothing of the value", async () => {
    const [old, bad, good] = await versions("rolled", "good 1", "canary-7f3a is no good", "good 3");
    assert.ok(old && bad && good);
    const service = await services.service("rolled", {
      replicas: 2,
      references: [old],
      checked: true,
      failureAction: "rollback",
    });
    const request = { service, owns: services.owns };
    const error = await assertRefused(
      flip(connection, { ...request, desired: [bad] }),
      "rolled-back",
      ...[service, "unhealthy", "0 of 2 on the desired version", "stays on the old version"],
    );
    assert.doesNotMatch(error.message, /canary-7f3a/);

    await eventually("the rollback is over", async () => (await state(service)) === "rollback_completed" || undefined);
    assert.deepEqual(await secretNames(service), [old.secretName]);

    // What is left of the rollback confuses nobody: neither who asks for the old version nor who brings a new one.
    assert.equal((await flip(connection, { ...request, desired: [old] })).updated, false);
    assert.equal((await flip(connection, { ...request, desired: [good] })).updated, true);
  });

  it("because Swarm pauses it is seen through by the same call once the cause is mended", async () => {
    const [old, next] = await versions("paused", "good 1", "mendable");
    assert.ok(old && next);
    const options = { references: [old], checked: true };
    const [two, one] = await Promise.all([
      services.service("paused_two", { ...options, replicas: 2 }),
      services.service("paused_one", options),
    ]);
    const call = (service: string) => flip(connection, { service, desired: [next], owns: services.owns });
    await Promise.all([
      assertRefused(call(two), "paused", two, "0 of 2 on the desired version", "unhealthy"),
      assertRefused(call(one), "paused", one, "0 of 1 on the desired version", "unhealthy"),
    ]);

    // Swarm may have got to the second replica before it saw the first one fail.
    const isBehind = ({ DesiredState, Spec }: EngineTask) =>
      DesiredState === "running" && Spec.ContainerSpec?.Secrets?.[0]?.SecretID === old.secretId;
    const behind = (await tasks(two)).some(isBehind);
    await services.mend();
    // One that Swarm restarts has to run again: a pause that another call has met is final at once.
    await services.running(two, 2);
    const resumed = await call(two);
    assert.deepEqual([resumed.updated, resumed.replicas.length], [behind, 2]);
    assert.equal(await state(two), behind ? "completed" : "paused");
    // Its only replica has come up by a restart: nothing is left to send.
    await services.running(one, 1);
    const confirmed = await call(one);
    assert.deepEqual([confirmed.updated, confirmed.replicas.length], [false, 1]);
    assert.equal(await state(one), "paused");
  });

  it("because the tasks end soon tells their exit code and how often, though Swarm calls the update completed", async () => {
    const [old, bad] = await versions("crash", "good 1", "bad");
    assert.ok(old && bad);
    // Each task is running for a while: long enough to be seen so.
    const command = "trap exit TERM; grep -q good /run/secrets/writer || { sleep 0.5; exit 3; }; sleep 3600 & wait";
    // On a busy machine half a second may take a whole one, for which a task is then steady.
    const options = { command, failureAction: "continue", monitor: 4 } as const;
    const service = await services.service("crash", { references: [old], ...options });
    const request = { service, desired: [bad], owns: services.owns };
    const call = (timeoutMs: number) => () => flip(connection, request, { timeoutMs });
    await assertRefusedAtLast(call(6000), "timed-out", "within 6 s", "non-zero exit (3)");
    await eventually("Swarm is content", async () => (await state(service)) === "completed" || undefined);
    await assertRefusedAtLast(call(3000), "timed-out", "within 3 s", "non-zero exit (3)");
  });

  it("because no node takes the tasks says so at the limit, which is its own", async () => {
    const [old, next] = await versions("stuck", "good 1", "good 2");
    assert.ok(old && next);
    const service = await services.service("stuck", { references: [old], order: "start-first", maxPerNode: 1 });
    const call = () => flip(connection, { service, desired: [next], owns: services.owns }, { timeoutMs: 1500 });
    await assertRefusedAtLast(
      call,
      "timed-out",
      "within 1.5 s",
      "0 of 1 on the desired version, 1 on another",
      "no suitable node",
    );
  });

  it("because a health check does not pass tells how that goes, and not what it prints", async () => {
    const [old, bad] = await versions("slow", "good 1", "canary-51d0 is no good");
    assert.ok(old && bad);
    const service = await services.service("slow", { references: [old], checked: true, order: "start-first" });
    await changeByHand(service, ({ TaskTemplate: { ContainerSpec } }) => {
      const { Healthcheck } = ContainerSpec as unknown as { Healthcheck: { Test: string[]; Retries: number } };
      Healthcheck.Retries = 1000;
      Healthcheck.Test[1] = `cat /run/secrets/writer; ${Healthcheck.Test[1]}`;
    });
    await eventually("the change is carried out", async () => (await state(service)) === "completed" || undefined);
    const call = () => flip(connection, { service, desired: [bad], owns: services.owns }, { timeoutMs: 8000 });
    const failing = /starting for \d+ s on node \S+, its health check fails \(exit code 1, \d+ in a row\)/;
    const { message } = await assertRefusedAtLast(call, "timed-out", "within 8 s", failing);
    assert.doesNotMatch(message, /canary-51d0/);
  });

  it("because there is no image says which", async () => {
    const [next] = await versions("image", "good 1");
    assert.ok(next);
    const service = await services.service("image", { image: "busflow/no-such-image:1" }, false);
    const flipping = flip(connection, { service, desired: [next], owns: services.owns }, { timeoutMs: 20_000 });
    await assertRefused(flipping, "paused", "busflow/no-such-image:1", "rejected");
  });

  it("because somebody reverts the references says so", async () => {
    const [old, next] = await versions("reverted", "good 1", "good 2");
    assert.ok(old && next);
    const service = await services.service("reverted", { references: [old] });
    let reverted: Promise<void> | undefined;
    const onProgress = () => {
      reverted ??= changeByHand(service, ({ TaskTemplate }) => {
        TaskTemplate.ContainerSpec.Secrets = [toEngine(old)];
      });
    };
    const flipping = flip(connection, { service, desired: [next], owns: services.owns }, { onProgress });
    await assertRefused(flipping, "changed-meanwhile", service, "somebody else changed its secret references");
    await reverted;
  });

  it("because the service is removed says so; a detach is content", async () => {
    const [old, next] = await versions("removed", "good 1", "good 2");
    assert.ok(old && next);
    for (const name of ["removed_a", "removed_b"]) {
      const service = await services.service(name, { references: [old] });
      let removed: Promise<void> | undefined;
      const onProgress = () => {
        removed ??= engine.getService(service).remove();
      };
      const options = { onProgress };
      const request = { service, owns: services.owns };
      if (name === "removed_a")
        await assertRefused(flip(connection, { ...request, desired: [next] }, options), "no-service", service);
      else assert.equal(await detach(connection, request, options), undefined);
      await removed;
    }
  });

  it("because it is interrupted ends at once, and the update goes on", async () => {
    const [old, next] = await versions("interrupted", "good 1", "good 2");
    assert.ok(old && next);
    const service = await services.service("interrupted", { references: [old] });
    const abort = new AbortController();
    const options = {
      signal: abort.signal,
      onProgress: () => {
        abort.abort();
      },
    };
    const request = { service, desired: [next], owns: services.owns };
    await assertRefused(flip(connection, request, options), "interrupted", service);
    assert.equal((await flip(connection, request)).updated, false);
  });
});

describe("the message of a failed flip", () => {
  const task = (State: string, Err: string, ExitCode = 0): EngineTask => ({
    ...{ ID: "t", DesiredState: "shutdown", Spec: {} },
    Status: { State, Err, Timestamp: "", ContainerStatus: { ExitCode } },
  });

  it("says each thing that went wrong once, the most frequent first, and how often", () => {
    const ended = [
      task("rejected", "No such image: app:2"),
      task("failed", "task: non-zero exit (3)", 3),
      task("failed", "task: non-zero exit (3)", 3),
      task("failed", "starting container failed", 127),
      ...[task("running", ""), task("shutdown", "")],
    ];
    const tally = { flipped: 1, others: 2, wanted: 3 };
    const { message } = flipFailure("timed-out", "api", { what: "it did not end", status: "", tally, tasks: ended });
    assert.ok(message.includes("Replicas: 1 of 3 on the desired version, 2 on another."), message);
    const said =
      "failed: task: non-zero exit (3) (2 times); rejected: No such image: app:2; failed: starting container failed (exit code 127).";
    assert.ok(message.includes(said), message);
    assert.doesNotMatch(message, /running|shutdown/);
  });

  it("says of a task that has not come up for how long, where, and what its health check comes to", () => {
    const Timestamp = new Date(Date.now() - 12_000).toISOString();
    const starting = {
      ...task("starting", ""),
      node: "manager-1",
      health: "its health check fails (exit code 7, 3 in a row)",
    };
    starting.Status = { State: "starting", Message: "starting", Timestamp };
    const tally = { flipped: 0, others: 0, wanted: 1 };
    const { message } = flipFailure("timed-out", "api", { what: "late", status: "", tally, tasks: [starting] });
    assert.match(
      message,
      /Its tasks say: starting for 1[23] s on node manager-1, its health check fails \(exit code 7, 3 in a row\)\./,
    );
  });
});

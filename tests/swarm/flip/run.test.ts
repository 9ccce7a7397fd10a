import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import type { SecretReference } from "../../../rotation/reference.ts";
import { SwarmError } from "../../../swarm/engine/errors.ts";
import { FlipRun, type Member } from "../../../swarm/flip/run.ts";
import { changeLedger } from "../../../swarm/ledger/store.ts";
import { eventually } from "../../support/eventually.ts";
import { useProxiedSwarm } from "../../support/proxied-swarm.ts";
import { inspect, secretNames } from "../../support/services.ts";

describe("a run that flips services", () => {
  const versions: SecretReference[] = [];
  const swarm = useProxiedSwarm(async (services) => {
    for (const name of ["token_v1", "token_v2"]) versions.push(await services.secret(name, "token"));
  });

  it("undoes what comes through right after another service has failed", async () => {
    const { namespace, owns } = swarm.services;
    const [before, after] = versions.map((one) => [one]);
    const api = await swarm.services.service("api", { references: before ?? [] });
    const at = new Date(Date.now() - 60_000).toISOString();
    await changeLedger(swarm.connection.engine, { namespace, logicalName: "token" }, () => ({
      ...{ current: 1, settledAt: at, versions: { 1: { addedAt: at, since: at }, 2: { addedAt: at } } },
    }));
    const member = (service: string): Member => ({
      ...{ namespace, service, desired: after ?? [], owns, secrets: ["token"], probe: undefined, timeout: 60 },
      ...{ wave: 1, onFailure: "revert", goal: "v2", onProgress: () => undefined },
    });
    // What is asked of the Swarm after the failure is answered only when the other service is through.
    const { promise: gate, resolve: open } = Promise.withResolvers<undefined>();
    let calls = 0;
    const run = new FlipRun(async () => {
      if (++calls > 2) await gate;
      return swarm.connection;
    });
    let ended: string | undefined;
    const flipped = run.flip(member(api)).then(
      () => (ended = "flipped"),
      (error: unknown) => (ended = error instanceof SwarmError ? error.code : String(error)),
    );
    const failed = run.flip(member(`${namespace}_missing`)).catch((error: unknown) => error);
    await eventually("the update is over", async () => (await inspect(api)).UpdateStatus?.State === "completed");
    await eventually("the run asks nothing more", async () => {
      const asked = swarm.proxy.requests.length;
      await delay(1000);
      return swarm.proxy.requests.length === asked;
    });
    assert.equal(ended, undefined, "it ended before it was known whether it is undone");
    open(undefined);
    assert.equal(await flipped, "wave-failed");
    assert.ok((await failed) instanceof SwarmError);
    assert.deepEqual(await secretNames(api), [`${namespace}_token_v1`]);
  });
});

// Updates that others have under way, on the real Swarm.
import assert from "node:assert/strict";
import type { SecretReference } from "../../../rotation/reference.ts";
import { Patience } from "../../../swarm/engine/patience.ts";
import { flip } from "../../../swarm/flip/flip.ts";
import { renewSpec } from "../../../swarm/flip/renewal.ts";
import { useProxiedSwarm } from "../../support/proxied-swarm.ts";
import { changeByHand, inspect, secretNames } from "../../support/services.ts";
import { assertRefused } from "../../support/swarm-refusal.ts";

describe("an update that is under way", () => {
  let old: SecretReference;
  let next: SecretReference;
  const swarm = useProxiedSwarm(async (services) => {
    old = await services.secret("token_v1", "token");
    next = await services.secret("token_v2", "token");
  });

  const to = (reference: SecretReference, service: string) => ({
    ...{ service, desired: [reference], owns: swarm.services.owns },
  });
  /** Runs unless its environment says that it is broken. */
  const command = 'test -z "$BROKEN" || exit 1; trap exit TERM; sleep 3600 & wait';
  const isBroken = async (service: string) => JSON.stringify((await inspect(service)).Spec).includes("BROKEN=");
  const update = (service: string, value: string) =>
    changeByHand(service, ({ TaskTemplate: { ContainerSpec } }) => {
      ContainerSpec.Env = [value];
    });
  /** One whose updates never end: the new task waits for a node that the old one holds. */
  const stalling = (name: string) =>
    swarm.services.service(name, { references: [old], order: "start-first", maxPerNode: 1 });

  it("and is somebody else's is let end, its rollback too, before a flip and before a spec is renewed", async () => {
    const options = { replicas: 2, references: [old], command, failureAction: "rollback" as const };
    const [flipped, renewed] = await Promise.all([
      swarm.services.service("flipped", options),
      swarm.services.service("renewed", options),
    ]);
    // Long enough that whoever looks now and then sees it.
    const rollback = { RollbackConfig: { Parallelism: 1, Monitor: 4_000_000_000, FailureAction: "pause" } };
    for (const service of [flipped, renewed]) await changeByHand(service, (spec) => Object.assign(spec, rollback));
    const lines: string[] = [];
    const onProgress = (line: string) => lines.push(line);
    await Promise.all([
      update(flipped, "BROKEN=1").then(() => flip(swarm.connection, to(next, flipped), { onProgress })),
      update(renewed, "BROKEN=1").then(() =>
        renewSpec(swarm.connection.engine, renewed, new Patience(60_000, undefined, onProgress)),
      ),
    ]);
    // On a busy machine either of them may miss the rollback, which ends by itself.
    assert.match(lines.join("\n"), /_flipped: waits for an? (?:update|rollback) that was not begun here/);
    assert.match(lines.join("\n"), /^waits for an? (?:update|rollback) that was not begun here/m);
    assert.match(lines.join("\n"), /waits for a rollback that was not begun here/);
    for (const service of [flipped, renewed]) {
      assert.equal(await isBroken(service), false, "it was rolled back");
      assert.ok(!JSON.stringify((await inspect(service)).PreviousSpec).includes("BROKEN="), "and so it would be again");
    }
    assert.deepEqual(await secretNames(flipped), [next.secretName]);
    assert.deepEqual(await secretNames(renewed), [old.secretName]);
    assert.equal(swarm.proxy.writes().length, 2);
  });

  it("and is somebody else's ends a flip at its limit, and nothing is changed", async () => {
    const service = await stalling("foreign");
    await update(service, "HARMLESS=1");
    const flipping = flip(swarm.connection, to(next, service), { timeoutMs: 1500 });
    await assertRefused(flipping, "under-way", service, "not begun here", "after 1.5 s", "Nothing was changed.");
    assert.deepEqual(swarm.proxy.writes(), []);
    assert.deepEqual(await secretNames(service), [old.secretName]);
  });

  it("and is our own is replaced at once: a bad rotation can be gone back from in its midst", async () => {
    const service = await stalling("own");
    const marked = { markRotation: () => "a mark", urgent: true };
    const stuck = flip(swarm.connection, { ...to(next, service), ...marked }, { timeoutMs: 1500 });
    await assertRefused(stuck, "timed-out", "no suitable node");
    assert.equal((await flip(swarm.connection, to(old, service))).updated, true);
    assert.deepEqual(await secretNames(service), [old.secretName]);
  });
});

import assert from "node:assert/strict";
import type { SecretReference } from "../../../rotation/reference.ts";
import { connect } from "../../../swarm/engine/client.ts";
import { toEngine } from "../../../swarm/engine/references.ts";
import { findSecret, findSecretsById, listSecrets } from "../../../swarm/engine/secrets.ts";
import { detach, readBinding } from "../../../swarm/flip/binding.ts";
import { flip } from "../../../swarm/flip/flip.ts";
import { useProxiedSwarm } from "../../support/proxied-swarm.ts";
import { secretNames, TestServices } from "../../support/services.ts";
import { assertRefused } from "../../support/swarm-refusal.ts";

describe("a service's binding", () => {
  let old: SecretReference;
  let next: SecretReference;
  const swarm = useProxiedSwarm(async (services) => {
    old = await services.secret("token_v1", "token");
    next = await services.secret("token_v2", "token");
  });

  it("is read with its owned references only, their target, owner and mode", async () => {
    const own = { ...old, uid: "1000", gid: "1001", mode: 0o400, target: "/etc/token" };
    const foreign = toEngine(await swarm.services.secret("plain", "plain"));
    const service = await swarm.services.service("read", { replicas: 2, references: [own], foreign: [foreign] });
    const { serviceId, ...binding } =
      (await readBinding(swarm.connection.engine, service, swarm.services.owns)) ?? assert.fail();
    assert.deepEqual(binding, {
      ...{ serviceName: service, mode: "replicated", replicas: 2, references: [own], updateState: undefined },
    });
    assert.equal((await readBinding(swarm.connection.engine, serviceId, swarm.services.owns))?.serviceName, service);
    // The Engine itself would take the beginning of an ID for the service.
    assert.equal(await readBinding(swarm.connection.engine, serviceId.slice(0, 12), swarm.services.owns), undefined);
  });

  it("of a service that does not exist is undefined, cannot be flipped, and counts as detached", async () => {
    const service = `${swarm.services.namespace}_nowhere`;
    assert.equal(await readBinding(swarm.connection.engine, service, swarm.services.owns), undefined);
    await assertRefused(
      flip(swarm.connection, { service, desired: [next], owns: swarm.services.owns }),
      "no-service",
      service,
    );
    assert.equal(await detach(swarm.connection, { service, owns: swarm.services.owns }), undefined);
  });

  it("of a global service is flipped on every node", async () => {
    const service = await swarm.services.service("global", { replicas: "global", references: [old] });
    assert.equal((await readBinding(swarm.connection.engine, service, swarm.services.owns))?.mode, "global");
    const { replicas, updated } = await flip(swarm.connection, { service, desired: [next], owns: swarm.services.owns });
    assert.equal(updated, true);
    assert.deepEqual(
      replicas.map(({ slot, nodeId }) => [slot, nodeId.length]),
      [[undefined, 25]],
    );
    assert.deepEqual(await secretNames(service), [next.secretName]);
  });

  it("of a service with no replicas is flipped at once", async () => {
    const service = await swarm.services.service("none", { replicas: 0, references: [old] });
    const { replicas, updated } = await flip(
      swarm.connection,
      { service, desired: [next], owns: swarm.services.owns },
      { timeoutMs: 5000 },
    );
    assert.deepEqual([updated, replicas], [true, []]);
    assert.deepEqual(await secretNames(service), [next.secretName]);
  });

  it("of a start-first service is done only when the old task is gone", async () => {
    const service = await swarm.services.service("start_first", { references: [old], order: "start-first" });
    const { replicas } = await flip(swarm.connection, { service, desired: [next], owns: swarm.services.owns });
    assert.equal(replicas.length, 1);
  });

  it("of a job is refused with the reason, and nothing is written", async () => {
    const service = await swarm.services.service("job", { replicas: "job", references: [old] });
    await assertRefused(
      readBinding(swarm.connection.engine, service, swarm.services.owns),
      "job-mode",
      service,
      "runs it again",
    );
    await assertRefused(
      flip(swarm.connection, { service, desired: [next], owns: swarm.services.owns }),
      "job-mode",
      service,
    );
    await assertRefused(detach(swarm.connection, { service, owns: swarm.services.owns }), "job-mode", service);
    assert.deepEqual(swarm.proxy.writes(), []);
  });

  it("is flipped for many services at the same time", async () => {
    const names = await Promise.all(
      ["a", "b", "c", "d"].map((name) => swarm.services.service(`many_${name}`, { references: [old] })),
    );
    const flips = names.map((service) =>
      flip(swarm.connection, { service, desired: [next], owns: swarm.services.owns }),
    );
    const results = await Promise.all(flips);
    assert.ok(results.every(({ updated, replicas }) => updated && replicas.length === 1));
    const updates = swarm.proxy.writes().map(({ path }) => path);
    assert.equal(new Set(updates).size, 4);
  });
});

describe("the Swarm's secrets", () => {
  it("are found by their whole name, not by a prefix", async () => {
    const services = await TestServices.create();
    const { engine: client } = await connect();
    try {
      const eleven = await services.secret("key_v11", "key");
      assert.equal(await findSecret(client, `${services.namespace}_key_v1`), undefined);
      const one = await services.secret("key_v1", "key");
      assert.equal((await findSecret(client, one.secretName))?.id, one.secretId);
      const names = (await listSecrets(client, services.namespace)).map(({ name }) => name);
      assert.deepEqual(names, [one.secretName, eleven.secretName]);
      const byId = await findSecretsById(client, [eleven.secretId, "y".repeat(25)]);
      assert.deepEqual(
        byId.map(({ name }) => name),
        [eleven.secretName],
      );
      assert.deepEqual(await findSecretsById(client, []), []);
    } finally {
      await services.remove();
    }
  });
});

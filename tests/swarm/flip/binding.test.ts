import assert from "node:assert/strict";
import { connect, type Connection } from "../../../swarm/engine/client.ts";
import { toEngine, type SecretReference } from "../../../swarm/engine/references.ts";
import { findSecret, findSecretsById, listSecrets } from "../../../swarm/engine/secrets.ts";
import { detach, readBinding } from "../../../swarm/flip/binding.ts";
import { flip } from "../../../swarm/flip/flip.ts";
import { countingProxy, type EngineProxy } from "../../../tools/sandbox/engine-proxy.ts";
import { secretNames, TestServices } from "../../support/services.ts";
import { assertRefused } from "../../support/swarm-refusal.ts";

describe("a service's binding", () => {
  let services: TestServices;
  let proxy: EngineProxy;
  let connection: Connection;
  let old: SecretReference;
  let next: SecretReference;

  before(async () => {
    services = await TestServices.create();
    proxy = await countingProxy();
    connection = await connect(proxy.host);
    old = await services.secret("token_v1", "token");
    next = await services.secret("token_v2", "token");
  });
  beforeEach(() => {
    proxy.requests.length = 0;
  });
  after(async () => {
    await proxy.close();
    await services.remove();
  });

  it("is read with its owned references only, their target, owner and mode", async () => {
    const own = { ...old, uid: "1000", gid: "1001", mode: 0o400, target: "/etc/token" };
    const foreign = toEngine(await services.secret("plain", "plain"));
    const service = await services.service("read", { replicas: 2, references: [own], foreign: [foreign] });
    const { serviceId, ...binding } = (await readBinding(connection.engine, service, services.owns)) ?? assert.fail();
    assert.deepEqual(binding, {
      ...{ serviceName: service, mode: "replicated", replicas: 2, references: [own], updateState: undefined },
    });
    assert.equal((await readBinding(connection.engine, serviceId, services.owns))?.serviceName, service);
    // The Engine itself would take the beginning of an ID for the service.
    assert.equal(await readBinding(connection.engine, serviceId.slice(0, 12), services.owns), undefined);
  });

  it("of a service that does not exist is undefined, cannot be flipped, and counts as detached", async () => {
    const service = `${services.namespace}_nowhere`;
    assert.equal(await readBinding(connection.engine, service, services.owns), undefined);
    await assertRefused(flip(connection, { service, desired: [next], owns: services.owns }), "no-service", service);
    assert.equal(await detach(connection, { service, owns: services.owns }), undefined);
  });

  it("of a global service is flipped on every node", async () => {
    const service = await services.service("global", { replicas: "global", references: [old] });
    assert.equal((await readBinding(connection.engine, service, services.owns))?.mode, "global");
    const { replicas, updated } = await flip(connection, { service, desired: [next], owns: services.owns });
    assert.equal(updated, true);
    assert.deepEqual(
      replicas.map(({ slot, nodeId }) => [slot, nodeId.length]),
      [[undefined, 25]],
    );
    assert.deepEqual(await secretNames(service), [next.secretName]);
  });

  it("of a service with no replicas is flipped at once", async () => {
    const service = await services.service("none", { replicas: 0, references: [old] });
    const { replicas, updated } = await flip(
      connection,
      { service, desired: [next], owns: services.owns },
      { timeoutMs: 5000 },
    );
    assert.deepEqual([updated, replicas], [true, []]);
    assert.deepEqual(await secretNames(service), [next.secretName]);
  });

  it("of a start-first service is done only when the old task is gone", async () => {
    const service = await services.service("start_first", { references: [old], order: "start-first" });
    const { replicas } = await flip(connection, { service, desired: [next], owns: services.owns });
    assert.equal(replicas.length, 1);
  });

  it("of a job is refused with the reason, and nothing is written", async () => {
    const service = await services.service("job", { replicas: "job", references: [old] });
    await assertRefused(readBinding(connection.engine, service, services.owns), "job-mode", service, "runs it again");
    await assertRefused(flip(connection, { service, desired: [next], owns: services.owns }), "job-mode", service);
    await assertRefused(detach(connection, { service, owns: services.owns }), "job-mode", service);
    assert.deepEqual(proxy.writes(), []);
  });

  it("is flipped for many services at the same time", async () => {
    const names = await Promise.all(
      ["a", "b", "c", "d"].map((name) => services.service(`many_${name}`, { references: [old] })),
    );
    const flips = names.map((service) => flip(connection, { service, desired: [next], owns: services.owns }));
    const results = await Promise.all(flips);
    assert.ok(results.every(({ updated, replicas }) => updated && replicas.length === 1));
    const updates = proxy.writes().map(({ path }) => path);
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

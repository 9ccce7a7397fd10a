import assert from "node:assert/strict";
import process from "node:process";
import { connect } from "../../../swarm/engine/client.ts";
import { changeLedger } from "../../../swarm/ledger/store.ts";
import { lookAtSwarm } from "../../../swarm/look/look.ts";
import { countingProxy } from "../../../tools/sandbox/engine-proxy.ts";
import { eventually } from "../../support/eventually.ts";
import { changeByHand, inspect, TestServices } from "../../support/services.ts";
import { engine } from "../../support/swarm.ts";

describe("a look at the Swarm", function () {
  this.timeout(180_000);
  let services: TestServices;
  before(async () => {
    services = await TestServices.create();
  });
  after(async () => {
    await services.remove();
  });

  it("sees services with references, replicas and last update, secrets, and ledgers, in five requests in all", async () => {
    const [one, two] = [await services.secret("db_v1", "db"), await services.secret("db_v2", "db")];
    const api = await services.service("api", { replicas: 2, references: [one] });
    const job = await services.service("job", { replicas: "job" });
    await changeByHand(api, ({ TaskTemplate, Labels }) => {
      Object.assign(Labels, { team: "platform" });
      for (const reference of TaskTemplate.ContainerSpec.Secrets) {
        Object.assign(reference, { SecretID: two.secretId, SecretName: two.secretName });
      }
    });
    await eventually(
      "the update is over",
      async () => (await inspect(api)).UpdateStatus?.State === "completed" || undefined,
    );
    const addedAt = "2026-11-23T10:00:00.000Z";
    const proxy = await countingProxy();
    const connection = await connect(proxy.host);
    const { namespace } = services;
    await changeLedger(connection.engine, { namespace, logicalName: "db" }, () => ({ versions: { 1: { addedAt } } }));
    proxy.requests.length = 0;

    const facts = await lookAtSwarm(await connect(proxy.host), namespace);
    await proxy.close();
    assert.equal(proxy.requests.length, 5, JSON.stringify(proxy.requests));
    assert.equal(facts.reachable, true);
    assert.equal(facts.swarmId, ((await engine.swarmInspect()) as { ID: string }).ID);
    const { id, lastChange, update, ...seen } = facts.services.get(api) ?? assert.fail();
    assert.equal(id, (await inspect(api)).ID);
    assert.match(lastChange, /^by hand, or docker stack deploy of an older file, [-\d]+ [\d:]+ UTC$/);
    const { startedAt, completedAt, ...rest } = update ?? assert.fail();
    assert.deepEqual(rest, { state: "completed", message: "update completed" });
    assert.ok(Date.parse(startedAt) < Date.parse(completedAt ?? ""));
    assert.deepEqual(seen, {
      ...{ name: api, labels: { team: "platform" }, references: [two], previous: [one] },
      ...{ running: 2, desired: 2, job: undefined },
    });
    assert.equal(facts.services.get(job)?.job, "replicated-job");
    assert.deepEqual([...facts.secrets.keys()], [one.secretName, two.secretName]);
    assert.equal(facts.secrets.get(two.secretName)?.id, two.secretId);
    assert.deepEqual([...facts.ledgers], [["db", { versions: { 1: { addedAt } } }]]);
    assert.deepEqual([...facts.others], []);
  });

  it("tells apart what another namespace has that begins alike, by its labels", async () => {
    const { namespace } = services;
    const other = `${namespace}_eu`;
    const labelled = (owner: string) => ({ "busflow.namespace": owner });
    const own = await services.secret("eu_key_v1", "key", "a key", labelled(namespace));
    const foreign = await services.secret("eu_db_v1", "db", "another's", labelled(other));
    const connection = await connect(process.env["DOCKER_HOST"]);
    await changeLedger(connection.engine, { namespace: other, logicalName: "old" }, () => ({
      versions: {},
      current: 1,
    }));
    const look = (name: string) => lookAtSwarm(connection, name);
    const facts = await look(namespace);
    assert.ok(facts.secrets.has(own.secretName) && !facts.secrets.has(foreign.secretName));
    assert.deepEqual(
      [...facts.others].sort(),
      [
        [foreign.secretName, other],
        [`${other}_old`, other],
      ].sort(),
    );
    const theirs = await look(other);
    assert.deepEqual(
      [[...theirs.secrets.keys()], [...theirs.others]],
      [[foreign.secretName], [[own.secretName, namespace]]],
    );
    assert.deepEqual([...theirs.ledgers.keys()], ["old"]);
  });
});

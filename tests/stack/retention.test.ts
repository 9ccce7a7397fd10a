// What goes on record, and from when on the way back is kept: by the checkout's own program, on the real Swarm and under the real
// engine. Days go by where a test says so, see `age`.
import assert from "node:assert/strict";
import { changeByHand, choosy, inspect, secretNames } from "../support/services.ts";
import { inSteps } from "../support/steps.ts";
import { engine, namesIn } from "../support/swarm.ts";
import { assertClean, assertRefusal } from "./assertions.ts";
import { useStack } from "./use-stack.ts";

describe("the retention on record", function () {
  this.timeout(540_000);
  inSteps();

  const { stack, services, named } = useStack({
    deployed: { api: {}, worker: { command: choosy, failureAction: "rollback" } },
    declared: (config) => {
      config.services = { api: { secrets: ["db_reader"] } };
    },
    protect: true,
  });
  const [api, worker] = [named("api"), named("worker")];

  before(async () => {
    await stack.setValue("db_reader", 2);
    await stack.bump("db_reader", 2, [1]);
    assertClean(await stack.up());
  });

  it("speaks before anything advises to take a value away, when retain was forgotten", async () => {
    await stack.bump("db_reader", 2, []);
    for (const run of [await stack.run(["preview"]), await stack.up()]) {
      assertRefusal(run, "Keep it until then: retain: [1].");
      assert.doesNotMatch(run.output, /config rm/);
    }
    await stack.setValue("db_reader", 3);
    await stack.bump("db_reader", 3, []);
    const run = await stack.run(["preview"]);
    assertRefusal(run, "Keep them until then: retain: [1, 2].");
    assert.doesNotMatch(run.output, /config rm/);
    await stack.dropValue("db_reader", 3);
    await stack.bump("db_reader", 2, [1]);
  });

  it("takes no verification of another version for a rotation", async () => {
    await stack.age("db_reader", 100);
    await stack.bump("db_reader", 1, [2]);
    const target = ["--target", await stack.urnOf("swarm:index:RotationRecord", "db_reader")];
    const refusal = `${named("db_reader_v1")} cannot be put on record: ${api} was last verified on ${named("db_reader_v2")}.`;
    for (const run of [await stack.run(["preview", ...target]), await stack.run([...up, ...target])]) {
      assertRefusal(run, refusal);
    }
    assert.equal((await stack.ledgerOf("db_reader")).ledger.current, 2);
    await stack.bump("db_reader", 2, [1]);
    await stack.assertUnchanged();
  });

  it("is not on record of a service that somebody has put back meanwhile, though it was verified", async () => {
    await putBack(api, 1);
    await stack.succeed(["config", "set", "busflow-secrets:retention", "96"]);
    const target = ["--target", await stack.urnOf("swarm:index:RotationRecord", "db_reader")];
    assertRefusal(
      await stack.run([...up, ...target]),
      `${named("db_reader_v2")} cannot be put on record: ${api} asks for ${named("db_reader_v1")}.`,
    );
    await stack.succeed(["config", "rm", "busflow-secrets:retention"]);
  });

  it("names a service that was put back as what keeps the old version", async () => {
    await stack.bump("db_reader", 2, []);
    for (const run of [await stack.run(["preview"]), await stack.up()]) {
      assertRefusal(
        run,
        `${named("db_reader_v1")} cannot be retired: ${api} asks for it: somebody has put it back to it.`,
      );
      assertRefusal(run, "Keep it until then: retain: [1].");
    }
    await stack.bump("db_reader", 2, [1]);
  });

  it("begins anew when a service that was put back by hand is mended", async () => {
    assertClean(await stack.up());
    assert.deepEqual(await secretNames(api), [named("db_reader_v2")]);
    await assertRetained("version 2 was verified 0 min ago");
  });

  it("begins anew with a consumer that is added later", async () => {
    await stack.age("db_reader", 100);
    await stack.configure((config) => {
      config.services["worker"] = { secrets: ["db_reader"] };
    });
    assertClean(await stack.up());
    await assertRetained("version 2 was verified 0 min ago");
  });

  it("does not begin while nobody runs on the new version, and the run warns", async () => {
    await stack.age("db_reader", 100);
    await scale(worker, 0);
    await stack.setValue("db_reader", 3);
    await stack.bump("db_reader", 3, [2]);
    await stack.dropValue("db_reader", 1);
    const run = await stack.up();
    assert.equal(run.exitCode, 0, run.output);
    assert.match(run.output, new RegExp(`${named("db_reader_v3")} is not verified on ${worker}: no replica of it ran`));
    const { ledger, verifiedAt } = await stack.ledgerOf("db_reader");
    assert.deepEqual([ledger.current, ledger.settledAt, verifiedAt], [3, undefined, undefined]);
    await stack.age("db_reader", 100);
    const kept = await stack.dropValue("db_reader", 2);
    await stack.bump("db_reader", 3, []);
    for (const refused of [await stack.run(["preview"]), await stack.up()]) {
      assertRefusal(refused, `${named("db_reader_v2")} cannot be retired: version 3 is not verified yet`);
    }
    await stack.restoreValue("db_reader", 2, kept);
    await stack.bump("db_reader", 3, [2]);
    await stack.assertUnchanged();
  });

  it("begins once somebody does, without an update of the service", async () => {
    await scale(worker, 1);
    await services.running(worker, 1);
    const writes = await stack.writesDuring(async () => {
      assertClean(await stack.up());
    });
    assert.deepEqual(
      writes.filter(({ path }) => path.startsWith("/services/")),
      [],
    );
    const { ledger, verifiedAt } = await stack.ledgerOf("db_reader");
    assert.equal(ledger.settledAt, verifiedAt);
    assert.notEqual(verifiedAt, undefined);
    await stack.assertUnchanged();
  });

  it("begins anew when a wave failed after the rotation was on record, and the service was put back", async () => {
    await stack.configure((config) => {
      config.services = {
        api: { secrets: ["db_reader"], wave: 0 },
        worker: later,
      };
    });
    await stack.succeed(["up", "--yes", "--skip-preview"]);
    await stack.setValue("db_reader", 4);
    await stack.setValue("db_writer", 2, "bad");
    await stack.bump("db_reader", 4, [2, 3]);
    await stack.bump("db_writer", 2, [1]);
    assertRefusal(await stack.up(), `${worker}: Swarm `);
    assert.deepEqual(await secretNames(api), [named("db_reader_v3")]);
    await stack.age("db_reader", 100);
    await stack.setValue("db_writer", 3);
    await stack.bump("db_writer", 3, [1, 2]);
    assertClean(await stack.up());
    assert.deepEqual(await secretNames(api), [named("db_reader_v4")]);
    const kept = await stack.dropValue("db_reader", 3);
    await stack.bump("db_reader", 4, [2]);
    assertRefusal(await stack.run(["preview"]), "version 4 was verified 0 min ago");
    await stack.restoreValue("db_reader", 3, kept);
    await stack.bump("db_reader", 4, [2, 3]);
    await stack.assertUnchanged();
  });

  const later = { secrets: ["db_writer"], wave: 1, onFailure: "revert" };
  const up = ["up", "--yes", "--skip-preview"];

  /** As `docker stack deploy` of an older file does: the labels that it does not know go. */
  async function putBack(service: string, version: number): Promise<void> {
    const { SecretID, SecretName } = await referenceTo(version);
    await changeByHand(service, (spec) => {
      spec.Labels = {};
      for (const reference of spec.TaskTemplate.ContainerSpec.Secrets)
        Object.assign(reference, { SecretID, SecretName });
    });
    await services.running(service, 1);
  }

  async function referenceTo(version: number) {
    const { secretId, secretName } = await stack.reference("db_reader", version);
    return { SecretID: secretId, SecretName: secretName };
  }

  async function scale(service: string, Replicas: number): Promise<void> {
    const { Version, Spec } = await inspect(service);
    await engine.getService(service).update({
      version: Version.Index,
      ...Spec,
      Mode: { Replicated: { Replicas } },
    });
    await services.running(service, Replicas);
  }

  /** A retirement of version 1 is refused, and nothing is lost. */
  async function assertRetained(text: string): Promise<void> {
    const kept = await stack.dropValue("db_reader", 1);
    await stack.bump("db_reader", 2, []);
    for (const run of [await stack.run(["preview"]), await stack.up()]) {
      assertRefusal(run, `${named("db_reader_v1")} cannot be retired before`);
      assertRefusal(run, text);
    }
    await stack.restoreValue("db_reader", 1, kept);
    await stack.bump("db_reader", 2, [1]);
    assert.ok((await namesIn(services.namespace)).includes(named("db_reader_v1")));
    await stack.assertUnchanged();
  }
});

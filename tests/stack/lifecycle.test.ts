// Retention, retirement and rollback by the checkout's own program, on the real Swarm and under the real engine.
import assert from "node:assert/strict";
import { inspect, secretNames } from "../support/services.ts";
import { inSteps } from "../support/steps.ts";
import { engine, namesIn } from "../support/swarm.ts";
import { assertClean, assertRefusal, shownMoves } from "./assertions.ts";
import { useStack } from "./use-stack.ts";
import { there } from "../support/there.ts";

describe("the life of a version", function () {
  this.timeout(540_000);
  inSteps();

  const { stack, services, named } = useStack({
    deployed: { api: { replicas: 2 }, worker: {} },
    declared: (config) => {
      config.services = { api: { secrets: ["db_writer", "db_reader"] }, worker: { secrets: ["db_reader"] } };
    },
    protect: true,
  });
  const [api, worker] = [named("api"), named("worker")];

  it("is on record with each replica that was seen on it", async () => {
    const { ledger, verifications, verifiedAt } = await stack.ledgerOf("db_reader");
    assert.equal(ledger.current, 1);
    assert.equal(verifiedAt, ledger.settledAt);
    assert.deepEqual(Object.keys(verifications).sort(), [api, worker]);
    const { replicas } = there(verifications[api]);
    assert.equal(replicas.length, 2);
    for (const { task, node } of replicas) {
      const { NodeID } = (await engine.getTask(task).inspect()) as { NodeID: string };
      assert.equal(NodeID, node);
    }
  });

  it("does not end in the run that flips its services away from it", async () => {
    await stack.setValue("db_reader", 2);
    const kept = await stack.dropValue("db_reader", 1);
    await stack.bump("db_reader", 2, []);
    const message = `${named("db_reader_v1")} cannot be retired: services run on it until another version is verified.`;
    await assertRefused(message, "Keep it as the way back: retain: [1].");
    await stack.restoreValue("db_reader", 1, kept);
  });

  it("goes on as the way back", async () => {
    await stack.bump("db_reader", 2, [1]);
    assertClean(await stack.up());
    assert.deepEqual(await secretNames(worker), [named("db_reader_v2")]);
    assert.ok((await namesIn(services.namespace)).includes(named("db_reader_v1")));
  });

  it("does not end before its retention is over, and the refusal says when that is", async () => {
    await stack.bump("db_reader", 2, []);
    const kept = await stack.dropValue("db_reader", 1);
    const { settledAt = "" } = (await stack.ledgerOf("db_reader")).ledger;
    const due = new Date(Date.parse(settledAt) + 72 * 3_600_000).toISOString().slice(0, 16);
    await assertRefused(
      `${named("db_reader_v1")} cannot be retired before ${due}Z: version 2 was verified 0 min ago, and the one before is kept for 72 h (71 h left).`,
      "Keep it until then: retain: [1]. In an incident set incident.revokedAt.",
    );
    await stack.age("db_reader", 71);
    await assertRefused(`${named("db_reader_v1")} cannot be retired before`, "was verified 71 h ago");
    await stack.restoreValue("db_reader", 1, kept);
    await stack.bump("db_reader", 2, [1]);
    await stack.assertUnchanged();
  });

  it("is what one change of the config goes back to, and forth again", async () => {
    const { Image } = await specOf(api);
    await stack.bump("db_reader", 1, [2]);
    const { output } = await stack.succeed(["preview", "--diff"]);
    const back = [`${named("db_reader_v2")} => ${named("db_reader_v1")}`];
    assert.deepEqual(shownMoves(output), { api: back, worker: back });
    const writes = await stack.writesDuring(async () => {
      assertClean(await stack.up());
    });
    assert.equal(writes.filter(({ path }) => path.startsWith("/services/")).length, 2);
    assert.deepEqual(await secretNames(api), [named("db_reader_v1"), named("db_writer_v1")]);
    assert.equal((await specOf(api)).Image, Image);

    await stack.bump("db_reader", 2, [1]);
    assertClean(await stack.up());
    assert.deepEqual(await secretNames(worker), [named("db_reader_v2")]);
  });

  it("is kept for longer where the config says so", async () => {
    await stack.age("db_reader", 73);
    await stack.bump("db_reader", 2, []);
    await stack.dropValue("db_reader", 1);
    await stack.succeed(["config", "set", "busflow-secrets:retention", "96"]);
    await assertRefused(`${named("db_reader_v1")} cannot be retired before`, "kept for 96 h (22 h left)");
    await stack.succeed(["config", "rm", "busflow-secrets:retention"]);
  });

  it("ends when its retention is over, and nothing leads back to it", async () => {
    assert.ok(JSON.stringify((await inspect(api)).PreviousSpec).includes(named("db_reader_v1")));
    const tasks = await stack.writesDuring(async () => {
      assertClean(await stack.up());
    });
    assert.ok(!(await namesIn(services.namespace)).includes(named("db_reader_v1")));
    for (const service of [api, worker]) {
      assert.ok(!JSON.stringify(await inspect(service)).includes(named("db_reader_v1")), service);
    }
    assert.equal(tasks.filter(({ path }) => path.startsWith("/services/")).length, 2);
    await services.running(api, 2);
    await stack.assertUnchanged();
  });

  it("never begins again", async () => {
    await stack.setValue("db_reader", 1);
    await stack.bump("db_reader", 1, [2]);
    await assertRefused(`${named("db_reader_v1")} was retired`, "a version number is never used again");
    await stack.dropValue("db_reader", 1);
    await stack.bump("db_reader", 2, []);
    await stack.assertUnchanged();
  });

  it("does not end with its stack, nor with its place in the config, while the stack is protected", async () => {
    const destroyed = await stack.writesDuring(async () => {
      const destroy = ["destroy", "--yes", "--skip-preview"];
      assertRefusal(await stack.run(destroy), "--run-program");
      assertRefusal(await stack.run([...destroy, "--run-program"]), "protect");
    });
    assert.deepEqual(destroyed, []);
    await stack.configure(({ secrets, services: bound, values }) => {
      delete secrets["slack_ops_webhook"];
      delete values["slack_ops_webhook"];
      bound["api"] = { secrets: ["db_reader", "db_writer"] };
    });
    const version = await stack.urnOf("docker:index/secret:Secret", named("slack_ops_webhook_v1"));
    const target = ["up", "--yes", "--skip-preview", "--target", version];
    const writes = await stack.writesDuring(async () => {
      assertRefusal(await stack.run(["preview"]), "because it is protected");
      assertRefusal(await stack.up(), "pulumi state unprotect");
      assertRefusal(await stack.run(target), "was not specified in --target list");
      assertRefusal(await stack.run([...target, "--target-dependents"]), "protect");
    });
    assert.deepEqual(writes, []);
  });

  it("leaves the config on purpose, and its numbers stay used", async () => {
    await stack.unprotect("slack_ops_webhook");
    assertClean(await stack.up());
    assert.ok(!(await namesIn(services.namespace)).includes(named("slack_ops_webhook_v1")));
    await stack.configure(({ secrets }) => {
      secrets["slack_ops_webhook"] = { class: "swarm-infra", current: 1 };
    });
    await stack.setValue("slack_ops_webhook", 1);
    await assertRefused(`${named("slack_ops_webhook_v1")} was retired`, "Use version 2");
    await stack.dropValue("slack_ops_webhook", 1);
    await stack.setValue("slack_ops_webhook", 2);
    await stack.bump("slack_ops_webhook", 2, []);
    assertClean(await stack.up());
  });

  it("is not deleted while a service outside the stack uses it", async () => {
    const foreign = await services.service("foreign", { references: [await stack.reference("slack_ops_webhook", 2)] });
    await stack.setValue("slack_ops_webhook", 3);
    await stack.bump("slack_ops_webhook", 3, [2]);
    assertClean(await stack.up());
    await stack.age("slack_ops_webhook", 73);
    await stack.bump("slack_ops_webhook", 3, []);
    await stack.dropValue("slack_ops_webhook", 2);
    assertRefusal(
      await stack.up(),
      `${named("slack_ops_webhook_v2")} cannot be deleted: ${foreign} still asks for it.`,
    );
    assert.ok((await namesIn(services.namespace)).includes(named("slack_ops_webhook_v2")));
    await engine.getService(foreign).remove();
    assertClean(await stack.up());
    assert.ok(!(await namesIn(services.namespace)).includes(named("slack_ops_webhook_v2")));
  });

  it("ends though somebody has deleted it by hand", async () => {
    await stack.setValue("slack_ops_webhook", 4);
    await stack.bump("slack_ops_webhook", 4, [3]);
    assertClean(await stack.up());
    await stack.age("slack_ops_webhook", 73);
    await stack.bump("slack_ops_webhook", 4, []);
    await stack.dropValue("slack_ops_webhook", 3);
    const secret = engine.getSecret(named("slack_ops_webhook_v3"));
    const { ID: id } = (await secret.inspect()) as { ID: string };
    await secret.remove();
    assertClean(await stack.up());
    // The secret that stood in for it had its ID for a name.
    assert.deepEqual(await namesIn(id), []);
    await stack.assertUnchanged();
  });

  it("ends with its stack, on purpose, as the runbook says", async () => {
    for (const service of [api, worker]) await engine.getService(service).remove();
    await stack.succeed(["config", "set", "busflow-secrets:protect", "false"]);
    await stack.succeed(["config", "set", "busflow-secrets:services", "{}"]);
    await stack.unprotectAll();
    await stack.succeed(["destroy", "--yes", "--skip-preview", "--run-program"]);
    const left = await namesIn(services.namespace);
    assert.deepEqual(
      left.filter((name) => /_v\d+$/.test(name)),
      [],
    );
  });

  /** Refused at preview, and by an up that had none, with nothing changed. */
  async function assertRefused(...texts: string[]): Promise<void> {
    const writes = await stack.writesDuring(async () => {
      for (const run of [await stack.run(["preview"]), await stack.up()]) {
        for (const text of texts) assertRefusal(run, text);
      }
    });
    assert.deepEqual(writes, []);
  }

  async function specOf(service: string): Promise<{ Image: string }> {
    return (await inspect(service)).Spec.TaskTemplate.ContainerSpec as unknown as { Image: string };
  }
});

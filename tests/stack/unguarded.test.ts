// The rules of a version's life hold whatever the operator typed, and whatever was done to the state.
import assert from "node:assert/strict";
import { secretNames } from "../support/services.ts";
import { inSteps } from "../support/steps.ts";
import { engine, namesIn } from "../support/swarm.ts";
import { assertClean, assertRefusal } from "./assertions.ts";
import { useStack } from "./use-stack.ts";

const secretType = "docker:index/secret:Secret";
const recordType = "swarm:index:RotationRecord";

describe("a version that nobody watches over", function () {
  this.timeout(540_000);
  inSteps();

  /** By how many minutes the Engine's clock is ahead of this machine's. */
  let aheadBy = 0;
  const { stack, services, named } = useStack({
    deployed: { api: {} },
    declared: (config) => {
      config.services = { api: { secrets: ["db_reader", "db_writer"] } };
    },
    interfere: async ({ path }) => {
      if (path !== "/info" || aheadBy === 0) return undefined;
      const body = (await engine.info()) as object;
      return { status: 200, body: { ...body, SystemTime: new Date(Date.now() + aheadBy * 60_000).toISOString() } };
    },
  });
  const api = named("api");
  const early = (): string => `${named("db_reader_v1")} cannot be retired before`;

  before(async () => {
    await stack.setValue("db_reader", 2);
    await stack.bump("db_reader", 2, [1]);
    assertClean(await stack.up());
  });

  it("is judged by the Engine's clock, which this machine's has to agree with", async () => {
    aheadBy = 5;
    const skew = "is 300 s ahead of this machine's.";
    assertRefusal(await stack.run(["preview"]), skew);
    assertRefusal(await stack.up(), skew);
    aheadBy = 0.5;
    await stack.assertUnchanged();
    aheadBy = 0;
  });

  it("is not overwritten by another value, without a preview", async () => {
    const kept = await stack.dropValue("db_reader", 1);
    await stack.setValue("db_reader", 1, "postgres://another");
    assertRefusal(await stack.up(), `${named("db_reader_v1")} exists`);
    assertRefusal(await stack.run(["preview"]), `${named("db_reader_v1")} exists with another value`);
    await stack.restoreValue("db_reader", 1, kept);
    await stack.assertUnchanged();
    await assertKept();
  });

  it("is not removed early by a run with other flags", async () => {
    const urn = await stack.urnOf(secretType, named("db_reader_v1"));
    await stack.bump("db_reader", 2, []);
    const kept = await stack.dropValue("db_reader", 1);
    for (const flags of [
      ["--refresh"],
      ["--target", urn],
      ["--target", urn, "--target-dependents"],
      ["--continue-on-error"],
    ]) {
      assertRefusal(await stack.run(["up", "--yes", "--skip-preview", ...flags]), early());
    }
    await assertKept();
    await stack.restoreValue("db_reader", 1, kept);
  });

  it("is not removed early when the state has forgotten its ledger", async () => {
    await stack.forget(recordType, "db_reader");
    const kept = await stack.dropValue("db_reader", 1);
    assertRefusal(await stack.up(), early());
    await assertKept();
    await stack.restoreValue("db_reader", 1, kept);
    await stack.bump("db_reader", 2, [1]);
    assertClean(await stack.up());
    const { ledger } = await stack.ledgerOf("db_reader");
    assert.deepEqual(Object.keys(ledger.versions), ["1", "2"]);
  });

  it("is not removed early when the Swarm has forgotten its ledger", async () => {
    await engine.getConfig(named("db_reader")).remove();
    const urn = await stack.urnOf(secretType, named("db_reader_v1"));
    await stack.bump("db_reader", 2, []);
    const kept = await stack.dropValue("db_reader", 1);
    assertRefusal(await stack.up(), early());
    // A run that is to look at the version alone does not come to its ledger, and leaves it where it is.
    await stack.succeed(["up", "--yes", "--skip-preview", "--target", urn, "--target-dependents"]);
    await assertKept();
    await stack.restoreValue("db_reader", 1, kept);
    await stack.bump("db_reader", 2, [1]);
    // What is on record in the state is on record on the Swarm again after the next change.
    await stack.configure((config) => {
      config.services["api"] = { secrets: ["db_reader"] };
    });
    await stack.setValue("db_reader", 3);
    await stack.bump("db_reader", 3, [1, 2]);
    assertClean(await stack.up());
    const { ledger } = await stack.ledgerOf("db_reader");
    assert.deepEqual(Object.keys(ledger.versions), ["1", "2", "3"]);
  });

  it("is not removed early when nobody has its ledger any more", async () => {
    await engine.getConfig(named("db_reader")).remove();
    await stack.forget(recordType, "db_reader");
    await stack.bump("db_reader", 3, [2]);
    await stack.dropValue("db_reader", 1);
    assertRefusal(await stack.up(), early());
    assert.ok((await namesIn(services.namespace)).includes(named("db_reader_v1")));
  });

  it("that services run on is left alone when the state has forgotten it", async () => {
    await stack.bump("db_reader", 3, [2]);
    await stack.forget(secretType, named("db_reader_v3"));
    assertRefusal(
      await stack.up(),
      `${named("db_reader_v3")} exists on the Swarm and services were on it, but the stack's state does not know it.`,
    );
    assert.deepEqual(await secretNames(api), [named("db_reader_v3")]);
    assert.ok((await namesIn(services.namespace)).includes(named("db_reader_v3")));
  });

  async function assertKept(): Promise<void> {
    const present = (await namesIn(services.namespace)).filter((name) => name.includes("_db_reader_"));
    assert.deepEqual(present, [named("db_reader_v1"), named("db_reader_v2")]);
    assert.ok((await secretNames(api)).includes(named("db_reader_v2")));
  }
});

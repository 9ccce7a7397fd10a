// The pack under the real engine: correct rotations pass without a word of it, and what it refuses fails the preview.
import type { Run } from "../support/pulumi.ts";
import {} from "../support/services.ts";
import { inSteps } from "../support/steps.ts";
import { assertClean, assertPoliciesSilent } from "./assertions.ts";
import { useStack } from "./use-stack.ts";

const withPack = ["--policy-pack", "policy"];

describe("the policy pack, on a stack whose rotations are correct", function () {
  this.timeout(540_000);
  inSteps();

  const { stack } = useStack({ deployed: { api: {}, worker: {} }, protect: true });

  before(async () => {
    await stack.configure((config) => {
      config.services = { api: { secrets: ["db_writer", "db_reader"] }, worker: { secrets: ["db_reader"] } };
    });
  });

  it("has nothing to say of a stack that begins", async () => {
    await assertSilent();
  });

  it("has nothing to say of a rotation, nor once it is done", async () => {
    await stack.setValue("db_reader", 2);
    await stack.bump("db_reader", 2, [1]);
    await assertSilent();
    assertSilentRun(await stack.run(["preview", ...withPack, "--expect-no-changes"]));
  });

  it("has nothing to say of a rollback, and of going forth again", async () => {
    await stack.bump("db_reader", 1, [2]);
    await assertSilent();
    await stack.bump("db_reader", 2, [1]);
    await assertSilent();
  });

  it("has nothing to say of a retirement when its time has come", async () => {
    await stack.age("db_reader", 73);
    await stack.bump("db_reader", 2, []);
    await stack.dropValue("db_reader", 1);
    await assertSilent();
  });

  it("has nothing to say of an incident's rotation", async () => {
    const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
    await stack.setValue("db_reader", 3);
    await stack.dropValue("db_reader", 2);
    const incident = { ticket: "SEC-1", discoveredAt: ago(30), revokedAt: ago(10) };
    await stack.declare("db_reader", { current: 3, retain: [], incident });
    await assertSilent();
    await stack.declare("db_reader", { incident: undefined });
    await assertSilent();
  });

  /** Neither the preview nor the run is stopped, warned of, or left unchecked. */
  async function assertSilent(): Promise<void> {
    assertSilentRun(await stack.run(["preview", ...withPack]));
    assertSilentRun(await stack.run(["up", "--yes", "--skip-preview", ...withPack]));
  }

  function assertSilentRun(run: Run): void {
    assertClean(run);
    assertPoliciesSilent(run);
  }
});

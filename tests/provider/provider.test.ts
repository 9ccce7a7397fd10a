import assert from "node:assert/strict";
import { SwarmProvider } from "../../provider/provider.ts";
import { withEnvironment } from "../support/environment.ts";

const provider = new SwarmProvider();
const urn = (type: string): string => `urn:pulumi:dev::busflow-secrets::busflow:index:Parent$${type}::db_writer`;
const inputs = {
  ...{ namespace: "busflow", secret: "db_writer", current: 1 },
  ...{ versions: { 1: "print of 1" }, consumers: [] },
};

describe("the swarm provider", () => {
  it("finds the resource by the type in the URN, also under a parent", async () => {
    const addedAt = "2026-01-02T03:04:05.678Z";
    const ledger = { current: 1, settledAt: addedAt, versions: { 1: { addedAt } } };
    const state = { ...inputs, ledger };
    const diff = await provider.diff("busflow_db_writer", urn("swarm:index:RotationRecord"), state, inputs);
    assert.deepEqual(diff, { changes: false });
  });

  it("forgets a ledger without a word to the Swarm", async () => {
    await withEnvironment({ DOCKER_HOST: "unix:///nowhere/docker.sock" }, async () => {
      await provider.delete("busflow_db_writer", urn("swarm:index:RotationRecord"), inputs);
      // The near miss: a binding has to be taken off its service.
      const bound = { ...inputs, service: "busflow_api", secrets: {} };
      await assert.rejects(
        provider.delete("api", urn("swarm:index:ServiceSecretBinding"), bound),
        /^SwarmError: Cannot reach the Docker Engine/,
      );
    });
  });

  it("refuses a type that it does not have", async () => {
    await assert.rejects(provider.create(urn("swarm:index:Service"), inputs), {
      message: "The swarm provider has no resource type swarm:index:Service.",
    });
  });
});

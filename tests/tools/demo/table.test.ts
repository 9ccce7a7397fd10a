import assert from "node:assert/strict";
import { resourceTypes } from "../../../rotation/contract.ts";
import type { EngineReference } from "../../../swarm/engine/references.ts";
import type { Standing, StandingTask } from "../../../swarm/look/standing.ts";
import { rotationRows } from "../../../tools/demo/table.ts";

const urn = (type: string, name: string): string => `urn:pulumi:dev::busflow-secrets::${type}::${name}`;

function binding(name: string, service: string, ...secretNames: string[]) {
  const secrets = Object.fromEntries(secretNames.map((secretName) => [secretName, { secretName }]));
  const outputs = { namespace: "busflow", service, secrets, seconds: 8.25 };
  return { type: resourceTypes.binding, urn: urn(resourceTypes.binding, name), outputs };
}

const record = {
  type: resourceTypes.record,
  urn: urn(resourceTypes.record, "db"),
  outputs: { secret: "db", versions: { 1: "f1", 2: "f2" } },
};

function reference(secretName: string): EngineReference {
  return {
    SecretID: `id of ${secretName}`,
    SecretName: secretName,
    File: { Name: "x", UID: "0", GID: "0", Mode: 0o444 },
  };
}

/** A service with two replicas, made for these. */
function standing(serviceName: string, asked: string[], made = asked): Standing {
  const task = (ID: string): StandingTask => ({
    ...{ ID, ServiceID: "s", NodeID: "n", DesiredState: "running", Status: { State: "running", Timestamp: "" } },
    Spec: { ContainerSpec: { Secrets: made.map(reference) } },
  });
  const Spec = {
    ...{ Name: serviceName, Mode: { Replicated: { Replicas: 2 } } },
    TaskTemplate: { ContainerSpec: { Secrets: asked.map(reference) } },
  };
  const secrets = [...asked, "busflow_db_v2"].map((name) => {
    return [name, { id: `id of ${name}`, name, labels: {}, createdAt: "" }] as const;
  });
  return {
    services: [{ ID: "s", UpdatedAt: "", Version: { Index: 1 }, Spec }],
    tasks: [task("1"), task("2")],
    secrets: new Map(secrets),
    nodes: new Map(),
  };
}

describe("the table that npm start ends with", () => {
  it("has each secret of each service, by the service's own name on the Swarm", () => {
    const names = ["busflow_db_v2", "busflow_key_v1"];
    const rows = rotationRows([record, binding("api", "shop_web", ...names)], standing("shop_web", names));
    assert.deepEqual(rows, [
      ["service", "secret", "version", "replicas", "seconds"],
      ["api", "db", "v1 → v2", "2 of 2", "8.3"],
      ["api", "key", "v1", "2 of 2", "8.3"],
    ]);
  });

  it("says what a service is on that is not on what the state says", () => {
    const replicas = (...args: Parameters<typeof standing>) =>
      rotationRows([binding("api", "busflow_api", "busflow_db_v2")], standing(...args))[1]?.[3];
    assert.equal(replicas("busflow_api", ["busflow_db_v1"]), "asks for busflow_db_v1");
    assert.equal(replicas("busflow_api", ["busflow_db_v2"], ["busflow_db_v1"]), "still runs on busflow_db_v1");
    assert.equal(replicas("busflow_api", ["busflow_db_v2"], []), "still runs without it");
    assert.equal(replicas("busflow_other", ["busflow_db_v2"]), "is gone");
  });
});

// What a look at the Swarm says of who runs on what.
import assert from "node:assert/strict";
import type { EngineReference } from "../../../swarm/engine/references.ts";
import type { EngineService } from "../../../swarm/engine/service.ts";
import { deviations, lingering, replicasOn, type Standing, type StandingTask } from "../../../swarm/look/standing.ts";

/** A version's ID is `id<n>`, unless it was removed and made again. */
function reference(version: number, SecretID = `id${version}`): EngineReference {
  return { SecretID, SecretName: `busflow_db_v${version}`, File: { Name: "db", UID: "0", GID: "0", Mode: 0o444 } };
}

const foreign: EngineReference = { ...reference(1, "other"), SecretName: "busflow_other_v1" };
const versionOf = (name: string): number | undefined => {
  const number = /^busflow_db_v(\d+)$/.exec(name)?.[1];
  return number === undefined ? undefined : Number(number);
};

function service(name: string, Secrets: EngineReference[] | null): EngineService {
  const TaskTemplate = { ContainerSpec: { Secrets } };
  return {
    ID: `id of ${name}`,
    UpdatedAt: "",
    Version: { Index: 1 },
    Spec: { Name: name, Mode: { Replicated: {} }, TaskTemplate },
  };
}

function task(
  of: string,
  version: number,
  more: { state?: string; desired?: string; node?: string } = {},
): StandingTask {
  const { state = "running", desired = "running", node = "n1" } = more;
  return {
    ...{ ID: `${of} on ${version}`, ServiceID: `id of ${of}`, NodeID: node, DesiredState: desired },
    Status: { State: state, Timestamp: "2026-11-27T00:00:00Z" },
    Spec: { ContainerSpec: { Secrets: [foreign, reference(version)] } },
  };
}

function standing(services: EngineService[], tasks: StandingTask[]): Standing {
  const nodes = new Map([
    ["n1", { hostname: "worker-1", state: "ready" }],
    ["n2", { hostname: "worker-2", state: "down" }],
    ["n3", { hostname: "worker-3", state: "unknown" }],
  ]);
  return { services, tasks, nodes, secrets: new Map() };
}

describe("a consumer of version 2", () => {
  const cases: [string, EngineService[], StandingTask[], string | undefined][] = [
    ["stands on it", [service("api", [foreign, reference(2)])], [task("api", 2)], undefined],
    ["stands on it twice", [service("api", [reference(2), reference(2)])], [task("api", 2)], undefined],
    ["stands on it without a replica", [service("api", [reference(2)])], [], undefined],
    [
      "stands on it while an old replica is being stopped",
      [service("api", [reference(2)])],
      [task("api", 2), task("api", 1, { desired: "shutdown" })],
      undefined,
    ],
    ["is gone", [], [], "is gone"],
    ["asks for another version", [service("api", [reference(1)])], [task("api", 2)], "asks for busflow_db_v1"],
    [
      "asks for another version besides",
      [service("api", [reference(2), reference(3)])],
      [task("api", 2)],
      "asks for busflow_db_v3",
    ],
    ["asks for one of that name that is gone", [service("api", [reference(2, "gone")])], [], "asks for busflow_db_v2"],
    ["asks for none", [service("api", [foreign])], [task("api", 2)], "does not ask for it"],
    ["asks for nothing at all", [service("api", null)], [], "does not ask for it"],
    [
      "has a replica left on another version",
      [service("api", [reference(2)])],
      [task("api", 2), task("api", 1)],
      "still runs on busflow_db_v1",
    ],
    [
      "has a replica left from before it had the secret at all",
      [service("api", [reference(2)])],
      [task("api", 2), { ...task("api", 2), Spec: { ContainerSpec: { Secrets: [foreign] } } }],
      "still runs without it",
    ],
    [
      "is not blamed for another service's replica",
      [service("api", [reference(2)]), service("worker", [reference(1)])],
      [task("api", 2), task("worker", 1)],
      undefined,
    ],
  ];
  for (const [what, services, tasks, expected] of cases) {
    it(what, () => {
      const found = deviations(standing(services, tasks), ["api"], { versionOf, secretId: "id2" });
      assert.deepEqual(found, expected === undefined ? [] : [{ service: "api", what: expected }]);
    });
  }
});

describe("the replicas on version 2", () => {
  const on = (replicas: number | undefined, ...tasks: StandingTask[]) => {
    const api = service("api", [reference(2)]);
    if (replicas !== undefined) api.Spec.Mode = { Replicated: { Replicas: replicas } };
    return replicasOn(standing([api], tasks), "api", { versionOf, secretId: "id2" });
  };

  it("are those that run on it, of all that should", () => {
    assert.deepEqual(on(2, task("api", 2), task("api", 2)), { running: 2, wanted: 2 });
    assert.deepEqual(on(undefined, task("api", 2), task("api", 2)), { running: 2, wanted: 2 });
    assert.deepEqual(on(3, task("api", 2), task("api", 1)), { running: 1, wanted: 3 });
    assert.deepEqual(on(1, task("api", 2, { state: "starting" })), { running: 0, wanted: 1 });
    assert.deepEqual(on(1, task("api", 2, { desired: "shutdown" })), { running: 0, wanted: 1 });
    assert.deepEqual(on(1, task("worker", 2)), { running: 0, wanted: 1 });
  });

  it("are none of a service that is gone", () => {
    const look = standing([], [task("api", 2)]);
    assert.deepEqual(replicasOn(look, "api", { versionOf, secretId: "id2" }), { running: 0, wanted: 0 });
  });
});

describe("what lingers where version 2 is current", () => {
  const on = (...tasks: StandingTask[]) => lingering(standing([], tasks), versionOf, 2);

  it("is an old version on a node that does not answer, named once", () => {
    const old = { node: "n2", desired: "shutdown" };
    assert.deepEqual(on(task("api", 1, old), task("worker", 1, old), task("api", 2, old)), [
      { node: "n2", hostname: "worker-2", version: 1 },
    ]);
    assert.deepEqual(on(task("api", 1, { ...old, node: "n3" })), [{ node: "n3", hostname: "worker-3", version: 1 }]);
  });

  it("is one that Swarm calls orphaned, as long as its node is there and silent", () => {
    const orphaned = { state: "orphaned", desired: "shutdown" };
    assert.equal(on(task("api", 1, { ...orphaned, node: "n2" })).length, 1);
    assert.deepEqual(
      on(task("api", 1, { ...orphaned, node: "n1" }), task("api", 1, { ...orphaned, node: "gone" })),
      [],
    );
  });

  it("is none that has ended, nor one on a node that answers or was removed", () => {
    const ended = ["complete", "failed", "shutdown", "rejected", "remove"];
    assert.deepEqual(on(...ended.map((state) => task("api", 1, { node: "n2", desired: "shutdown", state }))), []);
    assert.deepEqual(on(task("api", 1, { desired: "shutdown" }), task("api", 1, { node: "gone" })), []);
  });
});

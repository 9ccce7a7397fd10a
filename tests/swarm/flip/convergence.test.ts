// What no real Swarm shows on demand: answers of an engine that is a fake, one look at a time.
import assert from "node:assert/strict";
import type { SecretReference } from "../../../rotation/reference.ts";
import { connect } from "../../../swarm/engine/client.ts";
import { Patience } from "../../../swarm/engine/patience.ts";
import { toEngine } from "../../../swarm/engine/references.ts";
import type { Replica } from "../../../swarm/engine/replica.ts";
import type { Goal } from "../../../swarm/flip/convergence.ts";
import { converge } from "../../../swarm/flip/flip.ts";
import { fakeEngine } from "../../../tools/sandbox/engine-proxy.ts";
import { assertRefused } from "../../support/swarm-refusal.ts";

const reference = (version: number): SecretReference => ({
  ...{
    secretName: `busflow_token_v${version}`,
    secretId: `id-of-v${version}`,
    target: "token",
    uid: "0",
    gid: "0",
    mode: 0o444,
  },
});

const template = (...versions: number[]) => ({
  ContainerSpec: { Secrets: versions.map((version) => toEngine(reference(version))) },
});

const longAgo = "2020-01-01T00:00:00Z";

/** A task of version 2 that has been running for long, but for what a test changes. */
const task = (slot: number, { version = 2, state = "running", desired = "running", since = longAgo } = {}) => ({
  ...{ ID: `task-${slot}-v${version}`, Slot: slot, NodeID: "node", DesiredState: desired },
  ...{ Status: { State: state, Timestamp: since }, Spec: template(version) },
});

/** A service of two replicas whose spec asks for version 2, but for what a test changes. */
const service = ({ versions = [2], index = 11, status = "" } = {}) => ({
  ...{ ID: "service", Version: { Index: index } },
  Spec: { Name: "api", Mode: { Replicated: { Replicas: 2 } }, TaskTemplate: template(...versions) },
  ...(status !== "" && { UpdateStatus: { State: status, Message: "as a test says" } }),
});

const manager = {
  "/version": { ApiVersion: "1.41", Version: "0" },
  "/info": { Swarm: { LocalNodeState: "active", ControlAvailable: true, NodeID: "node" } },
};

/** Waits a quarter of a second for convergence on version 2 with an engine that gives these answers. */
async function wait(live: object, tasks: object[], changes: Partial<Goal> = {}): Promise<Replica[]> {
  const fake = await fakeEngine({ ...manager, "/services": [live], "/tasks": tasks });
  try {
    const { engine } = await connect(fake.host);
    const goal: Goal = {
      ...{
        serviceId: "service",
        serviceName: "api",
        desired: [reference(2)],
        updated: true,
        sinceVersion: 11,
        forceUpdate: 0,
      },
      ...{ owns: (name) => name.startsWith("busflow_"), earlierTasks: new Set<string>(), ...changes },
    };
    return await converge(engine, goal, new Patience(250, undefined, () => undefined));
  } finally {
    await fake.close();
  }
}

describe("convergence", () => {
  for (const status of ["", "completed", "rollback_completed"]) {
    it(`is when every task runs on the desired secrets and the update status is "${status}"`, async () => {
      const replicas = await wait(service({ status }), [task(2), task(1)]);
      assert.deepEqual(
        replicas.map(({ slot }) => slot),
        [1, 2],
      );
    });
  }

  for (const status of ["", "completed"]) {
    const when = `though the update status is "${status}"`;
    const late = "timed-out";
    it(`is not while an old task is wanted as well, ${when}`, async () => {
      await assertRefused(
        wait(service({ status }), [task(1), task(2), task(2, { version: 1 })]),
        late,
        "2 of 2",
        "1 on another",
      );
    });
    it(`is not while a task is missing, ${when}`, async () => {
      await assertRefused(wait(service({ status }), [task(1)]), late, "1 of 2");
    });
    it(`is not while there are more tasks than replicas, ${when}`, async () => {
      await assertRefused(wait(service({ status }), [task(1), task(2), task(3)]), late, "3 of 2");
    });
    it(`is not while a task waits for its turn or starts, ${when}`, async () => {
      await assertRefused(
        wait(service({ status }), [task(1), task(2), task(3, { desired: "ready", state: "ready" })]),
        late,
      );
      await assertRefused(
        wait(service({ status }), [task(1), task(2, { state: "starting" })]),
        late,
        "1 of 2",
        "starting",
      );
    });
    it(`is not while a task still has a secret that is to go, ${when}`, async () => {
      const both = { ...task(2), Spec: template(1, 2) };
      await assertRefused(
        wait(service({ status }), [task(1), both]),
        late,
        "1 of 2 on the desired version, 1 on another",
      );
    });
  }

  it("is not before tasks that have just started have run for the monitor period, unless Swarm watched them", async () => {
    const fresh = [1, 2].map((slot) => task(slot, { since: new Date().toISOString() }));
    assert.equal((await wait(service({ status: "completed" }), fresh)).length, 2);
    await assertRefused(wait(service(), fresh), "timed-out", "2 of 2");
    await assertRefused(wait(service({ status: "completed" }), fresh, { updated: false }), "timed-out", "2 of 2");
    for (const UpdateConfig of [{ FailureAction: "continue" }, { FailureAction: "pause", MaxFailureRatio: 0.5 }]) {
      const live = service({ status: "completed" });
      await assertRefused(wait({ ...live, Spec: { ...live.Spec, UpdateConfig } }, fresh), "timed-out", "2 of 2");
      const short = { ...live, Spec: { ...live.Spec, UpdateConfig: { ...UpdateConfig, Monitor: 100_000_000 } } };
      assert.equal((await wait(short, fresh)).length, 2);
    }
  });

  for (const status of ["updating", "rollback_started"]) {
    it(`is not while the update status is "${status}"`, async () => {
      await assertRefused(wait(service({ status }), [task(1), task(2)]), "timed-out", "as a test says");
    });
  }

  for (const status of ["rollback_started", "rollback_paused", "rollback_completed"]) {
    it(`has failed when the spec is the old one again and the update status is "${status}"`, async () => {
      const rolledBack = service({ versions: [1], status });
      await assertRefused(wait(rolledBack, [task(1, { version: 1 })]), "rolled-back", "api", "as a test says");
    });
  }

  for (const status of ["paused", "rollback_paused"]) {
    it(`has failed when an update of ours ends as "${status}"`, async () => {
      await assertRefused(wait(service({ status }), [task(1), task(2)]), "paused", "api", "as a test says");
    });
    it(`is when an earlier update ended as "${status}" but every task has come up since`, async () => {
      assert.equal((await wait(service({ status }), [task(1), task(2)], { updated: false })).length, 2);
    });
    it(`has failed at once when an earlier update ended as "${status}" and a task of it does not run`, async () => {
      const starting = [task(1), task(2, { state: "starting" })];
      await assertRefused(
        wait(service({ status }), starting, { updated: false }),
        "paused",
        "1 of 2",
        "as a test says",
      );
    });
    it(`has failed when an earlier update ended as "${status}" and left a task behind`, async () => {
      const behind = [task(1), task(2, { version: 1 })];
      await assertRefused(
        wait(service({ status }), behind, { updated: false }),
        "paused",
        "1 of 2 on the desired version, 1 on another",
      );
    });
  }

  it("is not judged by a service from before the update", async () => {
    const stale = service({ versions: [1], index: 10, status: "rollback_completed" });
    await assertRefused(wait(stale, [task(1, { version: 1 }), task(2, { version: 1 })]), "timed-out", "0 of 2");
  });

  it("of a global service is when as many tasks run as the engine wants", async () => {
    const global = { ...service(), Spec: { ...service().Spec, Mode: { Global: {} } } };
    assert.equal((await wait({ ...global, ServiceStatus: { DesiredTasks: 2 } }, [task(1), task(2)])).length, 2);
    await assertRefused(
      wait({ ...global, ServiceStatus: { DesiredTasks: 3 } }, [task(1), task(2)]),
      "timed-out",
      "2 of 3",
    );
    // API 1.40 does not say how many it wants.
    assert.equal((await wait(global, [task(1), task(2)])).length, 2);
  });
});

// The fake Swarm does what the real one does: each behaviour that the model rests on is played on both, and they say the same.
import Docker from "dockerode";
import assert from "node:assert/strict";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { EngineReference } from "../../swarm/engine/references.ts";
import { eventually } from "../support/eventually.ts";
import { choosy, TestServices } from "../support/services.ts";
import { engine } from "../support/swarm.ts";
import { useTempDir } from "../support/temp-dir.ts";
import type { Service, Spec, Task } from "./engine-types.ts";
import { serveSwarm } from "./fake-server.ts";
import { FakeSwarm } from "./fake-swarm.ts";
import { changeSpec, look, rollBackService } from "./ground.ts";

/** A Swarm, and how one waits for it. */
interface Side {
  engine: Docker;
  namespace: string;
  settle(service: string): Promise<void>;
  create(name: string, options: Options): Promise<void>;
}

interface Options {
  replicas: number;
  failureAction?: "pause" | "rollback";
  references: EngineReference[];
}

/** What is to be seen of a service. */
interface Seen {
  update: string | undefined;
  on: string[];
  before: string[] | undefined;
  /** What each running task is on. */
  tasks: string[];
}

describe("the fake Swarm, beside the real one", function () {
  this.timeout(360_000);
  const folder = useTempDir();
  let services: TestServices;
  let sides: Side[];

  before(async () => {
    services = await TestServices.create();
  });

  beforeEach(async () => {
    const fake = new FakeSwarm((_service, values) => values.some((value) => value.includes("bad")));
    const free = { before: () => undefined, after: () => undefined };
    await serveSwarm(folder(), () => fake, free);
    const onFake = new Docker({ socketPath: path.join(folder(), "engine.sock") });
    const { namespace } = services;
    sides = [
      { engine, namespace, settle: settleReal, create: createReal },
      {
        ...{ engine: onFake, namespace },
        settle: () => {
          fake.settle();
          return Promise.resolve();
        },
        create: async (name, options) => {
          await onFake.createService(specOf(`${namespace}_${name}`, options) as object);
          fake.settle();
        },
      },
    ];
  });

  after(() => services.remove());

  it("updates, keeps the spec from before, and only looks at current specs when a secret is removed", async () => {
    await same(async (side) => {
      const [v1, v2] = [await secret(side, "a_v1"), await secret(side, "a_v2")];
      await side.create("updated", { replicas: 2, references: [v1] });
      const flipped = await change(side, "updated", on(v2));
      const removed = [await remove(side, v2), await remove(side, v1)];
      const labelled = await change(side, "updated", (spec) => ({ ...spec, Labels: { note: "1" } }));
      return { flipped, removed, labelled };
    });
  });

  it("rolls back when told to: one level, and to a secret that is gone without a word", async () => {
    await same(async (side) => {
      const [v1, v2] = [await secret(side, "b_v1"), await secret(side, "b_v2")];
      await side.create("back", { replicas: 1, references: [v1] });
      const flipped = await change(side, "back", on(v2));
      const back = await rollBack(side, "back");
      const forth = await rollBack(side, "back");
      await remove(side, v1);
      const refusal = await rollBackService(side, `${side.namespace}_back`);
      return { flipped, back, forth, refusal, lost: (await see(side, "back")).on };
    });
  });

  it("pauses at a value that is bad, or goes back by itself and then knows no way back", async () => {
    await same(async (side) => {
      const [good, bad] = [await secret(side, "c_v1"), await secret(side, "c_v2", "bad")];
      await side.create("paused", { replicas: 1, references: [good] });
      await side.create("reverted", { replicas: 1, failureAction: "rollback", references: [good] });
      const paused = await change(side, "paused", on(bad));
      return { paused, reverted: await change(side, "reverted", on(bad)) };
    });
  });

  it("says nothing of an update where nobody runs", async () => {
    await same(async (side) => {
      const [v1, v2] = [await secret(side, "d_v1"), await secret(side, "d_v2")];
      await side.create("empty", { replicas: 1, references: [v1] });
      const scaled = await change(side, "empty", (spec) => ({ ...spec, Mode: { Replicated: { Replicas: 0 } } }));
      return { scaled, flipped: await change(side, "empty", on(v2)) };
    });
  });

  it("refuses what is out of sequence, taken, missing, or has one target twice", async () => {
    await same(async (side) => {
      const v1 = await secret(side, "e_v1");
      await side.create("strict", { replicas: 1, references: [v1] });
      const service = side.engine.getService(`${side.namespace}_strict`);
      const { Version, Spec } = (await service.inspect()) as Service;
      const refusals: string[] = [];
      const attempt = async (action: () => Promise<unknown>) => {
        refusals.push(await action().then(() => "done", refusalOf));
      };
      const update = (references: EngineReference[], version = Version.Index) =>
        service.update({ version, ...on(...references)(structuredClone(Spec)) });
      await attempt(() => update([v1], 1));
      await attempt(() => update([{ ...v1, SecretID: "gone" }]));
      await attempt(() => update([v1, v1]));
      await attempt(() => secret(side, "e_v1"));
      return refusals;
    });
  });

  /** Plays the same on both sides, the real one first. */
  async function same(play: (side: Side) => Promise<unknown>): Promise<void> {
    const [onReal, onFake] = await Promise.all(sides.map(play));
    assert.deepEqual(onFake, onReal);
  }

  async function createReal(name: string, { replicas, failureAction = "pause", references }: Options): Promise<void> {
    await services.service(name, { replicas, failureAction, foreign: references, command: choosy });
  }

  /** Until Swarm has nothing more to do with a service: after its word that an update is over a task may still be starting. */
  async function settleReal(service: string): Promise<void> {
    await delay(300);
    await eventually(`${service} is settled`, async () => {
      const { services: all, tasks } = await look({ engine, namespace: services.namespace });
      const found = all.find(({ Spec: { Name } }) => Name === service);
      const state = found?.UpdateStatus?.State;
      if (state === "updating" || state === "rollback_started") return false;
      const running = tasks.filter((task) => task.ServiceID === found?.ID && isRunning(task));
      return state === "paused" || running.length === found?.Spec.Mode.Replicated?.Replicas;
    });
  }
});

const on =
  (...references: EngineReference[]) =>
  (spec: Spec): Spec => {
    spec.TaskTemplate.ContainerSpec.Secrets = references;
    return spec;
  };

function specOf(name: string, { replicas, failureAction = "pause", references }: Options): Spec {
  return {
    ...{ Name: name, Labels: {}, Mode: { Replicated: { Replicas: replicas } } },
    TaskTemplate: { ContainerSpec: { Secrets: references }, ForceUpdate: 0 },
    UpdateConfig: { Parallelism: 1, Monitor: 1_000_000_000, FailureAction: failureAction },
  };
}

async function secret({ engine: docker, namespace }: Side, name: string, value = "good"): Promise<EngineReference> {
  const SecretName = `${namespace}_${name}`;
  const Data = Buffer.from(`${value} ${name}`).toString("base64");
  const { id } = (await docker.createSecret({ Name: SecretName, Data, Labels: {} })) as unknown as { id: string };
  return { SecretID: id, SecretName, File: { Name: "secret", UID: "0", GID: "0", Mode: 0o444 } };
}

async function remove({ engine: docker }: Side, { SecretID }: EngineReference): Promise<string> {
  return await docker
    .getSecret(SecretID)
    .remove()
    .then(() => "removed", refusalOf);
}

async function change(side: Side, name: string, to: (spec: Spec) => Spec): Promise<Seen> {
  const service = `${side.namespace}_${name}`;
  assert.equal(await changeSpec(side, service, to), undefined);
  await side.settle(service);
  return await see(side, name);
}

async function rollBack(side: Side, name: string): Promise<Seen> {
  const service = `${side.namespace}_${name}`;
  assert.equal(await rollBackService(side, service), undefined);
  await side.settle(service);
  return await see(side, name);
}

async function see(side: Side, name: string): Promise<Seen> {
  const { services: found, tasks } = await look(side);
  const service = found.find(({ Spec: { Name } }) => Name === `${side.namespace}_${name}`);
  assert.ok(service);
  const { ID, Spec, PreviousSpec, UpdateStatus } = service;
  const running = tasks.filter((task) => task.ServiceID === ID && isRunning(task));
  return {
    update: UpdateStatus?.State,
    on: namesIn(Spec.TaskTemplate),
    before: PreviousSpec && namesIn(PreviousSpec.TaskTemplate),
    tasks: running.flatMap(({ Spec: template }) => namesIn(template)).sort(),
  };
}

function isRunning({ DesiredState, Status }: Task): boolean {
  return DesiredState === "running" && Status.State === "running";
}

function namesIn({ ContainerSpec }: Task["Spec"]): string[] {
  return (ContainerSpec.Secrets ?? []).map(({ SecretName }) => SecretName.split("_").slice(1).join("_"));
}

/** The status, and of what the Engine says the kind of thing. */
function refusalOf(error: unknown): string {
  const { statusCode, message } = error as Error & { statusCode?: number };
  const kind = /out of sequence|in use|not found|conflicting target|already exists/.exec(message)?.[0] ?? message;
  return `${statusCode ?? ""} ${kind}`;
}

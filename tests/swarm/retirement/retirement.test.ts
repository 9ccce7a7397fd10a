import assert from "node:assert/strict";
import type { SecretReference } from "../../../rotation/reference.ts";
import { toEngine } from "../../../swarm/engine/references.ts";
import { releaseSecret } from "../../../swarm/retirement/retirement.ts";
import { type Interference } from "../../../tools/sandbox/engine-proxy.ts";
import { eventually } from "../../support/eventually.ts";
import { useProxiedSwarm } from "../../support/proxied-swarm.ts";
import { changeByHand, inspect, tasks } from "../../support/services.ts";
import { assertRefused } from "../../support/swarm-refusal.ts";
import { there } from "../../support/there.ts";

describe("a version that is to be deleted", () => {
  let next: SecretReference;
  const swarm = useProxiedSwarm(async (services) => {
    next = await services.secret("token_v9", "writer");
  });

  let count = 0;
  /** A version of the secret for one test alone. */
  const makeOld = (value?: string) => swarm.services.secret(`token_v${++count + 10}`, "writer", value);
  const release = ({ secretId, secretName }: SecretReference, options?: Parameters<typeof releaseSecret>[2]) =>
    releaseSecret(swarm.connection.engine, { id: secretId, name: secretName }, options);
  const bind = (service: string, ...references: SecretReference[]) =>
    changeByHand(service, ({ TaskTemplate }) => {
      TaskTemplate.ContainerSpec.Secrets = references.map(toEngine);
    });
  const goesBackTo = async (service: string): Promise<string[]> => {
    const { PreviousSpec } = await inspect(service);
    return (PreviousSpec?.TaskTemplate.ContainerSpec?.Secrets ?? []).map(({ SecretID }) => SecretID);
  };
  const updateState = async (service: string) => (await inspect(service)).UpdateStatus?.State;

  it("is free when nothing refers to it, and nothing is written", async () => {
    await swarm.services.service("bystander", { replicas: 0, references: [next] });
    await release(await makeOld());
    assert.deepEqual(swarm.proxy.writes(), []);
  });

  it("is in use as long as services ask for it, which are named", async () => {
    const old = await makeOld();
    const asking = await Promise.all(
      ["asking_a", "asking_b"].map((name) => swarm.services.service(name, { replicas: 0, references: [old] })),
    );
    await assertRefused(
      release(old),
      "in-use",
      `${old.secretName} cannot be deleted: `,
      ...asking,
      "still asks for it",
      "to another version first",
    );
    assert.deepEqual(swarm.proxy.writes(), []);
  });

  it("is in use by a service that went back to it, which is said with the cause", async () => {
    const old = await makeOld();
    const service = await swarm.services.service("returned", { replicas: 0, references: [old] });
    await bind(service, next);
    await bind(service, old);
    const cause = `${service} still asks for it (${service} went back to it: by hand, or docker stack deploy`;
    await assertRefused(release(old), "in-use", `${old.secretName} cannot be deleted: ${cause}`);
  });

  it("is freed from a previous spec by an update that restarts nothing, and leaves other services alone", async () => {
    const old = await makeOld();
    const service = await swarm.services.service("moved", { replicas: 2, references: [old] });
    const bystander = await swarm.services.service("unrelated", { replicas: 0 });
    await bind(bystander, next);
    await bind(service, next);
    await eventually("the update is through", async () => (await updateState(service)) === "completed");
    assert.deepEqual(await goesBackTo(service), [old.secretId]);
    const [before, others, runningBefore] = [
      await inspect(service),
      await inspect(bystander),
      await runningIn(service),
    ];

    const lines: string[] = [];
    await release(old, { onProgress: (line) => lines.push(line) });

    const after = await inspect(service);
    assert.deepEqual(
      swarm.proxy.writes().map(({ path }) => path),
      [`/services/${after.ID}/update`],
    );
    assert.deepEqual(lines, [`${service}: its way back to ${old.secretName} is closed`]);
    assert.deepEqual(await goesBackTo(service), [next.secretId]);
    assert.deepEqual(after.Spec, before.Spec);
    assert.equal((await inspect(bystander)).Version.Index, others.Version.Index);
    // Time enough for a restart, had there been one.
    await eventually("Swarm has looked at it", async () => (await updateState(service)) !== "updating");
    assert.deepEqual(await runningIn(service), runningBefore);
  });

  it("is freed from a previous spec also when an update is out of sequence or its answer gets lost", async () => {
    const old = await makeOld();
    const service = await swarm.services.service("lossy", { replicas: 0, references: [old] });
    await bind(service, next);
    const fates: Interference[] = [{ status: 500, body: { message: "update out of sequence" } }, "drop-answer"];
    swarm.interfere = ({ path }) => (path.endsWith("/update") ? fates.shift() : undefined);
    await release(old);
    assert.deepEqual(await goesBackTo(service), [next.secretId]);
    assert.deepEqual(fates, []);
  });

  it("is not freed from the previous spec of a job, which would run again", async () => {
    const old = await makeOld();
    const job = await swarm.services.service("job", { replicas: "job", references: [old], command: "true" });
    await bind(job, next);
    await assertRefused(
      release(old),
      "in-use",
      `a rollback of ${job} would go back to it, and any update of a job runs it again`,
      `docker service update --force ${job}`,
    );
    assert.deepEqual(swarm.proxy.writes(), []);
    // What the error says helps.
    await changeByHand(job, ({ TaskTemplate }) => {
      TaskTemplate.ForceUpdate = 1;
    });
    await release(old);
  });

  it("is waited for while replicas stop and updates run; a time-out says what holds it", async () => {
    const old = await makeOld();
    // Takes the whole grace period to stop.
    const service = await swarm.services.service("stopping", {
      references: [old],
      command: "trap '' TERM; sleep 3600",
    });
    const [task] = await runningIn(service);
    assert.ok(task !== undefined);
    await bind(service, next);
    await assertRefused(release(old, { timeoutMs: 0 }), "in-use", `task ${task} of ${service} is running on node`);

    const lines: string[] = [];
    await release(old, { onProgress: (line) => lines.push(line) });
    assert.ok(
      lines.some((line) => line.includes(`${old.secretName}: task ${task} of ${service} is running`)),
      lines.join("\n"),
    );
    assert.ok(lines.includes(`${old.secretName}: the update of ${service} is updating`), lines.join("\n"));
    const stopped = there((await tasks(service)).find(({ ID }) => ID === task));
    assert.notEqual(stopped.Status.State, "running");
    assert.deepEqual(await goesBackTo(service), [next.secretId]);
  });

  it("is in use while the update away from it is paused, which does not end of itself", async () => {
    const old = await makeOld();
    const bad = await swarm.services.secret("bad_v1", "writer", "bad");
    const service = await swarm.services.service("paused", { references: [old], checked: true });
    await bind(service, bad);
    await eventually("the update is paused", async () => (await updateState(service)) === "paused");
    await assertRefused(
      release(old),
      "in-use",
      `the update of ${service} away from it is paused`,
      `docker service update ${service}`,
    );
    assert.deepEqual(swarm.proxy.writes(), []);
  });

  it("is not free when the engine refuses or does not answer", async () => {
    const old = await makeOld();
    const away = { status: 503, body: { message: "The swarm does not have a leader" } };
    for (const [fate, code, text] of [
      [away, "refused", "does not have a leader"],
      ["drop", "unreachable", "does not answer any more"],
    ] as const) {
      swarm.interfere = ({ path }) => (path === "/tasks" ? fate : undefined);
      await assertRefused(release(old, { timeoutMs: 0 }), code, old.secretName, text);
    }
  });
});

/** The IDs of a service's running tasks, sorted. */
async function runningIn(service: string): Promise<string[]> {
  const running = (await tasks(service)).filter(({ Status }) => Status.State === "running");
  return running.map(({ ID }) => ID).sort();
}

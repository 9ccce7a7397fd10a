import assert from "node:assert/strict";
import type { ServiceSpec } from "dockerode";
import { buffer } from "node:stream/consumers";
import type { SecretReference } from "../../../rotation/reference.ts";
import type { EngineSpec } from "../../../swarm/engine/service.ts";
import { detach } from "../../../swarm/flip/binding.ts";
import { flip } from "../../../swarm/flip/flip.ts";
import { reconnect } from "../../../swarm/flip/reconnect.ts";
import { eventually } from "../../support/eventually.ts";
import { useProxiedSwarm } from "../../support/proxied-swarm.ts";
import { changeByHand, inspect, secretNames, tasks } from "../../support/services.ts";
import { assertRefused } from "../../support/swarm-refusal.ts";
import { engine } from "../../support/swarm.ts";

describe("an update of a service", () => {
  let old: SecretReference;
  let next: SecretReference;
  const swarm = useProxiedSwarm(async (services) => {
    old = await services.secret("token_v1", "token");
    next = await services.secret("token_v2", "token");
  });

  const to = (reference: SecretReference, service: string) => ({
    ...{ service, desired: [reference], owns: swarm.services.owns },
  });
  /** The specs that were sent to a service. */
  const sentTo = async (service: string): Promise<EngineSpec[]> => {
    const { ID } = await inspect(service);
    return swarm.proxy
      .writes()
      .filter(({ path }) => path === `/services/${ID}/update`)
      .map(({ body }) => JSON.parse(body) as EngineSpec);
  };

  describe("in an incident", () => {
    it("replaces as many replicas at once as leave one, and gives back what the service had", async () => {
      const cases = [
        { name: "stop_first", options: { replicas: 4 }, parallelism: 3 },
        { name: "start_first", options: { replicas: 4, order: "start-first" }, parallelism: 0 },
        { name: "single", options: { replicas: 1 }, parallelism: 1 },
      ] as const;
      for (const { name, options, parallelism } of cases) {
        const service = await swarm.services.service(name, { ...options, references: [old] });
        const before = await inspect(service);
        const { replicas } = await flip(swarm.connection, { ...to(next, service), urgent: true });
        assert.equal(replicas.length, options.replicas);
        const [first, second, ...more] = await sentTo(service);
        assert.equal(first?.UpdateConfig?.Parallelism, parallelism, name);
        // One at a time is the service's own: nothing has to be given back.
        assert.equal(second === undefined, parallelism === 1, name);
        assert.deepEqual(more, []);
        assert.deepEqual(await withoutSecrets(service), withoutSecretsOf(before.Spec));
        assert.deepEqual(await secretNames(service), [next.secretName]);
        assert.deepEqual(await runningIn(service), replicas.map(({ taskId }) => taskId).sort(), "nothing restarts");
      }
    });

    it("leaves a service without an UpdateConfig without one, and what a killed run raised is given back by the next", async () => {
      const service = await plainService("plain", 3);
      const before = await inspect(service);
      assert.equal(before.Spec.UpdateConfig, undefined);
      await flipAndDie(service, 3);
      const raised = await inspect(service);
      assert.equal(raised.Spec.UpdateConfig?.Parallelism, 2);
      assert.equal(raised.Spec.Labels?.["busflow.parallelism"], "");
      const running = await runningIn(service);

      const { updated } = await flip(swarm.connection, to(next, service));
      assert.equal(updated, false);
      assert.deepEqual(await withoutSecrets(service), withoutSecretsOf(before.Spec));
      assert.deepEqual(await runningIn(service), running, "nothing restarts");
    });

    it("gives back what a killed run raised in the very update that comes next", async () => {
      const service = await swarm.services.service("killed", { replicas: 3, references: [old] });
      const before = await inspect(service);
      await flipAndDie(service, 3);
      assert.equal((await inspect(service)).Spec.UpdateConfig?.Parallelism, 2);
      await detach(swarm.connection, { service, owns: swarm.services.owns });
      assert.equal((await sentTo(service)).length, 2);
      assert.deepEqual(await withoutSecrets(service), withoutSecretsOf(before.Spec));
    });

    it("writes nothing when there is nothing to change", async () => {
      const service = await swarm.services.service("same", { replicas: 3, references: [old] });
      const revertedAt = "2026-11-23T10:00:00.000Z";
      await flip(swarm.connection, { ...to(old, service), urgent: true, revertedAt });
      assert.deepEqual(swarm.proxy.writes(), []);
    });
  });

  describe("that makes it connect anew", () => {
    it("restarts every replica once for each ticket, and waits until they run", async () => {
      const service = await swarm.services.service("pooler", { replicas: 2, references: [old] });
      const first = await runningIn(service);
      await reconnect(swarm.connection, service, "SEC-41");
      const second = await runningIn(service);
      assert.equal(second.length, 2);
      assert.deepEqual(
        second.filter((id) => first.includes(id)),
        [],
      );
      await reconnect(swarm.connection, service, "SEC-41");
      assert.deepEqual(await runningIn(service), second);
      assert.equal((await sentTo(service)).length, 1);

      swarm.interfere = ({ path }) => (path.endsWith("/update") ? "drop-answer" : undefined);
      await reconnect(swarm.connection, service, "SEC-42");
      assert.deepEqual(
        (await runningIn(service)).filter((id) => second.includes(id)),
        [],
      );
      const { TaskTemplate, Labels } = (await inspect(service)).Spec;
      assert.equal(TaskTemplate.ForceUpdate, 2);
      assert.deepEqual(Labels, { "busflow.reconnected": "SEC-41,SEC-42" });
      assert.deepEqual(await secretNames(service), [old.secretName]);
    });

    it("restarts it together with a flip, in one update", async () => {
      const service = await swarm.services.service("bound", { references: [old] });
      await flip(swarm.connection, { ...to(next, service), reconnect: "SEC-41", urgent: true });
      assert.equal((await sentTo(service)).length, 1);
      assert.equal((await inspect(service)).Spec.TaskTemplate.ForceUpdate, 1);
    });

    it("restarts it where the count of restarts has more digits than a number", async () => {
      const service = await swarm.services.service("counted");
      await changeByHand(service, ({ TaskTemplate }) => {
        TaskTemplate.ForceUpdate = (JSON as unknown as ExactJson).rawJSON("1781234567890123457");
      });
      await flip(swarm.connection, { service, desired: [], owns: swarm.services.owns });
      const before = await runningIn(service);
      await reconnect(swarm.connection, service, "SEC-41");
      const after = await runningIn(service);
      assert.equal(after.length, 1);
      assert.notDeepEqual(after, before);
    });

    it("goes on where a restart that failed has stopped", async () => {
      const good = await swarm.services.secret("writer_v1", "writer");
      const command = "test ! -e /state/blocked && { trap exit TERM; sleep 3600 & wait; }";
      const service = await swarm.services.service("stuck", {
        replicas: 2,
        references: [good],
        checked: true,
        command,
      });
      // Else Swarm may be at the second replica before it takes note of the failure.
      await changeByHand(service, (spec) => {
        const { UpdateConfig } = spec as unknown as EngineSpec;
        Object.assign(UpdateConfig ?? assert.fail(), { Delay: 1_000_000_000 });
      });
      await runIn(service, ["touch", "/state/blocked"]);
      await assertRefused(reconnect(swarm.connection, service, "SEC-41"), "paused", service);
      await runIn(service, ["rm", "/state/blocked"]);
      await reconnect(swarm.connection, service, "SEC-41");
      const running = (await tasks(service)).filter(({ Status }) => Status.State === "running");
      assert.deepEqual(
        running.map(({ Spec }) => Spec.ForceUpdate),
        [1, 1],
      );
      assert.equal((await inspect(service)).Spec.TaskTemplate.ForceUpdate, 1);
    });

    it("is refused for a job, which would run again", async () => {
      const job = await swarm.services.service("job", { replicas: "job", command: "true" });
      await assertRefused(reconnect(swarm.connection, job, "SEC-41"), "job-mode", job);
      assert.deepEqual(swarm.proxy.writes(), []);
    });
  });

  it("that puts it back is marked with the time in the same update, until the next flip", async () => {
    const service = await swarm.services.service("reverted", { references: [next] });
    await changeByHand(service, ({ Labels }) => {
      Labels["team"] = "platform";
    });
    const revertedAt = "2026-11-23T10:00:00.000Z";
    await flip(swarm.connection, { ...to(old, service), revertedAt });
    assert.equal((await sentTo(service)).length, 1);
    assert.deepEqual((await inspect(service)).Spec.Labels, { "team": "platform", "busflow.reverted": revertedAt });

    // Connecting anew is no flip: the mark stays.
    await reconnect(swarm.connection, service, "SEC-41");
    assert.equal((await inspect(service)).Spec.Labels?.["busflow.reverted"], revertedAt);

    await flip(swarm.connection, to(next, service));
    assert.equal((await sentTo(service)).length, 3);
    assert.deepEqual((await inspect(service)).Spec.Labels, { "team": "platform", "busflow.reconnected": "SEC-41" });
  });

  /** An incident's flip by a run that is killed once its update is sent: it does not come to giving back what that raised. */
  async function flipAndDie(service: string, replicas: number): Promise<void> {
    const killed = new AbortController();
    const onProgress = (line: string) => {
      if (line.endsWith("update sent")) killed.abort();
    };
    const options = { onProgress, signal: killed.signal };
    await assertRefused(
      flip(swarm.connection, { ...to(next, service), urgent: true }, options),
      "interrupted",
      service,
    );
    await eventually(`${replicas} replicas of ${service} run on the next version`, async () => {
      const running = (await tasks(service)).filter(({ Status }) => Status.State === "running");
      const ids = running.map(({ Spec }) => Spec.ContainerSpec?.Secrets?.map(({ SecretID }) => SecretID).join());
      return (ids.length === replicas && ids.every((id) => id === next.secretId)) || undefined;
    });
    await eventually("its update is over", async () => {
      return (await inspect(service)).UpdateStatus?.State === "completed" || undefined;
    });
  }

  /** A service that says nothing of how it is updated. */
  async function plainService(name: string, replicas: number): Promise<string> {
    const model = await swarm.services.service(`${name}_model`, { replicas: 0, references: [old] });
    const spec = (await inspect(model)).Spec as ServiceSpec;
    const Name = `${swarm.services.namespace}_${name}`;
    const unsaid = { UpdateConfig: undefined, RollbackConfig: undefined };
    await engine.createService({ ...spec, ...unsaid, Name, Mode: { Replicated: { Replicas: replicas } } });
    await swarm.services.running(Name, replicas);
    return Name;
  }
});

/** A service's spec without its secrets. */
async function withoutSecrets(service: string): Promise<unknown> {
  return withoutSecretsOf((await inspect(service)).Spec);
}

function withoutSecretsOf({ TaskTemplate: { ContainerSpec, ...template }, ...spec }: EngineSpec): unknown {
  return { ...spec, template, container: { ...ContainerSpec, Secrets: undefined } };
}

/** The IDs of a service's running tasks, sorted. */
async function runningIn(service: string): Promise<string[]> {
  const running = (await tasks(service)).filter(
    ({ Status, DesiredState }) => Status.State === "running" && DesiredState === "running",
  );
  return running.map(({ ID }) => ID).sort();
}

/** Runs a command in the container of one of a service's running tasks. */
async function runIn(service: string, Cmd: string[]): Promise<void> {
  const [task] = await runningIn(service);
  const container = (await engine.listContainers()).find(({ Labels }) => Labels["com.docker.swarm.task.id"] === task);
  const exec = await engine.getContainer(container?.Id ?? assert.fail()).exec({ Cmd, AttachStdout: true });
  await buffer(await exec.start({}));
  assert.equal((await exec.inspect()).ExitCode, 0, Cmd.join(" "));
}

interface ExactJson {
  rawJSON(text: string): unknown;
}

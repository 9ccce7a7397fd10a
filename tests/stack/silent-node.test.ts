// A node that is down keeps its containers, and what they were given: by the checkout's own program, on a Swarm of two nodes.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import type { EngineTask } from "../../swarm/engine/service.ts";
import { busyboxImage } from "../../tools/sandbox/index.ts";
import { eventually } from "../support/eventually.ts";
import { inSteps } from "../support/steps.ts";
import { useSwarmNodes } from "../support/swarm-nodes.ts";
import { describeAsRoot } from "../tools/sandbox/support.ts";
import { assertClean, assertRefusal } from "./assertions.ts";
import { ProgramStack } from "./stack.ts";

const minutesAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();

describeAsRoot("a node that is down", function () {
  this.timeout(360_000);
  inSteps();

  const nodes = useSwarmNodes();
  const stack = new ProgramStack(`t${randomBytes(4).toString("hex")}`);
  const api = `${stack.namespace}_api`;
  const named = (version: number): string => `${stack.namespace}_db_reader_v${version}`;
  const times = { discoveredAt: minutesAgo(90), revokedAt: minutesAgo(50) };
  const mayRun = (version: number): string =>
    `${named(version)} may still run on the node worker, which does not answer`;

  before(async () => {
    await stack.make({ protect: true });
    stack.elsewhere = nodes.dockerHost;
    await nodes.docker.createService({
      Name: api,
      TaskTemplate: {
        ContainerSpec: {
          Image: busyboxImage,
          Command: ["sh", "-c", "trap exit TERM; sleep 3600 & wait"],
          StopGracePeriod: 1e9,
        },
        RestartPolicy: { Condition: "any", Delay: 2e8 },
      },
      Mode: { Replicated: { Replicas: 2 } },
      UpdateConfig: { Parallelism: 1, Delay: 0, Monitor: 1e9, FailureAction: "rollback", Order: "stop-first" },
      EndpointSpec: { Mode: "dnsrr" },
    });
    await eventually("a replica runs on each node", async () => (await runningOn()).size === 2);
    await stack.configure((config) => {
      config.services = { api: { secrets: ["db_reader"] } };
    });
    assertClean(await stack.up());
    assert.equal((await runningOn()).size, 2);
  });

  after(async () => {
    await stack.remove();
  });

  it("is named by the run that rotates in an incident, with what may still run there, which stays", async () => {
    await nodes.silenceWorker();
    await stack.setValue("db_reader", 2);
    await stack.dropValue("db_reader", 1);
    await declare(2, { ticket: "SEC-42", ...times });
    const run = await stack.up();
    assert.ok(run.output.includes(mayRun(1)), run.output);
    assertRefusal(
      run,
      `${named(1)} cannot be deleted: a container may still run on it on the node worker, which is down.`,
    );
    assertRefusal(run, "docker node rm --force worker");
  });

  it("is on record, and the incident neither over nor to be closed", async () => {
    const { ledger } = await stack.ledgerOf("db_reader");
    assert.deepEqual(
      ledger.lingering?.map(({ hostname, version }) => [hostname, version]),
      [["worker", 1]],
    );
    assert.deepEqual(
      [ledger.current, ledger.incident?.ticket, ledger.incident?.oldRemovedAt],
      [2, "SEC-42", undefined],
    );
    await declare(2, undefined);
    assertRefusal(await stack.run(["preview"]), "Incident SEC-42 is not over");
    await declare(2, { ticket: "SEC-42", ...times });
    const gate = await stack.run(["preview", "--expect-no-changes"]);
    assert.notEqual(gate.exitCode, 0);
    assert.ok(gate.output.includes(mayRun(1)), gate.output);
  });

  it("ends all that with its return", async () => {
    await nodes.returnWorker();
    await eventually("the old task has ended", async () => (await runningOn(named(1))).size === 0);
    assertClean(await stack.up());
    const { ledger } = await stack.ledgerOf("db_reader");
    assert.equal(ledger.lingering, undefined);
    await declare(2, undefined);
    await stack.assertUnchanged();
    const secrets = await nodes.docker.listSecrets();
    assert.ok(!secrets.some(({ Spec }) => Spec?.Name === named(1)));
  });

  it("ends it with its removal, too, in a rotation as any", async () => {
    await nodes.docker.getService(api).inspect().then(forceSpread);
    await eventually("a replica runs on each node", async () => (await runningOn(named(2))).size === 2);
    await nodes.silenceWorker();
    await stack.setValue("db_reader", 3);
    await stack.bump("db_reader", 3, [2]);
    const run = await stack.up();
    assert.equal(run.exitCode, 0, run.output);
    assert.ok(run.output.includes(mayRun(2)), run.output);
    await nodes.docker.getNode(await workerId()).remove({ force: true });
    assertClean(await stack.up());
    assert.equal((await stack.ledgerOf("db_reader")).ledger.lingering, undefined);
    await stack.assertUnchanged();
  });

  async function declare(current: number, incident: object | undefined): Promise<void> {
    await stack.declare("db_reader", { current, retain: [], incident });
  }

  /** The nodes on which tasks of the service run; those of a secret only when it is named. */
  async function runningOn(secretName?: string): Promise<Set<string | undefined>> {
    const tasks = (await nodes.docker.listTasks({ filters: { service: [api] } })) as EngineTask[];
    const running = tasks.filter(({ Status, Spec }) => {
      const names = (Spec.ContainerSpec?.Secrets ?? []).map(({ SecretName }) => SecretName);
      return Status.State === "running" && (secretName === undefined || names.includes(secretName));
    });
    return new Set(running.map(({ NodeID }) => NodeID));
  }

  /** After its return the worker gets replicas only when they are replaced. */
  async function forceSpread(found: unknown): Promise<void> {
    const { Version, Spec } = found as { Version: { Index: number }; Spec: { TaskTemplate: { ForceUpdate?: number } } };
    const TaskTemplate = { ...Spec.TaskTemplate, ForceUpdate: (Spec.TaskTemplate.ForceUpdate ?? 0) + 1 };
    await nodes.docker.getService(api).update({ version: Version.Index, ...Spec, TaskTemplate });
  }

  async function workerId(): Promise<string> {
    const listed = (await nodes.docker.listNodes()) as { ID: string; Description: { Hostname: string } }[];
    return listed.find(({ Description }) => Description.Hostname === nodes.worker)?.ID ?? "";
  }
});

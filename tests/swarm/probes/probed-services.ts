// Services to probe: each replica serves /healthz on port 8080 of an overlay network, and can be made to fail.
import assert from "node:assert/strict";
import type { ServiceSpec } from "dockerode";
import { randomBytes } from "node:crypto";
import type { SecretReference } from "../../../rotation/reference.ts";
import { toEngine } from "../../../swarm/engine/references.ts";
import type { Replica } from "../../../swarm/engine/replica.ts";
import { dockerHost } from "../../../tools/sandbox/docker-host.ts";
import { ensureBusyboxImage } from "../../../tools/sandbox/index.ts";
import { eventually } from "../../support/eventually.ts";
import { run } from "../../support/replicas.ts";
import { inspect, tasks, TestServices } from "../../support/services.ts";
import { engine } from "../../support/swarm.ts";

/** What a test changes of its service; all the rest is one replica that answers well. */
interface ProbedOptions {
  replicas?: number | "global";
  /** Default: the network of the tests. */
  networks?: { Target: string; Aliases?: string[] }[];
  references?: SecretReference[];
  /** More of the container's spec. */
  container?: object;
  constraints?: string[];
}

/** What the server prints for /healthz: never to be seen in a message. */
export const body = "canary-5c1d is the body";

const serve = `mkdir -p /tmp/www/moved; echo '${body}' >/tmp/www/healthz; httpd -p 8080 -h /tmp/www; trap exit TERM; sleep 3600 & wait`;

/** The services of one `describe`, and a network, under a namespace of their own. */
export class ProbedServices {
  readonly #services: TestServices;
  readonly network: string;

  private constructor(services: TestServices, network: string) {
    this.#services = services;
    this.network = network;
  }

  static async create(): Promise<ProbedServices> {
    const services = await TestServices.create();
    const Name = `${services.namespace}_net`;
    const { id } = await engine.createNetwork({ Name, Driver: "overlay" });
    return new ProbedServices(services, id);
  }

  secret(name: string, target: string, value: string): Promise<SecretReference> {
    return this.#services.secret(name, target, value);
  }

  /** Creates `<namespace>_<name>`, waits until its replicas run, and returns its name and them. */
  async service(name: string, options: ProbedOptions = {}): Promise<{ service: string; replicas: Replica[] }> {
    const { replicas: count = 1, networks = [{ Target: this.network }], references = [], constraints } = options;
    const service = `${this.#services.namespace}_${name}`;
    const spec = {
      Name: service,
      TaskTemplate: {
        ContainerSpec: {
          Image: await ensureBusyboxImage(dockerHost()),
          Command: ["sh", "-c", serve],
          StopGracePeriod: 1_000_000_000,
          Secrets: references.map(toEngine),
          ...options.container,
        },
        Networks: networks,
        Placement: { Constraints: constraints ?? [] },
        RestartPolicy: { Condition: "any", Delay: 200_000_000 },
      },
      Mode: count === "global" ? { Global: {} } : { Replicated: { Replicas: count } },
      EndpointSpec: { Mode: "dnsrr" },
    };
    await engine.createService(spec as ServiceSpec);
    const wanted = count === "global" ? 1 : count;
    await this.#services.running(service, wanted);
    const replicas = (await tasks(service)).map(({ ID, NodeID, Slot }) => {
      return { taskId: ID, nodeId: NodeID ?? "", slot: Slot };
    });
    assert.equal(replicas.length, wanted);
    return { service, replicas: replicas.sort((a, b) => (a.slot ?? 0) - (b.slot ?? 0)) };
  }

  /** Changes the number of replicas. */
  async scale(service: string, Replicas: number): Promise<void> {
    const { Version, Spec } = await inspect(service);
    await engine.getService(service).update({ version: Version.Index, ...Spec, Mode: { Replicated: { Replicas } } });
  }

  async remove(): Promise<void> {
    await this.#services.remove();
    const start = `/${this.#services.namespace}_`;
    await eventually("no container is on the network", async () => (await containersNamed(start)).length === 0);
    await eventually("the network is free to be removed", async () => {
      await engine
        .getNetwork(this.network)
        .remove()
        .catch(() => undefined);
      return (await engine.listNetworks({ filters: { id: [this.network] } })).length === 0;
    });
  }
}

/** Runs a line of shell in a replica. */
export async function runIn({ taskId }: Replica, line: string): Promise<void> {
  const task = (await engine.getTask(taskId).inspect()) as { Status: { ContainerStatus: { ContainerID: string } } };
  await run(task.Status.ContainerStatus.ContainerID, line);
}

/** The names of the probes' services that are there for a service. */
export async function probesOf(service: string): Promise<string[]> {
  const found = await engine.listServices({ filters: { label: [`busflow.probe=${service}`] } });
  return found.map(({ Spec }) => Spec?.Name ?? "");
}

/** Asserts that no probe of a service is left, neither its service nor, in the end, its container. */
export async function assertNothingLeft(service: string): Promise<void> {
  assert.deepEqual(await probesOf(service), []);
  await eventually(`no container of a probe of ${service} is left`, async () => {
    return (await containersOf(service)).length === 0;
  });
}

/** Removes the containers of a service's probes. */
export async function removeContainers(service: string): Promise<void> {
  for (const id of await containersOf(service)) await engine.getContainer(id).remove({ force: true });
}

/** The IDs of the containers of a service's probes. */
export async function containersOf(service: string): Promise<string[]> {
  // A name that is too long with a probe's ending is cut.
  return await containersNamed(`/${service.slice(0, 48)}_probe_`);
}

async function containersNamed(start: string): Promise<string[]> {
  const containers = await engine.listContainers({ all: true });
  return containers.filter(({ Names }) => Names.some((name) => name.startsWith(start))).map(({ Id }) => Id);
}

/** Waits until a probe of a service runs. */
export async function probeRuns(service: string): Promise<void> {
  const name = await eventually(`a probe of ${service} is there`, async () => (await probesOf(service))[0]);
  await inState(name, "running");
}

/** Waits until a task of a service is in that state. */
export async function inState(service: string, state: string): Promise<void> {
  await eventually(`a task of ${service} is ${state}`, async () => {
    return (await tasks(service)).some(({ Status }) => Status.State === state);
  });
}

/** Puts a service there that looks like a probe of another one, as a killed run has left it. */
export async function leaveProbe(service: string, expires: Date, command = "sleep 3600"): Promise<string> {
  const Name = `${service}_probe_${randomBytes(4).toString("hex")}`;
  await engine.createService({
    Name,
    Labels: { "busflow.probe": service, "busflow.probe-expires": expires.toISOString() },
    TaskTemplate: {
      ContainerSpec: {
        Image: await ensureBusyboxImage(dockerHost()),
        Command: ["sh", "-c", command],
        StopGracePeriod: 1_000_000_000,
      },
      RestartPolicy: { Condition: "none" },
    },
    Mode: { Replicated: { Replicas: 1 } },
  });
  return Name;
}

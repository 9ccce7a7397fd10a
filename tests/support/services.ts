// Services and secrets for tests on a real Swarm: small, quick to stop, with names of their own.
import type { ServiceSpec } from "dockerode";
import { randomBytes } from "node:crypto";
import type { SecretReference } from "../../rotation/reference.ts";
import type { EngineReference } from "../../swarm/engine/references.ts";
import type { EngineService, EngineTask } from "../../swarm/engine/service.ts";
import { dockerHost } from "../../tools/sandbox/docker-host.ts";
import { ensureBusyboxImage } from "../../tools/sandbox/index.ts";
import { eventually } from "./eventually.ts";
import { clear, engine } from "./swarm.ts";

/** A container's health check: "good…" in the secret's file is healthy, "mendable" is so once the volume says it is mended. */
const healthCheck = {
  Test: [
    "CMD-SHELL",
    "case $(cat /run/secrets/writer) in good*) true;; mendable) test -e /state/mended;; *) false;; esac",
  ],
  Interval: 200_000_000,
  Timeout: 1_000_000_000,
  Retries: 2,
};

/** As process 1 a plain `sleep` ignores SIGTERM, and every stop would take the whole grace period. */
const sleeping = "trap exit TERM; sleep 3600 & wait";

/** A service's command that runs on any secrets but those that hold "bad". */
export const choosy =
  "case $(cat /run/secrets/* 2>/dev/null) in *bad*) exit 1;; esac; trap exit TERM; sleep 3600 & wait";

/** What a test changes of its service; all the rest is one replica of a process that sleeps. */
export interface ServiceOptions {
  replicas?: number | "global" | "job";
  references?: SecretReference[];
  /** Further references, as the Engine has them. */
  foreign?: EngineReference[];
  failureAction?: "pause" | "continue" | "rollback";
  /** Has a health check on the secret with the target `writer`: see above. */
  checked?: boolean;
  /** Shell command; default: sleeps. */
  command?: string;
  order?: "stop-first" | "start-first";
  /** Seconds for which Swarm watches an updated task; default 1. */
  monitor?: number;
  /** How many tasks a node may have. */
  maxPerNode?: number;
  image?: string;
}

/** The services and secrets of one `describe`, under a namespace of their own. */
export class TestServices {
  readonly namespace = `t${randomBytes(4).toString("hex")}`;
  #image = "";

  static async create(): Promise<TestServices> {
    const services = new TestServices();
    await services.#ensureImage();
    return services;
  }

  async #ensureImage(): Promise<void> {
    if (this.#image === "") this.#image = await ensureBusyboxImage(dockerHost());
  }

  /** Whether a secret's name is of this namespace and versioned: what a binding of all of them owns. */
  readonly owns = (name: string): boolean => new RegExp(`^${this.namespace}_[a-z_]+_v\\d+$`).test(name);

  /** Creates `<namespace>_<name>` and returns a reference to it with a target. */
  async secret(
    name: string,
    target: string,
    value = `good ${name}`,
    Labels: Record<string, string> = {},
  ): Promise<SecretReference> {
    const secretName = `${this.namespace}_${name}`;
    const Data = Buffer.from(value).toString("base64");
    const { id } = (await engine.createSecret({ Name: secretName, Data, Labels })) as unknown as { id: string };
    return { secretName, secretId: id, target, uid: "0", gid: "0", mode: 0o444 };
  }

  /** Creates `<namespace>_<name>` and, unless told otherwise, waits until it has converged. Returns the full name. */
  async service(name: string, options: ServiceOptions = {}, wait = true): Promise<string> {
    const Name = `${this.namespace}_${name}`;
    await this.#ensureImage();
    await engine.createService(this.#spec(Name, options));
    const { replicas = 1 } = options;
    if (wait && replicas !== "job") await this.running(Name, replicas === "global" ? 1 : replicas);
    return Name;
  }

  /** Waits until that many tasks run. */
  async running(service: string, count: number): Promise<void> {
    await eventually(`${count} tasks of ${service} run`, async () => {
      const states = (await tasks(service)).map(({ Status, DesiredState }) => [Status.State, DesiredState].join());
      return states.filter((state) => state === "running,running").length === count ? true : undefined;
    });
  }

  /** Makes the value "mendable" healthy from now on. */
  async mend(): Promise<void> {
    await this.#ensureImage();
    const HostConfig = { Binds: [`${this.namespace}:/state`] };
    const touch = await engine.createContainer({ Image: this.#image, Cmd: ["touch", "/state/mended"], HostConfig });
    await touch.start();
    await touch.wait();
    await touch.remove();
  }

  async remove(): Promise<void> {
    await clear(this.namespace);
    await eventually("the volume is free to be removed", async () => {
      await engine
        .getVolume(this.namespace)
        .remove({ force: true })
        .catch(() => undefined);
      const { Volumes } = await engine.listVolumes({ filters: { name: [this.namespace] } });
      return Volumes.length === 0 || undefined;
    });
  }

  #spec(Name: string, options: ServiceOptions): ServiceSpec {
    const { replicas = 1, references = [], foreign = [], command = sleeping } = options;
    return {
      Name,
      Labels: {},
      TaskTemplate: {
        ContainerSpec: {
          Image: options.image ?? this.#image,
          Command: ["sh", "-c", command],
          StopGracePeriod: 1_000_000_000,
          ...(options.checked && {
            HealthCheck: healthCheck,
            Mounts: [{ Type: "volume", Source: this.namespace, Target: "/state" }],
          }),
          Secrets: [...references.map(toReference), ...foreign],
        },
        RestartPolicy: { Condition: replicas === "job" ? "none" : "any", Delay: 200_000_000 },
        Placement: { MaxReplicas: options.maxPerNode },
      },
      Mode:
        replicas === "global"
          ? { Global: {} }
          : replicas === "job"
            ? { ReplicatedJob: { TotalCompletions: 1 } }
            : { Replicated: { Replicas: replicas } },
      // A job may not say how it is updated.
      UpdateConfig:
        replicas === "job"
          ? undefined
          : {
              ...{ Parallelism: 1, Delay: 0, Monitor: (options.monitor ?? 1) * 1_000_000_000, MaxFailureRatio: 0 },
              ...{ FailureAction: options.failureAction ?? "pause", Order: options.order ?? "stop-first" },
            },
      RollbackConfig:
        replicas === "job"
          ? undefined
          : { Parallelism: 1, Delay: 0, Monitor: 1_000_000_000, FailureAction: "pause", Order: "stop-first" },
      EndpointSpec: { Mode: "dnsrr" },
    };
  }
}

function toReference({ secretName, secretId, target, uid, gid, mode }: SecretReference): EngineReference {
  return { SecretID: secretId, SecretName: secretName, File: { Name: target, UID: uid, GID: gid, Mode: mode } };
}

/** All tasks of a service, its history included. */
export async function tasks(service: string): Promise<EngineTask[]> {
  return (await engine.listTasks({ filters: { service: [service] } })) as EngineTask[];
}

/** A service as the Engine has it, with its whole spec. */
export async function inspect(service: string): Promise<EngineService> {
  return (await engine.getService(service).inspect()) as EngineService;
}

/** The parts of a spec that tests change by hand. */
export interface ChangeableSpec {
  Labels: Record<string, string>;
  TaskTemplate: {
    ForceUpdate?: unknown;
    ContainerSpec: { Secrets: EngineReference[]; Env?: string[]; Hosts?: string[] };
  };
}

/** Updates a service by hand, as somebody else would, and retries when it is out of sequence. */
export async function changeByHand(service: string, change: (spec: ChangeableSpec) => void): Promise<void> {
  await eventually(`${service} is changed by hand`, async () => {
    const { Version, Spec } = await inspect(service);
    change(Spec as unknown as ChangeableSpec);
    try {
      await engine.getService(service).update({ version: Version.Index, ...Spec });
      return true;
    } catch (error) {
      if ((error as Error).message.includes("out of sequence")) return undefined;
      throw error;
    }
  });
}

/** Names of the secrets that a service's spec refers to, in its order. */
export async function secretNames(service: string): Promise<string[]> {
  return ((await inspect(service)).Spec.TaskTemplate.ContainerSpec?.Secrets ?? []).map(({ SecretName }) => SecretName);
}

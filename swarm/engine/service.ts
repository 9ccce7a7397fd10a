// Services and tasks as the Engine has them, with the few fields of theirs that are used.
import { SwarmError } from "./errors.ts";
import type { EngineReference } from "./references.ts";
import { type Engine, EngineError, type ExactNumber } from "./engine.ts";

/** How a service runs: a number of replicas, or one on each node. */
export type ServiceMode = "replicated" | "global";

/** How a job runs: to its end, a number of times or once on each node. */
export type JobMode = "replicated-job" | "global-job";

/** A service. Its spec holds more than is named here, and all of that is sent back to the Engine unchanged. */
export interface EngineService {
  ID: string;
  /** When the service last changed, by the clock of the manager that did it. */
  UpdatedAt: string;
  Version: { Index: number };
  Spec: EngineSpec;
  /** The spec before the last update, to which `docker service rollback` goes back. */
  PreviousSpec?: EngineSpec | null;
  UpdateStatus?: UpdateStatus | null;
  /** Only in {@link pollService}, from API 1.41. */
  ServiceStatus?: { DesiredTasks: number } | null;
}

export interface EngineSpec {
  Name: string;
  Labels?: Record<string, string>;
  Mode: { Replicated?: { Replicas?: number }; Global?: object; ReplicatedJob?: object; GlobalJob?: object };
  TaskTemplate: {
    ContainerSpec?: { Secrets?: EngineReference[] | null };
    /** Counts forced restarts; see {@link forcedRestarts}. */
    ForceUpdate?: ExactNumber;
  };
  /** Monitor in nanoseconds; 0 stands for the Engine's default. */
  UpdateConfig?: {
    Parallelism?: number;
    Monitor?: number;
    FailureAction?: string;
    MaxFailureRatio?: number;
    Order?: "stop-first" | "start-first";
  };
}

export interface UpdateStatus {
  State?: "updating" | "paused" | "completed" | "rollback_started" | "rollback_paused" | "rollback_completed";
  Message?: string;
  /** RFC 3339. */
  StartedAt?: string;
  /** RFC 3339; left out while the update is under way. */
  CompletedAt?: string;
}

/** A task: one run of one replica. */
export interface EngineTask {
  ID: string;
  /** Number of the replica; absent in a global service, whose tasks go by node. */
  Slot?: number;
  NodeID?: string;
  DesiredState: string;
  Status: {
    State: string;
    /** When the task came into this state, by the clock of its node. */
    Timestamp: string;
    /** What the task is doing: "started", "pending task scheduling". */
    Message?: string;
    /** What went wrong: "task: non-zero exit (1)", "no suitable node (…)", "No such image: …". */
    Err?: string;
    ContainerStatus?: { ExitCode?: number; ContainerID?: string } | null;
  };
  Spec: { ContainerSpec?: { Secrets?: EngineReference[] | null }; ForceUpdate?: number };
}

/** Reads the service of that name or ID, exactly enough to be sent back; undefined when there is none. */
export async function readService(engine: Engine, service: string): Promise<EngineService | undefined> {
  const path = `/services/${encodeURIComponent(service)}`;
  const found = await unlessGone(engine.requestExactly<EngineService>(path));
  // Where no service has the name, the Engine takes it for the beginning of an ID.
  return found?.Spec.Name === service || found?.ID === service ? found : undefined;
}

/** Reads a service with the number of tasks that should run; undefined when it is gone. */
export async function pollService(engine: Engine, serviceId: string): Promise<EngineService | undefined> {
  const query = { status: true, filters: { id: [serviceId] } };
  const [found] = await engine.request<EngineService[]>("/services", { query });
  return found;
}

/** Lists all tasks of a service, with the ended ones that Swarm still keeps. The list is empty when the service is gone. */
export async function listTasks(engine: Engine, serviceId: string): Promise<EngineTask[]> {
  const query = { filters: { service: [serviceId] } };
  return (await unlessGone(engine.request<EngineTask[]>("/tasks", { query }))) ?? [];
}

/**
 * Sends a service's whole spec as the successor of the version that was read.
 *
 * @throws EngineError "update out of sequence" when the service is no longer what was read
 */
export async function updateService(engine: Engine, read: EngineService, spec: EngineSpec): Promise<void> {
  // The spec that the Engine shows lacks the credentials for the image's registry: the Engine keeps the ones it has.
  const query = { version: read.Version.Index, registryAuthFrom: "spec" };
  await engine.request(`/services/${read.ID}/update`, { query, body: spec });
}

/** Whether a task should run, now or as soon as the task that it replaces is gone. */
export function isWanted({ DesiredState }: Pick<EngineTask, "DesiredState">): boolean {
  return DesiredState === "running" || DesiredState === "ready";
}

/** Turns the Engine's answer that there is no such service into undefined. */
async function unlessGone<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof EngineError && error.status === 404) return undefined;
    throw error;
  }
}

/** The references of a service or a task. */
export function liveReferences(spec: { ContainerSpec?: { Secrets?: EngineReference[] | null } }): EngineReference[] {
  return spec.ContainerSpec?.Secrets ?? [];
}

/** How often the tasks of a template were forced to restart. Some tools count from beyond 2^53, where the number is rounded. */
export function forcedRestarts({ ForceUpdate = 0 }: { ForceUpdate?: ExactNumber }): number {
  return Number(typeof ForceUpdate === "number" ? ForceUpdate : ForceUpdate.rawJSON);
}

export function serviceMode({ Spec: { Mode } }: EngineService): ServiceMode {
  return Mode.Global === undefined ? "replicated" : "global";
}

/** How many tasks should run; undefined for a global service where the engine does not say so (API 1.40). */
export function desiredTasks({ Spec: { Mode }, ServiceStatus }: EngineService): number | undefined {
  return Mode.Replicated?.Replicas ?? ServiceStatus?.DesiredTasks;
}

/** The error of a service that does not exist, or does not exist any more. */
export function gone(service: string): SwarmError {
  return new SwarmError(
    "no-service",
    `The service ${service} does not exist on the Swarm.`,
    "Deploy it, or take it out of the configured services. The services there are:\ndocker service ls",
  );
}

/** Which kind of job a service is; undefined where it is not a job. */
export function jobMode({ Spec: { Mode } }: { Spec: Pick<EngineSpec, "Mode"> }): JobMode | undefined {
  if (Mode.ReplicatedJob !== undefined) return "replicated-job";
  return Mode.GlobalJob === undefined ? undefined : "global-job";
}

/** @throws SwarmError `job-mode` when the service is a job */
export function refuseJob({ Spec }: EngineService): void {
  const job = jobMode({ Spec });
  if (job !== undefined) throw isJob(Spec.Name, job);
}

/** The error of a job, which cannot be bound. */
export function isJob(service: string, job: JobMode): SwarmError {
  return new SwarmError(
    "job-mode",
    `${service} is a ${job}: any update of a job runs it again, so its secrets cannot be changed without a run.`,
    "Leave it out of the services here, and create the job anew with the new secret's version when it should run.",
  );
}

// What a sequence is played on: a stack with its Swarm, real or fake. What somebody does by hand goes through the Engine's API on both.
import type Docker from "dockerode";
import type { Service, Snapshot, Spec } from "./engine-types.ts";

/** What a sequence changes of one secret in the stack config. */
export interface SecretConfig {
  current: number;
  retain: number[];
  incident?: { ticket: string; discoveredAt: string; revokedAt: string; roleRotatedAt?: string };
}

/** The stack config, as far as a sequence changes it. */
export interface StackConfig {
  /** By logical name. */
  secrets: Record<string, SecretConfig>;
  /** By logical name and version: the values of all declared versions, and of no others. */
  values: Record<string, Record<number, string>>;
}

/** How a run ended. */
export interface Outcome {
  /** Whether it ended well; of a preview: without anything to do. */
  green: boolean;
  /** Whether it changed anything on the Swarm, or was killed so that nobody knows. */
  wrote: boolean;
  /** For the account of a sequence. */
  text: string;
}

/** What happens in the midst of a run. */
export interface Interference {
  /** From 0 to 1: how far through a usual run. */
  at: number;
  /** Whether the run is killed there, just before one of its requests or with only the answer lost; or another operator updates a service. */
  what: "kill" | "kill without an answer" | { restarts: string };
}

export interface Ground {
  readonly namespace: string;
  readonly engine: Docker;
  /** Now, with all the hours that were let pass; milliseconds. */
  now(): number;
  /** Sets the stack config. */
  configure(config: StackConfig): Promise<void>;
  up(meanwhile?: Interference): Promise<Outcome>;
  preview(): Promise<Outcome>;
  pass(hours: number): Promise<void>;
  /** Waits until the Swarm has done what it was told. */
  settle(): Promise<void>;
}

/** Everything on the Swarm that is of the namespace. */
export async function look({ engine, namespace }: Pick<Ground, "engine" | "namespace">): Promise<Snapshot> {
  const [services, tasks, secrets, configs] = (await Promise.all([
    engine.listServices(),
    engine.listTasks(),
    engine.listSecrets(),
    engine.listConfigs(),
  ])) as unknown as [Snapshot["services"], Snapshot["tasks"], Snapshot["secrets"], Snapshot["configs"]];
  const isOurs = ({ Spec: { Name } }: { Spec: { Name: string } }) => Name.startsWith(`${namespace}_`);
  const own = services.filter(isOurs);
  const ids = new Set(own.map(({ ID }) => ID));
  return {
    services: own,
    tasks: tasks.filter(({ ServiceID }) => ids.has(ServiceID)),
    secrets: secrets.filter(isOurs),
    configs: configs.filter(isOurs),
  };
}

/**
 * Changes a service's spec, as somebody does by hand.
 *
 * @returns the Engine's word when it refuses; undefined when the change is made
 */
export async function changeSpec(
  { engine }: Pick<Ground, "engine">,
  name: string,
  change: (spec: Spec) => Spec,
): Promise<string | undefined> {
  return await updateService(engine, name, ({ Spec }) => ({ body: change(structuredClone(Spec)) }));
}

/** `docker service rollback`. */
export async function rollBackService({ engine }: Pick<Ground, "engine">, name: string): Promise<string | undefined> {
  return await updateService(engine, name, ({ Spec }) => ({ body: Spec, rollback: "previous" }));
}

async function updateService(
  engine: Docker,
  name: string,
  next: (live: Service) => { body: Spec; rollback?: string },
): Promise<string | undefined> {
  for (let attempt = 1; ; attempt++) {
    const service = engine.getService(name);
    const live = (await service.inspect()) as Service;
    const { body, rollback } = next(live);
    try {
      await service.update({ ...body, version: live.Version.Index, ...(rollback !== undefined && { rollback }) });
      return undefined;
    } catch (error) {
      const { message } = error as Error;
      if (!message.includes("out of sequence") || attempt === 10) return message;
    }
  }
}

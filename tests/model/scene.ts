// The stack that sequences are played with: two secrets, a canary with both, a later service with one of them, and one that is only
// to reconnect after a leak. Small, so that a sequence soon comes to what matters.
import { classes } from "../support/classes.ts";
import type { Spec } from "./engine-types.ts";
import type { StackConfig } from "./ground.ts";

export const namespace = "model";

export const logicalNames = ["db_reader", "db_writer"] as const;

/** Which secrets each service has. */
export const consumers: Readonly<Record<string, readonly string[]>> = {
  api: ["db_reader", "db_writer"],
  worker: ["db_writer"],
};
/** Bound to nothing. */
const dependant = "exporter";
export const services = ["api", "worker", dependant] as const;

/** The dependants of the secrets of class database. */
export const dependants: Readonly<Record<string, readonly string[]>> = { db_reader: ["worker", dependant] };

const settings: Record<string, object> = {
  api: { wave: 0, onFailure: "revert", timeout: 20 },
  worker: { wave: 1, onFailure: "revert", timeout: 20 },
};

/** What a service makes of an update that fails. */
export const failureActions = { api: "pause", worker: "rollback", exporter: "pause" } as const;

/** A value on which the service of that name does not start; with none, a good one. */
export function makeValue(logicalName: string, version: number, badFor: string | undefined): string {
  return `${badFor === undefined ? "good" : `bad-${badFor}`} ${logicalName} ${version}`;
}

/** Whether a container of the service ends at once. */
export function failsOn(service: string, values: readonly string[]): boolean {
  return values.some((value) => value.includes(`bad-${service.slice(service.indexOf("_") + 1)} `));
}

/** The stack config's keys without the project's name. */
export function configOf({ secrets, values }: StackConfig, name: string = namespace): Record<string, unknown> {
  const declared = Object.entries(secrets).map(([logicalName, secret]) => {
    const isDatabase = logicalName in dependants;
    const kind = isDatabase
      ? { class: "database", dependants: dependants[logicalName]?.map((one) => serviceName(one, name)) }
      : { class: "swarm-infra" };
    return [logicalName, { ...kind, ...secret }];
  });
  return {
    namespace: name,
    classes,
    protect: "false",
    secrets: Object.fromEntries(declared) as unknown,
    services: Object.fromEntries(
      Object.entries(consumers).map(([service, bound]) => [service, { secrets: bound, ...settings[service] }]),
    ),
    values,
  };
}

export function serviceName(service: string, name: string = namespace): string {
  return `${name}_${service}`;
}

/** A service as its owner deploys it, before the stack gives it anything. */
export function serviceSpec(service: keyof typeof failureActions): Spec {
  return {
    Name: serviceName(service),
    Labels: {},
    TaskTemplate: { ContainerSpec: { Env: [] }, ForceUpdate: 0 },
    Mode: { Replicated: { Replicas: service === "worker" ? 1 : 2 } },
    UpdateConfig: { Parallelism: 1, Monitor: 1_000_000_000, FailureAction: failureActions[service] },
  };
}

// Finds the services that use versioned secrets, in compose files and as `docker.Service`, and what makes Swarm watch each.
import type { types as docker } from "@pulumi/docker";
import { readingsOf } from "../rotation/secret-name.ts";
import type { ComposeFile, ComposeService } from "../inventory/compose/compose-files.ts";
import { interpolate, type Interpolated } from "../inventory/compose/interpolation.ts";
import { ifKnown } from "./properties.ts";

/** A service that uses a versioned secret. */
export interface Consumer {
  /** The service's key in the compose file, or its name in Pulumi. */
  readonly name: string;
  /** How a message names it. */
  readonly where: string;
  readonly healthcheck: "present" | "absent" | "disabled" | "unknown";
  readonly failureAction: Field | "unknown";
  readonly monitor: Field | "unknown";
  /** The names of these three settings where the service is declared, for messages. */
  readonly fields: Readonly<Record<"healthcheck" | "failureAction" | "monitor", string>>;
}

/** A value that may be left out. */
export type Field = Pick<Interpolated, "variables"> & { readonly text: string | undefined };

/** The consumers in a compose file. Jobs are left out, as Swarm starts them anew and rolls nothing back. */
export function composeConsumers({ file, services, pins }: ComposeFile): Consumer[] {
  return services
    .filter(({ key }) => pins.some((pin) => pin.services.includes(key) && mayBeVersioned(pin.name)))
    .filter(({ deploy }) => deploy?.mode?.endsWith("-job") !== true)
    .map((service) => ({
      name: service.key,
      where: `${file} (services.${service.key})`,
      healthcheck: healthcheckOf(service),
      failureAction: fieldOf(service.deploy?.update_config?.failure_action),
      monitor: fieldOf(service.deploy?.update_config?.monitor),
      fields: {
        healthcheck: "healthcheck",
        failureAction: "deploy.update_config.failure_action",
        monitor: "deploy.update_config.monitor",
      },
    }));
}

function healthcheckOf({ healthcheck }: ComposeService): Consumer["healthcheck"] {
  if (healthcheck?.disable === "true") return "disabled";
  return stateOf(healthcheck?.test);
}

/** Reads the state of a health check from its test. Without a test Swarm uses the image's own, which is not known here. */
function stateOf(test: unknown): Consumer["healthcheck"] {
  const words = Array.isArray(test) ? (test as unknown[]) : [test];
  if (words[0] === "NONE") return "disabled";
  return words.some((word) => typeof word === "string" && word !== "") ? "present" : "absent";
}

function fieldOf(value: string | null | undefined): Field {
  return typeof value === "string" ? interpolate(value) : { text: undefined, variables: [] };
}

/** The properties of a `docker.Service` that are read here. */
interface ServiceProps {
  name?: string;
  taskSpec?: { containerSpec?: Partial<docker.output.ServiceTaskSpecContainerSpec> };
  updateConfig?: docker.output.ServiceUpdateConfig;
}

/** Reads a `docker.Service` as a consumer; undefined for a service without a versioned secret. */
export function declaredConsumer(resourceName: string, props: Record<string, unknown>): Consumer | undefined {
  const service = props as ServiceProps;
  if (!usesVersionedSecret(service)) return undefined;
  const name = ifKnown(() => service.name) ?? resourceName;
  return {
    name,
    where: `The service ${name}`,
    healthcheck: ifKnown(() => stateOf(service.taskSpec?.containerSpec?.healthcheck?.tests)) ?? "unknown",
    failureAction: known(() => service.updateConfig?.failureAction),
    monitor: known(() => service.updateConfig?.monitor),
    fields: {
      healthcheck: "taskSpec.containerSpec.healthcheck",
      failureAction: "updateConfig.failureAction",
      monitor: "updateConfig.monitor",
    },
  };
}

/** Whether a service uses a versioned secret. A name that the preview does not know counts as one, to be on the safe side. */
function usesVersionedSecret(service: ServiceProps): boolean {
  const uses = ifKnown(() => {
    const secrets = service.taskSpec?.containerSpec?.secrets ?? [];
    return [...secrets.keys()].some((index) => {
      const name = ifKnown(() => secrets[index]?.secretName);
      return name === undefined || isVersioned(name);
    });
  });
  return uses ?? true;
}

function known(read: () => string | undefined): Field | "unknown" {
  return ifKnown(() => ({ text: read(), variables: [] })) ?? "unknown";
}

function mayBeVersioned({ text, variables }: Interpolated): boolean {
  return variables.length > 0 || isVersioned(text);
}

/** Whether a name is that of a version, in whatever namespace. */
function isVersioned(name: string): boolean {
  return readingsOf(name).length > 0;
}

import type { z } from "zod";
import { boundKey } from "../rotation/bound-key.ts";
import type { Steps } from "../rotation/config-path.ts";
import { maxLength } from "../rotation/defaults.ts";
import { formatMode } from "../rotation/mode.ts";
import type { BoundSecret } from "../rotation/service-secret-binding.ts";
import { parseFields } from "./fields.ts";
import { problem, type Problem } from "./problems.ts";
import type { Probe } from "../rotation/probe.ts";
import { parseReferences, type Declared, type DeclaredReference } from "./references.ts";
import { isServiceName, serviceNameForm, serviceSchema } from "./schema.ts";

/** A service whose secrets the stack binds. */
export interface Service {
  /** `api`, its key in the stack config. */
  readonly name: string;
  /** `busflow_api`, its name on the Swarm. */
  readonly serviceName: string;
  /** All its secrets of this stack, sorted by logical name. */
  readonly secrets: readonly DeclaredReference[];
  /**
   * Seconds that it has to converge after an update.
   *
   * @default 300
   */
  readonly timeout: number;
  /** What each replica is asked after a flip besides that it runs; undefined for nothing else. */
  readonly probe: Probe | undefined;
  /**
   * Its wave. Services in lower waves are flipped first.
   *
   * @default 1
   */
  readonly wave: number;
  /**
   * What happens to the services that are flipped already when this one fails: they stay as they are, or are put back.
   *
   * @default "stop" in the first wave, "revert" in later ones
   */
  readonly onFailure: "stop" | "revert";
  /** Set when the service stays on the Swarm as it is, secrets included, after it has left the config. */
  readonly release?: true;
}

type ServiceFields = z.output<typeof serviceSchema>;

/** The services that use a secret. */
export function consumersOf(logicalName: string, services: readonly Service[]): Service[] {
  return services.filter(({ secrets }) => secrets.some((used) => used.logicalName === logicalName));
}

/** The version of a secret that services are to see: its number, its name on the Swarm, and the Swarm's ID of it. */
export interface CurrentVersion<Id> {
  readonly version: number;
  readonly name: string;
  readonly id: Id;
}

/**
 * The secrets of a service as its binding is declared with them, by the binding's keys.
 *
 * @param currentOf the version of a secret, by its logical name
 */
export function declaredSecrets<Id>(
  { secrets }: Pick<Service, "secrets">,
  currentOf: (logicalName: string) => CurrentVersion<Id>,
): Record<string, Omit<BoundSecret, "secretId"> & { secretId: Id }> {
  const bound: ReturnType<typeof declaredSecrets<Id>> = {};
  for (const { logicalName, target, uid, gid, mode, takeover } of secrets) {
    const { version, name: secretName, id: secretId } = currentOf(logicalName);
    const file = { target, uid, gid, mode: formatMode(mode), ...(takeover && { takeover }) };
    bound[boundKey(bound, logicalName, target)] = { version, secretName, secretId, ...file };
  }
  return bound;
}

/** Parses the entries of the services. What is wrong with one goes to `problems`, and the service is left out. */
export function parseServices(
  entries: readonly (readonly [string, unknown])[],
  declared: Declared,
  problems: Problem[],
): Service[] {
  const nameOf = new Map<string, string>();
  const services = entries.flatMap(([name, entry]) => {
    const steps: Steps = ["services", name];
    const known = problems.length;
    const { whole, fields } = parseFields(serviceSchema, entry, steps, problems);
    const serviceName = composeServiceName(name, fields, declared);
    problems.push(...checkName(name, serviceName, steps));
    if (serviceName !== undefined) {
      const other = nameOf.get(serviceName);
      // Two bindings of one service would undo each other's updates.
      if (other !== undefined) problems.push(sameService(steps, other));
      nameOf.set(serviceName, name);
    }
    const secrets = parseReferences(fields.secrets ?? [], declared, [...steps, "secrets"], problems);
    if (whole === undefined || serviceName === undefined || problems.length !== known) return [];
    const { timeout, probe, wave, onFailure } = whole;
    const released = whole.release === true && { release: true as const };
    return [{ name, serviceName, secrets, timeout, probe, wave, onFailure, ...released }];
  });
  const firstWave = Math.min(...services.map(({ wave }) => wave));
  // A fault in the first wave has hit the canaries only. In a later wave other services are flipped already, and have to be put
  // back.
  return services.map((service) => ({
    ...service,
    onFailure: service.onFailure ?? (service.wave > firstWave ? "revert" : "stop"),
  }));
}

/**
 * A service's name on the Swarm: the one in the config, or else the one that `docker stack deploy` gives it in the Docker stack
 * `namespace`.
 */
function composeServiceName(name: string, fields: Partial<ServiceFields>, { namespace }: Declared): string | undefined {
  // A malformed serviceName is absent from the fields: the name is then not known.
  if (!("serviceName" in fields) || namespace === undefined) return fields.serviceName;
  return fields.serviceName ?? `${namespace}_${name}`;
}

function checkName(name: string, serviceName: string | undefined, steps: Steps): Problem[] {
  if (!isServiceName(name)) {
    return [problem(steps, "malformed-name", "not a service's name.", `Use ${serviceNameForm}.`)];
  }
  if (serviceName === undefined || serviceName.length <= maxLength.serviceName) return [];
  const text = `its name on the Swarm has ${serviceName.length} characters, the Engine takes ${maxLength.serviceName}.`;
  return [problem(steps, "name-too-long", text, "Shorten it, or set serviceName to its name there.")];
}

function sameService(steps: Steps, other: string): Problem {
  const text = `the same service on the Swarm as ${other}.`;
  return problem(steps, "same-service", text, "List its secrets in one entry.");
}

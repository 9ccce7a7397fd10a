// Which versions are in use: what the specs of services ask for, and what their tasks have or may still have.
import { ofNamespace } from "../../rotation/bound.ts";
import { parseSecretName } from "../../rotation/secret-name.ts";
import type { Everything } from "../../swarm/look/everything.ts";
import { liveReferences } from "../../swarm/engine/service.ts";
import { mayRun } from "../../swarm/look/standing.ts";

/** A version that a service uses. */
export interface VersionInUse {
  /** The service's name on the Swarm. */
  readonly service: string;
  /** The secret's logical name. */
  readonly secret: string;
  readonly version: number;
}

/**
 * Each version of a namespace's secrets that a service asks for, or that a task of it has, also one on a node that does not answer: once
 * for each service, whether it is of the stack or not.
 */
export function versionsInUse({ facts, standing }: Everything, namespace: string): VersionInUse[] {
  const owns = ofNamespace(namespace, facts.others);
  const tasks = Map.groupBy(
    standing.tasks.filter((task) => mayRun(task, standing.nodes)),
    ({ ServiceID }) => ServiceID,
  );
  return standing.services.flatMap(({ ID, Spec }) => {
    const specs: Parameters<typeof liveReferences>[0][] = [
      Spec.TaskTemplate,
      ...(tasks.get(ID) ?? []).map((task) => task.Spec),
    ];
    const names = new Set(specs.flatMap((spec) => liveReferences(spec).map(({ SecretName }) => SecretName)));
    return [...names].filter(owns).flatMap((name): VersionInUse[] => {
      const parsed = parseSecretName(name, namespace);
      return parsed === undefined ? [] : [{ service: Spec.Name, secret: parsed.logicalName, version: parsed.version }];
    });
  });
}

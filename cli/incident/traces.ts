// What is left on the Swarm of versions that an incident revokes.
import { versionsOf } from "../../rotation/bound.ts";
import { liveReferences } from "../../swarm/engine/service.ts";
import { mayRun, silentNode } from "../../swarm/look/standing.ts";
import type { Reading } from "../reading.ts";

/** What is left of revoked versions; all of it empty when nothing is. */
export interface Traces {
  /** The versions that the Swarm still has; ascending. */
  readonly versions: readonly number[];
  /** The services that ask for one, or of which a task may run with one; by name, sorted. */
  readonly services: readonly string[];
  /** The nodes that do not answer, and on which such a task may run; host names, sorted. */
  readonly silentNodes: readonly string[];
}

/**
 * Looks for what is left of a secret's versions below one.
 *
 * @param firstSafe the first version that is not revoked
 */
export function tracesOf({ inventory, facts, standing }: Reading, secret: string, firstSafe: number): Traces {
  const versionOf = versionsOf(inventory.namespace, secret);
  const isRevoked = (secretName: string): boolean => (versionOf(secretName) ?? firstSafe) < firstSafe;
  const versions = [...facts.secrets.keys()].filter(isRevoked).map((name) => versionOf(name) ?? 0);
  const asking = [...facts.services.values()]
    .filter(({ references }) => references.some(({ secretName }) => isRevoked(secretName)))
    .map(({ name }) => name);
  const tasks = standing.tasks.filter(
    (task) => mayRun(task, standing.nodes) && liveReferences(task.Spec).some(({ SecretName }) => isRevoked(SecretName)),
  );
  const nameOf = new Map(standing.services.map(({ ID, Spec }) => [ID, Spec.Name]));
  const running = tasks.map(({ ServiceID }) => nameOf.get(ServiceID) ?? ServiceID);
  const silent = tasks.flatMap((task) => silentNode(task, standing.nodes)?.hostname ?? []);
  return {
    versions: versions.sort((a, b) => a - b),
    services: [...new Set([...asking, ...running])].sort(),
    silentNodes: [...new Set(silent)].sort(),
  };
}

/** Whether nothing is left. */
export function isGone({ versions, services, silentNodes }: Traces): boolean {
  return versions.length + services.length + silentNodes.length === 0;
}

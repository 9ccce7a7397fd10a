// Finds out what an import does not say. It names a service, and not the stack to which the service's secrets belong.
import { ofNamespace, type Ownership } from "../rotation/bound.ts";
import { versionLabels } from "../rotation/labels.ts";
import type { Engine } from "../swarm/engine/engine.ts";
import { findSecretsById } from "../swarm/engine/secrets.ts";
import { liveReferences, readService } from "../swarm/engine/service.ts";

/** The label that holds the name of the Docker stack; `docker stack deploy` puts it on each service that it creates. */
const stackLabel = "com.docker.stack.namespace";

/** The namespace of a service's secrets, and which of its references belong to that. */
export interface Imported {
  namespace: string;
  owns: Ownership;
}

/**
 * Finds the namespace of a service's secrets. It is the one that their labels name, if they all name the same; else the name of the
 * service's Docker stack; else the beginning of the service's name. Secrets whose labels name another namespace stay foreign.
 */
export async function lookAtImported(engine: Engine, service: string): Promise<Imported> {
  const found = await readService(engine, service);
  const references = found === undefined ? [] : liveReferences(found.Spec.TaskTemplate);
  const secrets = await findSecretsById(
    engine,
    references.map(({ SecretID }) => SecretID),
  );
  const owners = new Map(secrets.map(({ name, labels }) => [name, labels[versionLabels.namespace]]));
  const [labelled, ...more] = [...new Set(owners.values())].filter((owner) => owner !== undefined);
  const ofStack = found?.Spec.Labels?.[stackLabel] ?? service.split("_", 1)[0] ?? "";
  const namespace = labelled !== undefined && more.length === 0 ? labelled : ofStack;
  const isOther = (secretName: string): boolean => (owners.get(secretName) ?? namespace) !== namespace;
  return { namespace, owns: ofNamespace(namespace, { has: isOther }) };
}

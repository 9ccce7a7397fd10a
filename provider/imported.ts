// What an import has to find out: it is told a service's name, and nothing of the stack that its secrets are of.
import { ofNamespace } from "../rotation/bound.ts";
import { versionLabels } from "../rotation/labels.ts";
import type { Engine } from "../swarm/engine/engine.ts";
import type { Ownership } from "../swarm/engine/references.ts";
import { findSecretsById } from "../swarm/engine/secrets.ts";
import { liveReferences, readService } from "../swarm/engine/service.ts";

/** Has the name of its Docker stack on every service that `docker stack deploy` has made. */
const stackLabel = "com.docker.stack.namespace";

/** A service's namespace, and which of its references are of that. */
export interface Imported {
  namespace: string;
  owns: Ownership;
}

/**
 * The namespace of a service's secrets: the one that their labels name, if it is one; else that of its Docker stack; else what the
 * service's name begins with. Secrets whose labels name another one are not taken over.
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

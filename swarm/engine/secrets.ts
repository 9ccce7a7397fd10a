// What the Swarm knows of its secrets. Nobody can read their values back.
import type { SecretReference } from "../../rotation/reference.ts";
import type { Engine } from "./engine.ts";
import { SwarmError } from "./errors.ts";
import type { Patience } from "./patience.ts";

/** A secret on the Swarm, without its value. */
export interface SwarmSecret {
  id: string;
  name: string;
  labels: Record<string, string>;
  /** RFC 3339, by the Swarm's clock. */
  createdAt: string;
}

/** The secret of exactly that name, or undefined. */
export async function findSecret(engine: Engine, name: string): Promise<SwarmSecret | undefined> {
  return (await list(engine, { name: [name] })).find((secret) => secret.name === name);
}

/** The secrets whose names begin with the prefix (all by default), sorted by name. */
export function listSecrets(engine: Engine, prefix = ""): Promise<SwarmSecret[]> {
  return list(engine, prefix === "" ? {} : { name: [prefix] });
}

/** The secrets with the given IDs, as far as they exist. */
export function findSecretsById(engine: Engine, ids: readonly string[]): Promise<SwarmSecret[]> {
  return ids.length === 0 ? Promise.resolve([]) : list(engine, { id: ids });
}

/**
 * Makes sure that the secret of each reference exists under its name and ID.
 *
 * @throws SwarmError `no-secret`; EngineError; NoAnswerError
 */
export async function checkSecrets(
  engine: Engine,
  references: readonly SecretReference[],
  patience: Patience,
): Promise<void> {
  const ids = references.map(({ secretId }) => secretId);
  const found = await patience.read(() => findSecretsById(engine, ids));
  const names = new Map(found.map(({ id, name }) => [id, name]));
  for (const { secretName, secretId } of references) {
    const name = names.get(secretId);
    if (name === secretName) continue;
    const what = name === undefined ? "does not exist on the Swarm" : `is the ID of ${name}`;
    throw new SwarmError(
      "no-secret",
      `${secretName} cannot be bound: a secret with the ID ${secretId} ${what}.`,
      "Somebody removed or recreated it: refresh, then run the same command again.",
    );
  }
}

/** Lists secrets. The Engine matches names and IDs as prefixes, so the answer may hold more secrets than were asked for. */
async function list(engine: Engine, filters: Record<string, readonly string[]>): Promise<SwarmSecret[]> {
  const secrets = await engine.request<EngineSecret[]>("/secrets", { query: { filters } });
  return secrets
    .map(({ ID, CreatedAt, Spec }) => ({ id: ID, name: Spec.Name, labels: Spec.Labels ?? {}, createdAt: CreatedAt }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

interface EngineSecret {
  ID: string;
  CreatedAt: string;
  Spec: { Name: string; Labels?: Record<string, string> | null };
}

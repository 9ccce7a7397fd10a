// What the Swarm knows of its secrets. Values cannot be read back, by anybody.
import type { Engine } from "./engine.ts";

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

/** The secrets whose names start so (all by default), by name. */
export function listSecrets(engine: Engine, prefix = ""): Promise<SwarmSecret[]> {
  return list(engine, prefix === "" ? {} : { name: [prefix] });
}

/** Those of the IDs that exist. */
export function findSecretsById(engine: Engine, ids: readonly string[]): Promise<SwarmSecret[]> {
  return ids.length === 0 ? Promise.resolve([]) : list(engine, { id: ids });
}

/** The Engine takes names and IDs for prefixes: who asks for one secret may get others, too. */
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

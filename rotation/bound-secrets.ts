// Translates between the secrets in a binding's inputs and state and the references that the Swarm has.
import { boundKey, logicalNameOf } from "./bound-key.ts";
import { ofSecrets, type Ownership } from "./bound.ts";
import { formatMode, parseMode } from "./mode.ts";
import type { SecretReference } from "./reference.ts";
import { parseSecretName } from "./secret-name.ts";
import { bindingOutputs, type BindingInputs, type BindingState, type BoundSecret } from "./service-secret-binding.ts";

/**
 * Tells which references belong to a binding: those to versions of its secrets.
 *
 * @param keys the keys of the binding's `secrets`
 */
export function ownership(namespace: string, keys: readonly string[]): Ownership {
  return ofSecrets(namespace, keys.map(logicalNameOf));
}

/** The references that a service has to have for these secrets. */
export function references(secrets: Record<string, BoundSecret>): SecretReference[] {
  return Object.values(secrets).map(({ secretName, secretId, target, uid, gid, mode }) => {
    return { secretName, secretId, target, uid, gid, mode: parseMode(mode) };
  });
}

/**
 * The secrets of a service, by the keys under which they are declared. When a secret has a second reference that nobody declared,
 * that one gets a key with its target, so that it is seen.
 *
 * @param known the secrets in the state: references at their targets get the keys without a target
 */
export function boundSecrets(
  live: readonly SecretReference[],
  namespace: string,
  known: Record<string, BoundSecret> = {},
): Record<string, BoundSecret> {
  const secrets: Record<string, BoundSecret> = {};
  const targets = new Set(Object.values(known).map(({ target }) => target));
  const declaredFirst = live.toSorted((a, b) => Number(targets.has(b.target)) - Number(targets.has(a.target)));
  for (const { secretName, secretId, target, uid, gid, mode } of declaredFirst) {
    const { logicalName, version } = parseSecretName(secretName, namespace) ?? { logicalName: secretName, version: 0 };
    secrets[boundKey(secrets, logicalName, target)] = {
      version,
      secretName,
      secretId,
      target,
      uid,
      gid,
      mode: formatMode(mode),
    };
  }
  return secrets;
}

/** The inputs within a binding's state: the state without the outputs. */
export function inputsOf(state: BindingState): BindingInputs {
  const inputs = Object.entries(state).filter(([name]) => !Object.hasOwn(bindingOutputs, name));
  return Object.fromEntries(inputs) as unknown as BindingInputs;
}

/** The versions that a service moves to, in words: "v5", or "db_reader v5, session_key v2" when they are not all the same. */
export function describeGoal(olds: Record<string, BoundSecret>, news: Record<string, BoundSecret>): string {
  const all = Object.entries(news);
  const moved = all.filter(([name, { secretName }]) => olds[name]?.secretName !== secretName);
  const goal = moved.length === 0 ? all : moved;
  const versions = [...new Set(goal.map(([, { version }]) => `v${version}`))];
  if (versions.length === 1) return versions.join();
  return goal.map(([name, { version }]) => `${name} v${version}`).join(", ") || "no secret";
}

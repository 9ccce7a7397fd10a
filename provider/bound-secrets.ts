// The secrets of a service as they stand in a binding's inputs and state, and what the Swarm's references are in these words.
import { boundKey, logicalNameOf } from "../rotation/bound-key.ts";
import { ofSecrets } from "../rotation/bound.ts";
import { formatMode, parseMode } from "../rotation/mode.ts";
import { parseSecretName } from "../rotation/secret-name.ts";
import {
  bindingOutputs,
  type BindingInputs,
  type BindingState,
  type BoundSecret,
} from "../rotation/service-secret-binding.ts";
import type { Ownership, SecretReference } from "../swarm/engine/references.ts";

/** A reference is the binding's when its secret is a version of one of these, which are keys of `secrets`. */
export function ownership(namespace: string, keys: readonly string[]): Ownership {
  return ofSecrets(namespace, keys.map(logicalNameOf));
}

export function references(secrets: Record<string, BoundSecret>): SecretReference[] {
  return Object.values(secrets).map(({ secretName, secretId, target, uid, gid, mode }) => {
    return { secretName, secretId, target, uid, gid, mode: parseMode(mode) };
  });
}

/** By logical name, as they are declared. A second reference to one of them, which nobody declares, stands apart, to be seen. */
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

/** A state without what only a flip tells. */
export function inputsOf(state: BindingState): BindingInputs {
  const inputs = Object.entries(state).filter(([name]) => !Object.hasOwn(bindingOutputs, name));
  return Object.fromEntries(inputs) as unknown as BindingInputs;
}

/** What a service moves to, for whoever reads along: "v5"; where that is not one version, "db_reader v5, session_key v2". */
export function describeGoal(olds: Record<string, BoundSecret>, news: Record<string, BoundSecret>): string {
  const all = Object.entries(news);
  const moved = all.filter(([name, { secretName }]) => olds[name]?.secretName !== secretName);
  const goal = moved.length === 0 ? all : moved;
  const versions = [...new Set(goal.map(([, { version }]) => `v${version}`))];
  if (versions.length === 1) return versions.join();
  return goal.map(([name, { version }]) => `${name} v${version}`).join(", ") || "no secret";
}

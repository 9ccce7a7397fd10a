// What the engine is told of a binding: whether it has to be updated or replaced, and what is refused beforehand.
import type * as pulumi from "@pulumi/pulumi";
import { logicalNameOf } from "../rotation/bound-key.ts";
import { ownership } from "../rotation/bound-secrets.ts";
import type { BindingInputs, BindingState, LiveBinding } from "../rotation/service-secret-binding.ts";
import { othersAtTargets, type BindingChange } from "../swarm/flip/binding-change.ts";
import { heldTargets, refuseHeldTargets } from "../swarm/flip/held-targets.ts";

/** Tells the engine whether the binding has to be updated or replaced. */
export function diffBinding(
  olds: BindingState,
  news: BindingInputs,
  change: BindingChange | undefined,
): pulumi.provider.DiffResult {
  const replaces = (["namespace", "service"] as const).filter((key) => olds[key] !== news[key]);
  return { changes: replaces.length > 0 || change !== undefined, replaces };
}

/**
 * Checks that no declared target is held by a foreign secret that is not to be taken over.
 *
 * @throws SwarmError `target-conflict`
 */
export function checkTargets(
  name: string,
  olds: Partial<BindingInputs>,
  news: BindingInputs,
  live: LiveBinding | undefined,
): void {
  const owns = ownership(news.namespace, Object.keys({ ...olds.secrets, ...news.secrets }));
  const declared = Object.entries(news.secrets).map(([key, { target, takeover }]) => {
    return { logicalName: logicalNameOf(key), target, takeover };
  });
  refuseHeldTargets(name, news.service, heldTargets(declared, othersAtTargets(news.secrets, live, owns)));
}

// A binding may take targets over that secrets of others hold on its service, in its own one update: then no file is missing in
// between, and what was there before is put back with the rest when the rotation is undone.
import type { Engine } from "../swarm/engine/engine.ts";
import { targetFile } from "../rotation/target.ts";
import type { Ownership, SecretReference } from "../swarm/engine/references.ts";
import { readBinding } from "../swarm/flip/binding.ts";
import type { BoundSecret } from "../rotation/service-secret-binding.ts";
import { references } from "./bound-secrets.ts";

/** What a flip is asked for. */
interface Wanted {
  desired: SecretReference[];
  owns: Ownership;
}

/**
 * What is wanted of a service, with the targets that are to be taken over: their holders count as the binding's for this update,
 * and keep what other targets they have.
 */
export async function withTakeover(
  engine: Engine,
  service: string,
  secrets: Record<string, BoundSecret>,
  owns: Ownership,
): Promise<Wanted> {
  const desired = references(secrets);
  const takers = Object.values(secrets).filter(({ takeover }) => takeover === true);
  if (takers.length === 0) return { desired, owns };
  const files = new Set(takers.map(({ target }) => targetFile(target)));
  const live = (await readBinding(engine, service, () => true))?.references ?? [];
  const isTaken = ({ target }: SecretReference): boolean => files.has(targetFile(target));
  const holders = new Set(
    live.filter((one) => !owns(one.secretName) && isTaken(one)).map(({ secretName }) => secretName),
  );
  const kept = live.filter((one) => holders.has(one.secretName) && !isTaken(one));
  return { desired: [...desired, ...kept], owns: (secretName) => holders.has(secretName) || owns(secretName) };
}

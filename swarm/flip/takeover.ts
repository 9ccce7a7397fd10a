// A flip may take over targets that secrets of others hold on its service. Its one update does that, too: no file is missing in
// between, and the secrets of others come back with the rest when the rotation is undone.
import type { Ownership } from "../../rotation/bound.ts";
import type { SecretReference } from "../../rotation/reference.ts";
import { targetFile } from "../../rotation/target.ts";
import type { Engine } from "../engine/engine.ts";
import { readBinding } from "./binding.ts";
import type { FlipRequest } from "./request.ts";

/**
 * Extends what a flip is asked to do by targets that it takes over. The secrets that hold these targets count as the binding's in
 * this update, and keep the other targets that they have.
 *
 * @param taken the targets to take over
 */
export async function withTakeover(
  engine: Engine,
  { service, desired, owns }: Pick<FlipRequest, "service" | "desired" | "owns">,
  taken: readonly string[],
): Promise<{ desired: readonly SecretReference[]; owns: Ownership }> {
  if (taken.length === 0) return { desired, owns };
  const files = new Set(taken.map(targetFile));
  const live = (await readBinding(engine, service, () => true))?.references ?? [];
  const isTaken = ({ target }: SecretReference): boolean => files.has(targetFile(target));
  const holders = new Set(
    live.filter((one) => !owns(one.secretName) && isTaken(one)).map(({ secretName }) => secretName),
  );
  const kept = live.filter((one) => holders.has(one.secretName) && !isTaken(one));
  return { desired: [...desired, ...kept], owns: (secretName) => holders.has(secretName) || owns(secretName) };
}

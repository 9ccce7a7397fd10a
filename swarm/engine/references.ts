// A service's references to secrets: which of them a binding owns, and how the service's list changes when those do. No I/O.
import type { Ownership } from "../../rotation/bound.ts";
import type { SecretReference } from "../../rotation/reference.ts";
import { targetFile } from "../../rotation/target.ts";
import { SwarmError } from "./errors.ts";

/** A reference as the Engine has it. */
export interface EngineReference {
  SecretID: string;
  SecretName: string;
  File: { Name: string; UID: string; GID: string; Mode: number };
}

function fromEngine({ SecretID, SecretName, File }: EngineReference): SecretReference {
  return {
    ...{ secretName: SecretName, secretId: SecretID },
    ...{ target: File.Name, uid: File.UID, gid: File.GID, mode: File.Mode },
  };
}

export function toEngine({ secretName, secretId, target, uid, gid, mode }: SecretReference): EngineReference {
  return { SecretID: secretId, SecretName: secretName, File: { Name: target, UID: uid, GID: gid, Mode: mode } };
}

/** The owned references of a service or a task, sorted. The Engine leaves the list out when it is empty. */
export function ownedReferences(live: EngineReference[] | null | undefined, owns: Ownership): SecretReference[] {
  return sortReferences((live ?? []).filter(({ SecretName }) => owns(SecretName)).map(fromEngine));
}

/** All references of a service or a task, sorted. */
export function allReferences(live: EngineReference[]): SecretReference[] {
  return sortReferences(live.map(fromEngine));
}

/** A copy, sorted by secret name and then by target. */
export function sortReferences(references: readonly SecretReference[]): SecretReference[] {
  return references.toSorted((a, b) => compare(a.secretName, b.secretName) || compare(a.target, b.target));
}

/** Whether both hold the same references, in whatever order. */
export function sameReferences(some: readonly SecretReference[], others: readonly SecretReference[]): boolean {
  const sorted = sortReferences(others);
  return (
    some.length === others.length &&
    sortReferences(some).every((reference, i) => {
      const other = sorted[i];
      return other !== undefined && equal(reference, other);
    })
  );
}

/**
 * The list with the owned references replaced by the desired ones and the foreign ones as they are.
 *
 * The list is sorted by secret name, as `docker stack deploy` writes it. Swarm restarts every task when the order alone differs
 * (moby#34746), and in this order a later deploy of the same references restarts nothing.
 *
 * @returns undefined when the owned references are the desired ones already, as the live order then has to stay too
 * @throws SwarmError `target-conflict` when two references would have one target
 */
export function mergeReferences(
  live: readonly EngineReference[],
  desired: readonly SecretReference[],
  owns: Ownership,
): EngineReference[] | undefined {
  const foreign = live.filter(({ SecretName }) => !owns(SecretName));
  checkTargets(foreign, desired);
  const owned = live.filter(({ SecretName }) => owns(SecretName));
  if (sameReferences(owned.map(fromEngine), desired)) return undefined;
  return [...foreign, ...desired.map(toEngine)].sort(
    (a, b) => compare(a.SecretName, b.SecretName) || compare(a.File.Name, b.File.Name),
  );
}

function checkTargets(foreign: readonly EngineReference[], desired: readonly SecretReference[]): void {
  const holders = new Map(foreign.map(({ File, SecretName }) => [targetFile(File.Name), SecretName]));
  const taken = new Map<string, string>();
  for (const { target, secretName } of desired) {
    const holder = holders.get(targetFile(target));
    if (holder !== undefined) {
      throw new SwarmError(
        "target-conflict",
        `The target ${target} of ${secretName} is held by ${holder}, a secret that is not managed here.`,
        `Give ${secretName} another target, or set takeover: true on it in the stack config: it then takes the other one's place in one update.`,
      );
    }
    const other = taken.get(targetFile(target));
    if (other !== undefined) {
      throw new SwarmError(
        "target-conflict",
        `${other} and ${secretName} have the same target ${target}.`,
        "Give each secret of a service a target of its own.",
      );
    }
    taken.set(targetFile(target), secretName);
  }
}

function equal(a: SecretReference, b: SecretReference): boolean {
  return (
    a.secretName === b.secretName &&
    a.secretId === b.secretId &&
    a.target === b.target &&
    a.uid === b.uid &&
    a.gid === b.gid &&
    a.mode === b.mode
  );
}

/** Compares by code unit, as Go does: the locale must not matter. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

// Residue: a secret on the Swarm that a killed run has left and that the stack's state does not know, so that creating it would fail.
import { versionLabels } from "../../rotation/labels.ts";
import { explain } from "../engine/engine-failure.ts";
import { SwarmError } from "../engine/errors.ts";
import { type Engine, EngineError } from "../engine/engine.ts";
import { findSecret, type SwarmSecret } from "../engine/secrets.ts";
import { releaseSecret } from "./retirement.ts";

/** How long a replica that is being stopped is waited for, in milliseconds. */
const stopLimitMs = 15_000;

/** A version of a secret that is about to be created. */
export interface Newcomer {
  name: string;
  /** The value's fingerprint, as the secret's label has it; empty where it is not known yet. */
  fingerprint: string;
  /** The value's fingerprint made in the former way, which older secrets have in their label. */
  former?: string | undefined;
  /** Whether services were ever on the version: then a secret of its name is not residue. */
  wasInUse: boolean;
}

/**
 * Refuses to create a version when the Swarm has a secret of its name that is not residue.
 *
 * @param isTakenOver whether the existing secret is to be kept as it is, and not to be removed and made anew
 * @throws SwarmError `exists`
 */
export function checkResidue({ labels }: SwarmSecret, newcomer: Newcomer, isTakenOver: boolean): void {
  const { name, fingerprint, former, wasInUse } = newcomer;
  const known = labels[versionLabels.fingerprint];
  if (known === undefined) {
    throw new SwarmError(
      "exists",
      `${name} exists on the Swarm and is none of this stack's: it has no label ${versionLabels.fingerprint}.`,
      "Leave that version alone and add the next one, with a new value.",
    );
  }
  const isSame = known === fingerprint || known === former;
  if (wasInUse && !isTakenOver && !isSame && fingerprint !== "") {
    throw new SwarmError(
      "exists",
      `${name} exists with another value; versions are immutable.`,
      'Put the old value back, and add the next version with the new one. If the state was lost: docs/runbook.md, "Rebuilding the state".',
    );
  }
  if (wasInUse && !isTakenOver) throw unknownToState(name);
  if (isSame || (fingerprint === "" && !isTakenOver)) return;
  if (!isTakenOver) {
    throw new SwarmError(
      "exists",
      `${name} exists on the Swarm with another value; versions are immutable.`,
      "Put the old value back, or leave that version alone and add the next one with the new value.",
    );
  }
  throw new SwarmError(
    "exists",
    `${name} cannot be taken over: its value is not the one on the Swarm, or the key of the fingerprints is not the one that it was made with.`,
    "Set fingerprintKey in the stack config to the key that the stack had, and the value to the one that services have; a generated one was\n" +
      'lost with the state, and becomes one of the config: docs/runbook.md, "Rebuilding the state".',
  );
}

/**
 * Makes way for a version that is about to be created. A secret of that name and value which nothing refers to is residue, and is
 * removed.
 *
 * @param check is called before anything is removed, and may throw
 * @throws SwarmError `exists` when the name is taken by another value, or by a version that services were on; `in-use` when
 *   something refers to it
 */
export async function clearResidue(
  engine: Engine,
  newcomer: Newcomer,
  check: () => void = () => undefined,
): Promise<void> {
  const { name } = newcomer;
  const found = await find(engine, name);
  if (found !== undefined) checkResidue(found, newcomer, false);
  check();
  if (found === undefined) return;
  await releaseSecret(engine, found, { timeoutMs: stopLimitMs }).catch((error: unknown) => {
    if (!(error instanceof SwarmError && error.code === "in-use")) throw error;
    throw unknownToState(name, error);
  });
  await remove(engine, found);
}

function unknownToState(name: string, cause?: unknown): SwarmError {
  return new SwarmError(
    cause === undefined ? "exists" : "in-use",
    `${name} exists on the Swarm and ${cause === undefined ? "services were on it" : "is in use"}, but the stack's state does not know it.`,
    "The state was lost, or is older than the Swarm: restore a backup (in the backend's .pulumi/backups; `pulumi stack import`), or make it\n" +
      'anew from the Swarm (npm run rebuild-state; docs/runbook.md, "Restoring the state"). If it is whole: a version is never replaced.',
    { cause },
  );
}

async function find(engine: Engine, name: string): Promise<SwarmSecret | undefined> {
  try {
    return await findSecret(engine, name);
  } catch (error) {
    throw explain(error, name);
  }
}

async function remove(engine: Engine, { id, name }: SwarmSecret): Promise<void> {
  try {
    await engine.request(`/secrets/${id}`, { method: "DELETE" });
  } catch (error) {
    if (!(error instanceof EngineError && error.status === 404)) throw explain(error, name);
  }
}

// What a run that was killed leaves: a secret on the Swarm that the stack's state does not know, so that creating it fails.
import type Docker from "dockerode";
import { explain } from "./engine-failure.ts";
import { SwarmError } from "./errors.ts";
import { EngineError, request } from "./request.ts";
import { releaseSecret } from "./retirement.ts";
import { findSecret, type SwarmSecret } from "./secrets.ts";

/** The label of a secret on the Swarm that tells two values apart; see the inventory's ledgers. */
const fingerprintLabel = "busflow.fingerprint";
/** How long a replica that is being stopped is waited for, in milliseconds. */
const stopLimitMs = 15_000;

/**
 * Makes way for a version of a secret that is about to be created. One of that name and value, which nothing refers to, is what
 * a killed run has left: it is removed.
 *
 * @param fingerprint of the value, as in the label `busflow.fingerprint`
 * @throws SwarmError `exists` when the name is taken by another value, `in-use` when something refers to it
 */
export async function clearResidue(docker: Docker, name: string, fingerprint: string): Promise<void> {
  const found = await find(docker, name);
  if (found === undefined) return;
  const known = found.labels[fingerprintLabel];
  if (known === undefined) {
    throw new SwarmError(
      "exists",
      `${name} exists on the Swarm and is none of this stack's: it has no label ${fingerprintLabel}.`,
      "Leave that version alone and add the next one, with a new value.",
    );
  }
  if (known !== fingerprint) {
    throw new SwarmError(
      "exists",
      `${name} exists on the Swarm with another value; versions are immutable.`,
      "Put the old value back, or leave that version alone and add the next one with the new value.",
    );
  }
  await releaseSecret(docker, found, { timeoutMs: stopLimitMs }).catch((error: unknown) => {
    if (!(error instanceof SwarmError && error.code === "in-use")) throw error;
    throw new SwarmError(
      "in-use",
      `${name} exists on the Swarm and is in use, but the stack's state does not know it.`,
      "Restore the state (its backups are in the backend's .pulumi/backups; `pulumi stack import`), then run this again.",
      { cause: error },
    );
  });
  await remove(docker, found);
}

async function find(docker: Docker, name: string): Promise<SwarmSecret | undefined> {
  try {
    return await findSecret(docker, name);
  } catch (error) {
    throw explain(error, name);
  }
}

async function remove(docker: Docker, { id, name }: SwarmSecret): Promise<void> {
  try {
    await request(docker, `/secrets/${id}`, { method: "DELETE" });
  } catch (error) {
    if (!(error instanceof EngineError && error.status === 404)) throw explain(error, name);
  }
}

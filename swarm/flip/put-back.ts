// Puts a service back on the secrets that it had before its last rotation, by an update that changes its secrets only. The Engine's
// own rollback is not used, because it would also bring back everything else that the spec had before.
import { unsettle, type Ledger } from "../../rotation/ledger.ts";
import type { SecretReference } from "../../rotation/reference.ts";
import type { Connection } from "../engine/client.ts";
import { engineNow } from "../engine/clock.ts";
import { SwarmError } from "../engine/errors.ts";
import { changeLedger } from "../ledger/store.ts";
import { flip } from "./flip.ts";
import { movesOf } from "./rotation-label.ts";
import type { Rotation } from "./rotations.ts";

/** What became of a service after another one of the rotation failed. */
export interface Account {
  isBack: boolean;
  /** A sentence for a person. */
  text: string;
}

/** Why the services of a rotation are put back. */
export interface Cause {
  /** When the first one failed, by the Engine's clock. */
  at: Date;
  /** In words that hold nothing of what a service or a task has said. */
  why: string;
}

/**
 * Puts a service back, unless an incident revoked the versions that it had, or the ledgers have no record of what an earlier run
 * gave it.
 *
 * @param isOurs whether this run began its rotation
 * @param cause why the rotation is undone
 * @param onProgress gets short lines for a person to read
 */
export async function putBack(
  connection: Connection,
  rotation: Rotation,
  isOurs: boolean,
  cause: Cause,
  onProgress: (line: string) => void,
): Promise<Account> {
  const { service, owns, mark, before, revoked, unrecorded } = rotation;
  const left = (reasons: readonly string[]) => ({ isBack: false, text: leftOnNew(rotation, isOurs, reasons) });
  if (revoked.length > 0) return left(revoked);
  // Without ledgers nobody knows whether an earlier run was cut short, and a whole stack must not go back because they are lost.
  if (unrecorded.length > 0 && !isOurs) return left([`nothing is on record of ${unrecorded.join(", ")}`]);
  try {
    const revertedAt = engineNow(connection).toISOString();
    const options = { timeoutMs: mark.timeout * 1000, onProgress, goal: "what it had" };
    await flip(connection, { service, desired: before, owns, revertedAt }, options);
  } catch (error) {
    if (!(error instanceof SwarmError)) throw error;
    return { isBack: false, text: `Not put back: ${describeRotation(rotation, isOurs)}. ${error.message}` };
  }
  const text = `Put back: ${describe(service, before)}.`;
  try {
    await recordPutBack(connection, rotation, cause);
    return { isBack: true, text };
  } catch (error) {
    if (!(error instanceof SwarmError)) throw error;
    return { isBack: true, text: `${text} That is not on record: ${error.message}` };
  }
}

/** The sentence about a service that must not be put back. */
export function leftOnNew(rotation: Rotation, isOurs: boolean, reasons: readonly string[]): string {
  return `Left on the new version: ${describeRotation(rotation, isOurs)} (${reasons.join(", ")}).`;
}

/** What a service is on, and since when where an earlier run put it there. */
export function describeRotation({ service, now, mark }: Rotation, isOurs: boolean): string {
  return `${describe(service, now)}${isOurs ? "" : ` since ${mark.at}`}`;
}

/**
 * Puts on record that the old version is the current one again, in each ledger that already has the new one as current. The log of
 * each secret tells once of all the services that one failure has put back.
 */
async function recordPutBack({ engine }: Connection, { mark, now }: Rotation, { at, why }: Cause): Promise<void> {
  const { namespace } = mark;
  for (const { logicalName, before: back, now: after } of movesOf(mark, now)) {
    if (back === undefined) continue;
    const goBack = (ledger: Ledger): Ledger => (ledger.current === after ? unsettle(ledger, back) : ledger);
    const note = after === undefined ? { at } : { at, putBack: { from: after, to: back, why } };
    await changeLedger(engine, { namespace, logicalName }, goBack, note);
  }
}

function describe(service: string, references: readonly SecretReference[]): string {
  return `${service} on ${references.map(({ secretName }) => secretName).join(", ") || "no secret"}`;
}

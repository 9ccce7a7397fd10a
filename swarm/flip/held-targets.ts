// Targets on a service that are held by secrets of others. A binding takes them over only where the config says so.
import { targetFile } from "../../rotation/target.ts";
import { SwarmError } from "../engine/errors.ts";

/** A declared target, and who holds it. */
export interface HeldTarget {
  target: string;
  /** The secret that is declared for it, by its logical name. */
  logicalName: string;
  /** The name of the secret that holds the target. */
  secretName: string;
}

/** The declared references that do not take over, each with the live one that holds its target. */
export function heldTargets(
  declared: readonly { logicalName: string; target: string; takeover?: boolean | undefined }[],
  others: readonly { secretName: string; target: string }[],
): HeldTarget[] {
  return others.flatMap(({ secretName, target }) => {
    const one = declared.find((reference) => targetFile(reference.target) === targetFile(target));
    return one === undefined || one.takeover === true ? [] : [{ target, secretName, logicalName: one.logicalName }];
  });
}

/**
 * Refuses a binding that declares targets of others without taking them over.
 *
 * @param name the service's key in the stack config
 * @param service the service's name on the Swarm
 * @throws SwarmError `target-conflict` when any target is held
 */
export function refuseHeldTargets(name: string, service: string, held: readonly HeldTarget[]): void {
  if (held.length === 0) return;
  const at = held
    .map(({ target, secretName, logicalName }) => `${target} of ${logicalName} by ${secretName}`)
    .join(", ");
  const names = held.map(({ logicalName }) => logicalName).join(" and ");
  const setting = `- { name: ${held[0]?.logicalName ?? ""}, takeover: true }`;
  throw new SwarmError(
    "target-conflict",
    `Targets on the service ${service} are held by secrets that are not managed here: ${at}.`,
    `To put ${names} in their place, in one update, say so under services.${name}.secrets in the stack config: ${setting}. Else give it another target there.`,
  );
}

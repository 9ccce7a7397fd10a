// The checks before anything is changed: that a Swarm manager answers, that its Swarm has every service of the inventory, and that
// the ledgers there allow what is declared.
import process from "node:process";
import * as pulumi from "@pulumi/pulumi";
import type { Inventory } from "../inventory/inventory.ts";
import { requiresSwarm } from "../inventory/require-swarm.ts";
import { ofNamespace } from "../rotation/bound.ts";
import type { Steps } from "../rotation/config-path.ts";
import { isRevokedAtSource, missedDeadline } from "../rotation/incidents.ts";
import { emptyLedger, type Ledger } from "../rotation/ledger.ts";
import { describeLingering } from "../rotation/lingering.ts";
import { RotationError } from "../rotation/rotation-error.ts";
import { UserError } from "../rotation/user-error.ts";
import { engineNow } from "../swarm/engine/clock.ts";
import { isOutOfReach, SwarmError } from "../swarm/engine/errors.ts";
import { isJob } from "../swarm/engine/service.ts";
import { heldTargets, refuseHeldTargets } from "../swarm/flip/held-targets.ts";
import { pastFindings } from "../swarm/look/declaration.ts";
import { lookAtSwarm, unreachableSwarm, type SwarmFacts } from "../swarm/look/look.ts";
import { refuseNamesOfOthers } from "./other-namespaces.ts";
import { swarmConnection } from "./swarm-connection.ts";
import { warn } from "./warn.ts";

/** What the Swarm says, after the inventory was checked against it. */
export interface CheckedFacts extends SwarmFacts {
  /**
   * The error with which a run ends once it has created the versions that the missing services need; set only while the stack is
   * moving to this Swarm from another one.
   */
  readonly awaited?: UserError;
}

/**
 * Checks the inventory against the Swarm, and changes nothing. A preview may go on without a way to the Swarm where the config or
 * CI allows that: it only warns, because the run needs the Swarm and will check again. The copies of the ledgers in the stack's
 * state are checked in any case.
 *
 * @param isMoving whether the stack is moving to this Swarm from another one: its services may then have to wait for their secrets
 * @throws SwarmError, RotationError or UserError saying what is wrong and what to do
 */
export async function checkSwarm(inventory: Inventory, isMoving: () => Promise<boolean>): Promise<CheckedFacts> {
  await warnOfMissedDeadlines(inventory);
  try {
    const connection = await swarmConnection();
    const facts = await lookAtSwarm(connection, inventory.namespace);
    const missing = missingServices(inventory, facts);
    const awaited = missing !== undefined && (await isMoving()) ? awaitedServices(missing) : undefined;
    if (missing !== undefined && awaited === undefined) throw noService(missing, connection.address);
    refuseNamesOfOthers(inventory, facts);
    checkTargets(inventory, facts);
    checkLedgers(inventory, facts, engineNow(connection));
    // A run looks again when it puts the rotation on record, and tells what it sees then.
    if (pulumi.runtime.isDryRun()) await warnOfLingering(inventory, facts.ledgers);
    if (awaited === undefined) return facts;
    if (pulumi.runtime.isDryRun()) await warn(awaited.describe(pulumi.getProject()));
    return { ...facts, awaited };
  } catch (error) {
    if (!pulumi.runtime.isDryRun() || !isOutOfReach(error)) throw error;
    if (requiresSwarm(inventory.requireSwarm, process.env)) {
      const besides = "To preview without it all the same, set requireSwarm to false in the stack config.";
      throw new SwarmError(error.code, error.problem, `${error.remedy}\n${besides}`, { cause: error });
    }
    await warn(
      `${error.message}\nThe preview goes on without it: whether the services exist, and what the Swarm has on record, is not checked.`,
    );
    return unreachableSwarm;
  }
}

/**
 * Checks the inventory against the ledgers alone, if the Swarm can be reached. A version that has to stay is reported before
 * anything else that is wrong, so that no other advice leads to removing it.
 *
 * @throws RotationError or UserError saying what is wrong and what to do
 */
export async function checkPast(inventory: Inventory): Promise<void> {
  try {
    const connection = await swarmConnection();
    checkLedgers(inventory, await lookAtSwarm(connection, inventory.namespace), engineNow(connection));
  } catch (error) {
    if (!(error instanceof SwarmError)) throw error;
  }
}

/** A service that the Swarm does not have. */
interface Missing {
  serviceName: string;
  /** The place at which the stack config names it. */
  path: Steps;
}

/** The services that the Swarm does not have; undefined when it has all. */
function missingServices({ services, secrets }: Inventory, { services: present }: SwarmFacts): Missing[] | undefined {
  const bound = services.map(({ name, serviceName }): Missing => ({ serviceName, path: ["services", name] }));
  const dependent = secrets.flatMap(({ logicalName, dependants }) =>
    dependants.map((serviceName): Missing => ({ serviceName, path: ["secrets", logicalName, "dependants"] })),
  );
  for (const { serviceName } of bound) {
    const job = present.get(serviceName)?.job;
    if (job !== undefined) throw isJob(serviceName, job);
  }
  const missing = [...bound, ...dependent].filter(({ serviceName }) => !present.has(serviceName));
  return missing.length === 0 ? undefined : missing;
}

/**
 * Checks, before any service is changed, that no declared target is held by a foreign secret. For secrets of this namespace the
 * binding checks it: only the binding's state tells whether it had them before.
 */
function checkTargets({ namespace, services }: Inventory, { services: present, others: foreign }: SwarmFacts): void {
  const owns = ofNamespace(namespace, foreign);
  for (const { name, serviceName, secrets } of services) {
    const others = (present.get(serviceName)?.references ?? []).filter(({ secretName }) => !owns(secretName));
    refuseHeldTargets(name, serviceName, heldTargets(secrets, others));
  }
}

function noService(missing: readonly Missing[], address: string): UserError {
  const remedy = "Deploy it first, correct its name (serviceName), or take it out of the stack config.";
  return new UserError(
    missing.map(({ serviceName, path }) => {
      return { code: "no-service", path, problem: `the Swarm at ${address} has no service ${serviceName}.`, remedy };
    }),
  );
}

function awaitedServices(missing: readonly Missing[]): UserError {
  const remedy =
    "The Swarm gets the versions that its services need, and nothing is bound. " +
    "Deploy the services (docker stack deploy) once `pulumi up` has created the versions, then run it again: it binds them.";
  return new UserError(
    missing.map(({ serviceName, path }) => {
      return { code: "no-service-yet", path, problem: `the new Swarm has no service ${serviceName} yet.`, remedy };
    }),
  );
}

/** Checks all secrets against their ledgers, and refuses all that is not allowed in one error. */
function checkLedgers(inventory: Inventory, live: SwarmFacts, now: Date): void {
  const refusals = inventory.secrets
    .map((secret) => pastFindings(inventory, secret, live, now))
    .filter((findings) => findings.length > 0);
  if (refusals.length === 0) return;
  const several = { heading: `${refusals.length} secrets cannot be declared like this:` };
  throw new RotationError(refusals.flat(), refusals.length > 1 ? several : {});
}

async function warnOfLingering({ namespace, secrets }: Inventory, ledgers: ReadonlyMap<string, Ledger>): Promise<void> {
  for (const { logicalName } of secrets) {
    const lines = describeLingering(ledgers.get(logicalName) ?? emptyLedger, { namespace, logicalName });
    for (const line of lines) await warn(line);
  }
}

async function warnOfMissedDeadlines({ secrets }: Inventory): Promise<void> {
  for (const { logicalName, incident } of secrets) {
    if (incident === undefined || !isRevokedAtSource(incident) || !missedDeadline(incident)) continue;
    const { ticket, discoveredAt, revokedAt } = incident;
    const minutes = Math.round((Date.parse(revokedAt) - Date.parse(discoveredAt)) / 60_000);
    await warn(
      `Incident ${ticket}: the deadline was missed. ${logicalName} was revoked ${minutes} min after its discovery; the runbook allows 60.`,
    );
  }
}

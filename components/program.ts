// The program behind `index.ts`: what the stack config declares, once all that can be checked beforehand is checked.
import * as pulumi from "@pulumi/pulumi";
import { parseFingerprintKey } from "../inventory/fingerprint-key.ts";
import { parseInventory, type Inventory } from "../inventory/inventory.ts";
import { parseValues, type SecretValues } from "../inventory/values.ts";
import { addressed } from "../rotation/commands.ts";
import { isProtectedStack } from "../rotation/protection.ts";
import { UserError } from "../rotation/user-error.ts";
import { bindingHooks } from "./binding-hooks.ts";
import { warnOfConfig } from "./config-warnings.ts";
import { lostVersions } from "./lost-versions.ts";
import { checkPast, checkSwarm } from "./preflight.ts";
import type { Providers } from "./providers.ts";
import { recordRevocations } from "./revocations.ts";
import { declareRotation, declareVersions, type RotationOutputs } from "./rotation.ts";
import { readConfig } from "./stack-config.ts";
import { tieToSwarm } from "./stack-swarm.ts";
import { versionHooks } from "./version-hooks.ts";
import type { VersionedSecret } from "./versioned-secret.ts";

/** Declares what the stack config says. A user's mistake ends the run with its message, without a stack trace. */
export async function run(providers: Promise<Providers>): Promise<RotationOutputs> {
  try {
    return await addressed({ project: pulumi.getProject(), stack: pulumi.getStack() }, () => declare(providers));
  } catch (error) {
    throw error instanceof UserError ? new pulumi.RunError(error.message) : error;
  }
}

async function declare(providers: Promise<Providers>): Promise<RotationOutputs> {
  const config = readConfig();
  const inventory = parseInventory(config);
  const values = await valuesOf(inventory, config["values"]);
  const fingerprintKey = parseFingerprintKey(config["fingerprintKey"]);
  const tied = providers.then(({ swarm: provider }) => tieToSwarm(inventory.swarm, { provider }));
  // A preview changes nothing: the Swarm may answer while the resources are declared. A run does nothing on another Swarm.
  if (!pulumi.runtime.isDryRun()) await tied;
  // Only a stack whose config names a Swarm can be on its way to it: no other waits for that.
  const isMoving = async (): Promise<boolean> => inventory.swarm !== undefined && (await tied).isMoving;
  const checked = checkSwarm(inventory, isMoving);
  if (!pulumi.runtime.isDryRun()) await recordRevocations(inventory, (await checked).ledgers);
  const isProtected = isProtectedStack(pulumi.getStack(), inventory.protect);
  const formerFingerprints = new Map<string, string>();
  const version = versionHooks({ inventory, isProtected, facts: checked, formerFingerprints });
  const hooks = { version, binding: bindingHooks(checked) };
  // What is refused ends the run; nothing that waits for the Swarm's word is declared then.
  const declared = Promise.all([providers, checked]).then(async ([known, { awaited, ...swarm }]) => {
    const lost = lostVersions(inventory, swarm, await isMoving());
    const isLost = (name: string): boolean => lost.has(name);
    const versions = { values, providers: known, hooks, fingerprintKey, formerFingerprints, isLost };
    const context = { ...versions, facts: checked, isProtected };
    if (awaited === undefined || pulumi.runtime.isDryRun()) return declareRotation(inventory, context);
    await created(declareVersions(inventory, context));
    throw awaited;
  });
  // When several fail, as with a malformed DOCKER_HOST, the first one is enough to say.
  const [outputs] = await Promise.all([declared, checked, tied, warnOfConfig(values)]);
  return outputs;
}

/** What is wrong with the values is said after what the ledgers say: a version that has to stay keeps its value. */
async function valuesOf(inventory: Inventory, values: unknown): Promise<SecretValues> {
  try {
    return parseValues(inventory, values);
  } catch (error) {
    await checkPast(inventory);
    throw error;
  }
}

/** Waits until every version is there. */
async function created(versioned: ReadonlyMap<string, VersionedSecret>): Promise<void> {
  const ids = [...versioned.values()].flatMap(({ versions }) => versions.map(({ id }) => id));
  await new Promise<readonly string[]>((resolve) => {
    pulumi.all(ids).apply(resolve);
  });
}

// The program behind `index.ts`. It checks what can be checked beforehand, and declares what the stack config says.
import * as pulumi from "@pulumi/pulumi";
import { parseFingerprintKey } from "../inventory/fingerprint-key.ts";
import { guardsOf } from "../inventory/guards.ts";
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

/**
 * Declares what the stack config says. A user's mistake ends the run with its message and without a stack trace.
 *
 * @param providers the providers of everything that is declared; see `declareProviders`
 */
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
  const guards = guardsOf(inventory, pulumi.getStack());
  const tied = providers.then(({ swarm: provider }) => tieToSwarm(inventory.swarm, guards, { provider }));
  // A run must do nothing on a Swarm that is not the stack's, so it waits for the answer. A preview changes nothing: it declares
  // resources while it waits.
  if (!pulumi.runtime.isDryRun()) await tied;
  // Only a stack whose config names a Swarm can be moving to it. Every other stack need not wait to know.
  const isMoving = async (): Promise<boolean> => inventory.swarm !== undefined && (await tied).isMoving;
  const checked = checkSwarm(inventory, isMoving);
  if (!pulumi.runtime.isDryRun()) await recordRevocations(inventory, (await checked).ledgers);
  const isProtected = isProtectedStack(pulumi.getStack(), inventory.protect);
  const formerFingerprints = new Map<string, string>();
  const version = versionHooks({ inventory, isProtected, facts: checked, formerFingerprints });
  const hooks = { version, binding: bindingHooks(checked) };
  // A refusal ends the run, and nothing that waits for the Swarm's answer is declared then.
  const declared = Promise.all([providers, checked]).then(async ([known, { awaited, ...swarm }]) => {
    const lost = lostVersions(inventory, swarm, await isMoving());
    const isLost = (name: string): boolean => lost.has(name);
    const versions = { values, providers: known, hooks, fingerprintKey, formerFingerprints, isLost };
    const context = { ...versions, facts: checked, isProtected };
    if (awaited === undefined || pulumi.runtime.isDryRun()) return declareRotation(inventory, context);
    await created(declareVersions(inventory, context));
    throw awaited;
  });
  // When several of these fail, as with a malformed DOCKER_HOST, the error of the first one is enough.
  const [outputs] = await Promise.all([declared, checked, tied, warnOfConfig(values)]);
  return outputs;
}

/** Parses the values. When something is wrong with them, the ledgers are checked first: a version that has to stay keeps its value. */
async function valuesOf(inventory: Inventory, values: unknown): Promise<SecretValues> {
  try {
    return parseValues(inventory, values);
  } catch (error) {
    await checkPast(inventory);
    throw error;
  }
}

/** Waits until every version exists on the Swarm. */
async function created(versioned: ReadonlyMap<string, VersionedSecret>): Promise<void> {
  const ids = [...versioned.values()].flatMap(({ versions }) => versions.map(({ id }) => id));
  await new Promise<readonly string[]>((resolve) => {
    pulumi.all(ids).apply(resolve);
  });
}

// The hooks that make a version's creation and deletion safe, whatever the operator typed. The engine calls them around each
// creation and deletion, also with `--skip-preview` and `--target`, and for versions that the program does not declare any more.
import process from "node:process";
import * as pulumi from "@pulumi/pulumi";
import type { Inventory } from "../inventory/inventory.ts";
import { addressed } from "../rotation/commands.ts";
import { hookNames, rebuildVariable, unknownValue } from "../rotation/contract.ts";
import { labelValue, versionLabels, type DeclaredLabel } from "../rotation/labels.ts";
import { emptyLedger, retireVersion, withEntry, type Ledger, type LedgerEntry } from "../rotation/ledger.ts";
import { RotationError, type RotationCode } from "../rotation/rotation-error.ts";
import { checkRetirement } from "../rotation/retirement.ts";
import { parseSecretName } from "../rotation/secret-name.ts";
import { engineNow } from "../swarm/engine/clock.ts";
import { findSecret, findSecretsById } from "../swarm/engine/secrets.ts";
import { changeLedger, readLedger } from "../swarm/ledger/store.ts";
import type { SwarmFacts } from "../swarm/look/look.ts";
import { checkResidue, clearResidue, type Newcomer } from "../swarm/retirement/residue.ts";
import { releaseSecret } from "../swarm/retirement/retirement.ts";
import { ensureDeletable } from "../swarm/retirement/stand-in.ts";
import { swarmConnection } from "./swarm-connection.ts";

/** One version of a secret, as the properties of its `docker.Secret` name it. */
interface Version {
  namespace: string;
  logicalName: string;
  version: number;
  /** Its name on the Swarm. */
  name: string;
}

/** What the hooks are made with. */
export interface HookContext {
  inventory: Inventory;
  /** Whether the stack is protected: nothing may then delete a declared version. */
  isProtected: boolean;
  /** What the Swarm says; a preview goes by it. */
  facts: Promise<SwarmFacts>;
  /** The former fingerprints, by the versions' names on the Swarm. A version's is there as soon as its fingerprint is known. */
  formerFingerprints: ReadonlyMap<string, string>;
}

/**
 * The hooks of every version's `docker.Secret`. The state keeps them by name with each version, so a program has to register them
 * in every run.
 */
export function versionHooks(context: HookContext): pulumi.ResourceHookBinding {
  const { inventory, isProtected, facts, formerFingerprints } = context;
  const place = { project: pulumi.getProject(), stack: pulumi.getStack() };
  const hook = (
    name: keyof typeof hookNames,
    act: (args: pulumi.ResourceHookArgs) => Promise<void>,
    onDryRun = false,
  ) => new pulumi.ResourceHook(hookNames[name], (args) => addressed(place, () => act(args)), { onDryRun });
  return {
    beforeCreate: [
      hook(
        "beforeCreate",
        async ({ newInputs }) => {
          const properties = newInputs as SecretProperties;
          const former = formerFingerprints.get(properties.name);
          if (pulumi.runtime.isDryRun()) checkCreate(await facts, properties, former);
          else await beforeCreate(properties, former);
        },
        true,
      ),
    ],
    beforeDelete: [
      hook("beforeDelete", ({ id, oldOutputs }) =>
        beforeDelete(inventory, isProtected, id, versionOf(oldOutputs as SecretProperties)),
      ),
    ],
    afterDelete: [hook("afterDelete", ({ oldOutputs }) => afterDelete(versionOf(oldOutputs as SecretProperties)))],
  };
}

/**
 * Whether the state is being made anew. Versions that the Swarm has are then taken over as they are; see
 * `tools/commands/rebuild-state.ts`.
 */
function isRebuilding(): boolean {
  return process.env[rebuildVariable] === "1";
}

/**
 * Refuses in a preview what {@link beforeCreate} refuses in a run, as far as the look at the Swarm tells.
 *
 * @param former the value's former fingerprint; see `formerFingerprintOf`
 * @throws RotationError, SwarmError
 */
export function checkCreate(facts: SwarmFacts, properties: SecretProperties, former?: string): void {
  const version = versionOf(properties);
  const ledger = facts.ledgers.get(version.logicalName) ?? emptyLedger;
  const newcomer = newcomerOf(properties, ledger, version, former);
  const found = facts.secrets.get(version.name);
  if (found !== undefined) {
    const users = [...facts.services.values()].filter(({ references }) =>
      references.some(({ secretId }) => secretId === found.id),
    );
    checkResidue(found, { ...newcomer, wasInUse: newcomer.wasInUse || users.length > 0 }, isRebuilding());
  }
  checkUnused(ledger, version, newcomer);
}

/**
 * Clears what a killed run has left under a version's name, and puts the version on record: from then on its number is used.
 *
 * @param former the value's former fingerprint; see `formerFingerprintOf`
 * @throws RotationError, SwarmError when the version cannot be created
 */
export async function beforeCreate(properties: SecretProperties, former?: string): Promise<void> {
  const version = versionOf(properties);
  const connection = await swarmConnection();
  const { engine } = connection;
  const ledger = (await readLedger(engine, version)) ?? emptyLedger;
  const newcomer = newcomerOf(properties, ledger, version, former);
  if (isRebuilding()) {
    const found = await findSecret(engine, version.name);
    if (found !== undefined) {
      checkResidue(found, newcomer, true);
      checkUnused(ledger, version, newcomer);
      return;
    }
  }
  // The secrets on the Swarm are judged before the ledger, so that a version which only the state has lost is reported as such, and
  // not as one with another value.
  await clearResidue(engine, newcomer, () => checkUnused(ledger, version, newcomer));
  const at = engineNow(connection);
  const add = (known: Ledger): Ledger => {
    const entry = checkUnused(known, version, newcomer);
    const added = { addedAt: at.toISOString(), ...entry, fingerprint: newcomer.fingerprint };
    return withEntry(known, version.version, added);
  };
  await changeLedger(engine, version, add, { at });
}

function newcomerOf(
  properties: SecretProperties,
  ledger: Ledger,
  { name, version }: Version,
  former?: string,
): Newcomer {
  const wasInUse = ledger.versions[version]?.since !== undefined;
  return { name, fingerprint: labelOf(properties, versionLabels.fingerprint), former, wasInUse };
}

/**
 * The ledger's entry of a version; undefined when it has none.
 *
 * @throws RotationError when the number was used, or stands for another value
 */
function checkUnused(ledger: Ledger, version: Version, { fingerprint, former }: Newcomer): LedgerEntry | undefined {
  const entry = ledger.versions[version.version];
  if (entry?.retiredAt !== undefined)
    throw used(version, "version-retired", "was retired, and a version number is never used again");
  const known = entry?.fingerprint;
  // A generated value, and so its fingerprint, is not known in a preview.
  if (known !== undefined && fingerprint !== "" && ![fingerprint, former].includes(known)) {
    throw used(version, "version-with-another-value", "exists on record with another value; versions are immutable");
  }
  return entry;
}

/**
 * Checks that nothing needs a version any more. When it throws, the version is not deleted.
 *
 * @param id the ID on the Swarm of the secret to be deleted
 * @throws RotationError, SwarmError saying what still needs the version
 */
export async function beforeDelete(
  inventory: Inventory,
  isProtected: boolean,
  id: string,
  { namespace, version, logicalName, name }: Version,
): Promise<void> {
  const connection = await swarmConnection();
  const { engine } = connection;
  const { secrets } = inventory;
  const ledger = await readLedger(engine, { namespace, logicalName });
  // Secrets of another namespace are not the declared ones.
  const declared = secrets.find((secret) => secret.logicalName === logicalName && namespace === inventory.namespace);
  // A version that somebody removed exists again, under another ID. What is deleted of the old one is only its place in the state.
  const isReplaced =
    (await findSecretsById(engine, [id])).length === 0 && (await findSecret(engine, name)) !== undefined;
  if (!isReplaced) {
    if (declared?.versions.includes(version) === true) {
      // A declared version is deleted only by `pulumi destroy` or by a replacement.
      if (isProtected) {
        throw new RotationError({
          code: "protected",
          problem: `${name} is declared, and the stack is protected: it is neither replaced nor destroyed.`,
          remedy: "Set protect to false in the stack config to destroy the stack on purpose.",
        });
      }
    } else if (declared !== undefined) {
      const { current, versions, retentionHours } = declared;
      const secret = { namespace, logicalName, current, versions, retentionHours };
      checkRetirement(ledger ?? emptyLedger, version, secret, engineNow(connection));
    }
    await releaseSecret(engine, { id, name }, { onProgress: (line) => void pulumi.log.info(line) });
  }
  // Each version is put on record before it is created. A Swarm whose ledger does not know the version is therefore another Swarm,
  // on which its absence does not mean that it was deleted.
  if (ledger?.versions[version] !== undefined) await ensureDeletable(engine, { id, name });
}

/** Puts on record that a version was deleted, unless it was made again under another ID. */
export async function afterDelete(version: Version): Promise<void> {
  const connection = await swarmConnection();
  if ((await findSecret(connection.engine, version.name)) !== undefined) return;
  const at = engineNow(connection);
  const retire = (ledger: Ledger): Ledger => retireVersion(ledger, version.version, at.toISOString());
  await changeLedger(connection.engine, version, retire, { at });
}

/** The properties of a `docker.Secret` that the hooks read; its data is not among them. */
export interface SecretProperties {
  name: string;
  labels: DeclaredLabel[];
}

/** The value of a label; empty when there is none, or a preview does not know it yet. */
function labelOf({ labels }: SecretProperties, name: string): string {
  const value: unknown = labelValue(labels, name);
  return typeof value === "string" && !pulumi.isUnknown(value) && value !== unknownValue ? value : "";
}

function versionOf(properties: SecretProperties): Version {
  const namespace = labelOf(properties, versionLabels.namespace);
  const { name } = properties;
  const parsed = parseSecretName(name, namespace);
  if (parsed === undefined) throw new Error(`${name} is no version of a secret of ${namespace}`);
  return { namespace, name, ...parsed };
}

function used({ name, logicalName }: Version, code: RotationCode, what: string): RotationError {
  const remedy = "Add the next version, with the new value.";
  return new RotationError({ code, path: ["secrets", logicalName], problem: `${name} ${what}.`, remedy });
}

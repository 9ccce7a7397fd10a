// What makes a version's creation and deletion safe whatever the operator typed: the engine calls these around each, also with
// `--skip-preview` and `--target`, and for versions that the program no longer declares.
import * as pulumi from "@pulumi/pulumi";
import type { Inventory } from "../inventory/inventory.ts";
import { emptyLedger, retireVersion, withEntry, type Ledger, type LedgerEntry } from "../inventory/ledger.ts";
import { RotationError } from "../inventory/rotation-error.ts";
import { checkRetirement } from "../inventory/rotation-rules.ts";
import { parseSecretName } from "../inventory/secret-name.ts";
import { engineNow } from "../swarm/clock.ts";
import { changeLedger, readLedger } from "../swarm/ledger-store.ts";
import { clearResidue } from "../swarm/residue.ts";
import { releaseSecret } from "../swarm/retirement.ts";
import { ensureDeletable } from "../swarm/stand-in.ts";
import { swarmConnection } from "./swarm-connection.ts";

/** One version, as its `docker.Secret` says. */
interface Version {
  namespace: string;
  logicalName: string;
  version: number;
  /** Its name on the Swarm. */
  name: string;
}

/** The hooks of every version's `docker.Secret`. The state remembers them by name: a program has to register them always. */
export function versionHooks(inventory: Inventory, isProtected: boolean): pulumi.ResourceHookBinding {
  const hook = (name: string, act: (args: pulumi.ResourceHookArgs) => Promise<void>) =>
    new pulumi.ResourceHook(`busflow-${name}`, act, { onDryRun: false });
  return {
    beforeCreate: [hook("before-create", ({ newInputs }) => beforeCreate(newInputs as SecretProperties))],
    beforeDelete: [
      hook("before-delete", ({ id, oldOutputs }) =>
        beforeDelete(inventory, isProtected, id, versionOf(oldOutputs as SecretProperties)),
      ),
    ],
    afterDelete: [hook("after-delete", ({ oldOutputs }) => afterDelete(versionOf(oldOutputs as SecretProperties)))],
  };
}

/** Makes way for a version and puts it on record: from then on its number is used. */
export async function beforeCreate(properties: SecretProperties): Promise<void> {
  const version = versionOf(properties);
  const fingerprint = labelOf(properties, "fingerprint");
  const connection = await swarmConnection();
  const { docker } = connection;
  // Where the version is refused nothing is removed, and where the Swarm's secret is kept nothing is put on record.
  checkUnused((await readLedger(docker, version)) ?? emptyLedger, version, fingerprint);
  await clearResidue(docker, version.name, fingerprint);
  const addedAt = engineNow(connection).toISOString();
  await changeLedger(docker, version, (ledger) => {
    const entry = checkUnused(ledger, version, fingerprint);
    return withEntry(ledger, version.version, { addedAt, ...entry, fingerprint });
  });
}

/** What the ledger says of a version so far. Throws when its number is used, or stands for another value. */
function checkUnused(ledger: Ledger, version: Version, fingerprint: string): LedgerEntry | undefined {
  const entry = ledger.versions[version.version];
  if (entry?.retiredAt !== undefined) throw used(version, "was retired, and a version number is never used again");
  if (entry?.fingerprint !== undefined && entry.fingerprint !== fingerprint) {
    throw used(version, "exists on record with another value; versions are immutable");
  }
  return entry;
}

/** Throws unless nothing needs the version any more; then it is not deleted. */
export async function beforeDelete(
  inventory: Inventory,
  isProtected: boolean,
  id: string,
  { namespace, version, logicalName, name }: Version,
): Promise<void> {
  const connection = await swarmConnection();
  const { docker } = connection;
  const { secrets, retentionHours } = inventory;
  const ledger = await readLedger(docker, { namespace, logicalName });
  // In another namespace they are other secrets.
  const declared = secrets.find((secret) => secret.logicalName === logicalName && namespace === inventory.namespace);
  if (declared?.versions.includes(version) === true) {
    // Only `pulumi destroy`, or a replacement, deletes what is declared.
    if (isProtected) {
      throw new RotationError(
        `${name} is declared, and the stack is protected: it is neither replaced nor destroyed.`,
        "Set busflow-secrets:protect to false to destroy the stack on purpose.",
      );
    }
  } else if (declared !== undefined) {
    const { current, versions } = declared;
    const secret = { namespace, logicalName, current, versions, retentionHours };
    checkRetirement(ledger ?? emptyLedger, version, secret, engineNow(connection));
  }
  await releaseSecret(docker, { id, name }, { onProgress: (line) => void pulumi.log.info(line) });
  // Each version is on record before it exists: a Swarm that does not know it is another one, and there it is not "gone".
  if (ledger?.versions[version] !== undefined) await ensureDeletable(docker, { id, name });
}

/** Puts on record that a version is gone. */
async function afterDelete(version: Version): Promise<void> {
  const connection = await swarmConnection();
  const retiredAt = engineNow(connection).toISOString();
  await changeLedger(connection.docker, version, (ledger) => retireVersion(ledger, version.version, retiredAt));
}

/** The properties of a `docker.Secret` that are looked at; not its data. */
export interface SecretProperties {
  name: string;
  labels: { label: string; value: string }[];
}

function labelOf({ labels }: SecretProperties, name: string): string {
  return labels.find(({ label }) => label === `busflow.${name}`)?.value ?? "";
}

function versionOf(properties: SecretProperties): Version {
  const namespace = labelOf(properties, "namespace");
  const { name } = properties;
  const parsed = parseSecretName(name, namespace);
  if (parsed === undefined) throw new Error(`${name} is no version of a secret of ${namespace}`);
  return { namespace, name, ...parsed };
}

function used({ name }: Version, what: string): RotationError {
  return new RotationError(`${name} ${what}.`, "Add the next version, with the new value.");
}

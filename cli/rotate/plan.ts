// Which version each secret is rotated to, and what that changes of the stack's files. Nothing is written here.
import type { Inventory } from "../../inventory/inventory.ts";
import type { Secret } from "../../inventory/secrets.ts";
import { valuesElsewhere } from "../../inventory/sources.ts";
import { inventoryOf } from "../../inventory/stack-files.ts";
import { noGroup } from "../../rotation/groups.ts";
import { emptyLedger } from "../../rotation/ledger.ts";
import { RotationError } from "../../rotation/rotation-error.ts";
import { formatSecretName } from "../../rotation/secret-name.ts";
import { UserError } from "../../rotation/user-error.ts";
import { nextVersion } from "../../rotation/version-numbers.ts";
import { pastFindings } from "../../swarm/look/declaration.ts";
import { editsFor, hasValue, type FileEdit, type Move, type StackFiles } from "../edit/stack-edit.ts";
import type { Reading } from "../reading.ts";
import type { Stack } from "../stack.ts";

/** The version that a secret moves to, and its value. */
export interface NextVersion {
  readonly secret: Secret;
  readonly to: number;
  /** Where the new value comes from: it is generated, stands in the config already, or has to be given. */
  readonly value: "generated" | "there" | "given";
}

/** One secret's rotation. */
export interface Rotation extends NextVersion {
  /** The version on record. */
  readonly from: number;
  /** The versions that are retained from now on. */
  readonly retain: readonly number[];
  /** Whether the config declares the new version already: an earlier call of the same was not applied yet. */
  readonly isDeclared: boolean;
}

/** Stands for a ciphertext that is not made yet. */
const placeholder = "v1:placeholder";

/**
 * The rotations of some secrets.
 *
 * @param asksAgain whether a value that stands in the config already is given anew
 * @throws UserError when one of them has something unfinished
 */
export function rotationsOf(
  reading: Reading,
  { stack, files, asksAgain }: { readonly stack: Stack; readonly files: StackFiles; readonly asksAgain: boolean },
  secrets: readonly Secret[],
): Rotation[] {
  return secrets.map((secret): Rotation => {
    const { logicalName, retain, source, current } = secret;
    const { from, to } = versionsOf(reading, secret, secrets);
    const kept = [...new Set([...retain, from])].filter((version) => version !== to).sort((a, b) => a - b);
    const isThere = hasValue(files, stack, logicalName, to) && !asksAgain;
    const value = valuesElsewhere[source.kind] !== undefined ? "generated" : isThere ? "there" : "given";
    return { secret, from, to, retain: kept, isDeclared: current === to, value };
  });
}

/**
 * The edits that rotations make, and what the config then declares.
 *
 * @param ciphertexts the new values by their secrets' logical names, as Pulumi has encrypted them; default: something in their place
 * @throws UserError, InventoryError when a file cannot be edited; RotationError when the past does not allow it
 */
export function planOf(
  reading: Reading,
  { stack, files }: { readonly stack: Stack; readonly files: StackFiles },
  rotations: readonly Rotation[],
  ciphertexts?: ReadonlyMap<string, string>,
): { edits: FileEdit[]; after: Inventory } {
  const moves = rotations.map(({ secret: { logicalName }, from, to, retain, value }): Move => {
    const ciphertext = value === "given" ? (ciphertexts?.get(logicalName) ?? placeholder) : undefined;
    return {
      ...{ secret: logicalName, current: { from, to }, retain, dropped: [] },
      ...(ciphertext !== undefined && { value: { version: to, ciphertext } }),
    };
  });
  const edits = editsFor(stack, moves, files);
  const text = edits.find(({ file }) => file === stack.file)?.after ?? files.config.text;
  const after = inventoryOf(stack.project, stack.file, text);
  const names = new Set(rotations.map(({ secret }) => secret.logicalName));
  const findings = after.secrets
    .filter(({ logicalName }) => names.has(logicalName))
    .flatMap((secret) => pastFindings(after, secret, reading.facts, reading.now));
  if (findings.length > 0) throw new RotationError(findings);
  return { edits, after };
}

/**
 * From which version a secret is rotated to which. Where the config declares the next one, and the Swarm knows nothing of it yet, that
 * is the one.
 */
function versionsOf(
  { inventory, facts, stack }: Reading,
  secret: Secret,
  all: readonly Secret[],
): { from: number; to: number } {
  const { logicalName, current, versions, incident } = secret;
  const ledger = facts.ledgers.get(logicalName) ?? emptyLedger;
  const isThere = facts.secrets.has(formatSecretName(inventory.namespace, logicalName, current));
  if (incident !== undefined) {
    throw new UserError(
      `${logicalName} has an open incident: ${incident.ticket}.`,
      "See it through and close it first, by the runbook (docs/runbook.md, Incident): it has rules of its own.",
    );
  }
  const { current: onRecord } = ledger;
  if (onRecord === undefined) {
    const problem = `${logicalName} v${current} is declared, and nothing of ${logicalName} is on record: it was not applied yet.`;
    throw new UserError(problem, `Apply it first: pulumi up --stack ${stack}`);
  }
  if (current > onRecord && !isThere && ledger.versions[current] === undefined) return { from: onRecord, to: current };
  if (current > onRecord) {
    const together = all.filter(({ group }) => group !== undefined && group !== noGroup && group === secret.group);
    const names = together.length === 0 ? logicalName : together.map((one) => one.logicalName).join(" ");
    throw new UserError(
      `${logicalName} v${current} is declared, and on record is v${onRecord}: a run to v${current} has failed or was cut short.`,
      `See it through: pulumi up --stack ${stack}\n` +
        `When its value is wrong, go back, then rotate again: npx secrets rollback ${names} --stack ${stack}`,
    );
  }
  if (current < onRecord) {
    const problem = `${logicalName} v${current} is declared, and on record is v${onRecord}: the way back is not applied yet.`;
    throw new UserError(problem, `Apply it first: pulumi up --stack ${stack}`);
  }
  if (!isThere) {
    const problem = `${logicalName} v${current}, the version before, is not on the Swarm.`;
    throw new UserError(problem, `Make it again first: pulumi up --stack ${stack}`);
  }
  return { from: current, to: Math.max(nextVersion(ledger), Math.max(...versions) + 1) };
}

// The past of a secret for the policies that need one: what the Swarm has on record, or else the state, or else what the base declares.
import { getStack } from "@pulumi/pulumi/runtime/settings.js";
import { ledgerAsDeclared } from "../rotation/declared-ledger.ts";
import { baseOf } from "./base.ts";
import { recordOf, type Declared, type RotationRecord } from "./resources.ts";

/**
 * Reads a `RotationRecord`, as `recordOf` does. Where nothing is on record of a secret that the base declares, its ledger is the one
 * that it would have on the base.
 *
 * @param base the folder of the base's checkout; undefined where there is none
 * @throws UserError when the folder is no base's checkout
 */
export function recordWithPast(
  resource: Pick<Declared, "props">,
  base: string | undefined,
): RotationRecord | undefined {
  const record = recordOf(resource);
  if (record === undefined || record.ledger !== undefined || base === undefined) return record;
  const { inventory } = baseOf(base, getStack());
  const declared = inventory?.secrets.find(({ logicalName }) => logicalName === record.logicalName);
  if (declared === undefined || inventory?.namespace !== record.namespace) return record;
  return { ...record, ledger: ledgerAsDeclared(declared) };
}

import * as pulumi from "@pulumi/pulumi";
import { resourceTypes } from "../rotation/contract.ts";
import type { Ledger } from "../rotation/ledger.ts";
import { recordOutputs, type recordInputs } from "../rotation/rotation-record.ts";
import { unset, type Args } from "./args.ts";

/** What a {@link RotationRecord} is declared with. */
export type RotationRecordArgs = Args<typeof recordInputs>;

/**
 * The ledger of one secret: every version there ever was, since when the current one is current, and when it was verified
 * on all its consumers. What needs the past to be judged is refused here, at preview: a number that was used before or
 * skipped, another value under an existing version.
 */
export class RotationRecord extends pulumi.CustomResource {
  /** When the current version became current: ISO 8601, UTC. */
  declare readonly since: pulumi.Output<string>;
  /** When each consumer was seen to run on the current version: ISO 8601, UTC. None without consumers. */
  declare readonly verifiedAt: pulumi.Output<string | undefined>;
  /** What became of each version there ever was; in a preview of a change, as it was before. */
  declare readonly ledger: pulumi.Output<Ledger>;

  constructor(name: string, args: RotationRecordArgs, opts?: pulumi.CustomResourceOptions) {
    super(resourceTypes.record, name, { ...unset(recordOutputs), ...args }, opts);
  }
}

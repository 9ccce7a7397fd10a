import * as pulumi from "@pulumi/pulumi";
import { resourceTypes } from "../rotation/contract.ts";
import type { Ledger } from "../rotation/ledger.ts";
import { recordOutputs, type recordInputs } from "../rotation/rotation-record.ts";
import { unset, type Args } from "./args.ts";

/**
 * The arguments of a {@link RotationRecord}, all of them required. `rotation/rotation-record.ts` says what each means; a property
 * that may be missing is given as undefined.
 */
export type RotationRecordArgs = Args<typeof recordInputs>;

/**
 * The ledger of one secret: every version there ever was, since when the current one is current, and when it was verified on all
 * its consumers. The provider writes it to the Swarm, and judges here, at preview, what needs the past: it refuses a number that
 * was used before or skipped, and another value under an existing version.
 *
 * @example
 * new RotationRecord("db_writer", {
 *   namespace: "busflow",
 *   secret: "db_writer",
 *   current: 5,
 *   versions: { 4: former.fingerprint, 5: current.fingerprint },
 *   consumers: ["busflow_api"],
 *   verifications: { busflow_api: binding.verification },
 *   retentionHours: 72,
 *   connections: true,
 *   dependants: [],
 *   ...{ formerly: undefined, ledger: undefined, incident: undefined },
 * });
 */
export class RotationRecord extends pulumi.CustomResource {
  /** When the current version became current: ISO 8601, UTC. */
  declare readonly since: pulumi.Output<string>;
  /** When the last consumer was verified on the current version: ISO 8601, UTC. Undefined without consumers, and before it. */
  declare readonly verifiedAt: pulumi.Output<string | undefined>;
  /** What became of each version there ever was. In a preview of a change, the ledger as it was before. */
  declare readonly ledger: pulumi.Output<Ledger>;

  constructor(name: string, args: RotationRecordArgs, opts?: pulumi.CustomResourceOptions) {
    super(resourceTypes.record, name, { ...unset(recordOutputs), ...args }, opts);
  }
}

import * as pulumi from "@pulumi/pulumi";
import { resourceTypes } from "../rotation/contract.ts";
import type { Incident } from "../rotation/incidents.ts";
import type { Ledger } from "../rotation/ledger.ts";
import type { Verification } from "../swarm/flip/verified-flip.ts";

/** What a {@link RotationRecord} is declared with. */
export interface RotationRecordArgs {
  namespace: string;
  /** The secret's logical name. */
  secret: string;
  /** The version that services see. */
  current: number;
  /** The fingerprint of each version that has to exist, by version. */
  versions: Record<string, pulumi.Input<string>>;
  /** The same as fingerprints used to be made, of versions that may have such on record. */
  formerly?: pulumi.Input<Record<string, pulumi.Input<string>> | undefined>;
  /** The services that have to run on the current version, by their names on the Swarm. */
  consumers: string[];
  /** How each of them was last verified, by its name on the Swarm. */
  verifications: Record<string, pulumi.Input<Verification | undefined>>;
  /** Hours that the version before the current one is kept once that is verified. */
  retentionHours: number;
  /**
   * What the Swarm has on record before the run, which allows what is declared: the state's copy may be older. Undefined when
   * there is none yet, and in a preview without a way to the Swarm.
   */
  ledger: pulumi.Input<Ledger | undefined>;
  /** Whether connections are made with the secret: an incident then demands that the database role's password is new. */
  connections: boolean;
  incident?: Incident | undefined;
  /** The services without a binding that have to reconnect in an incident, by their names on the Swarm. */
  dependants: string[];
}

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
    super(resourceTypes.record, name, { ...args, since: undefined, verifiedAt: undefined }, opts);
  }
}

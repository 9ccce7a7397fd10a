// What a `swarm:index:RotationRecord` is declared with, and what the state has of it.
import type { Incident } from "../rotation/incidents.ts";
import type { Ledger } from "../rotation/ledger.ts";
import type { Verification } from "../swarm/flip/verified-flip.ts";

export interface RecordInputs {
  namespace: string;
  /** The secret's logical name. */
  secret: string;
  current: number;
  /** The fingerprint of each version that has to exist, by version; unknown until a generated value is there. */
  versions: Record<string, string>;
  /** The same as fingerprints used to be made, of versions that may have such on record. */
  formerly?: Record<string, string>;
  /** Names of the services that have to run on the current version. */
  consumers: string[];
  /** How each of them was last verified, by its name; none of one that no replica ran of. */
  verifications: Record<string, Verification>;
  /** Hours that the version before the current one is kept. */
  retentionHours: number;
  /** What the Swarm has on record before the run; the program found that it allows what is declared. */
  ledger?: Ledger;
  /** Whether connections are made with the secret; a state from before has it as `isDatabase`. */
  connections: boolean;
  incident?: Incident;
  /** Names of services without a binding that have to reconnect in an incident. */
  dependants: string[];
}

export interface RecordState extends RecordInputs {
  ledger: Ledger;
  /** When the current version became current: ISO 8601, UTC. */
  since: string;
  /** When the last consumer was verified on the current version: ISO 8601, UTC. None without consumers, or before that. */
  verifiedAt?: string;
}

// The properties of a `RotationRecord`: the ledger of one secret, and what is declared of that secret.
import { propertyTypes } from "./contract.ts";
import type { Incident } from "./incidents.ts";
import type { Ledger } from "./ledger.ts";
import {
  any,
  flag,
  integer,
  later,
  laterOrNever,
  listOf,
  mapOf,
  optional,
  partOf,
  required,
  text,
  type Kept,
} from "./properties.ts";
import type { verificationProperties } from "./verification.ts";

export const recordInputs = {
  namespace: required(text, "The first part of the secret's names."),
  secret: required(text, "The secret's logical name."),
  current: required(integer, "The version that services see."),
  versions: required(
    mapOf(later(text)),
    "The fingerprint of each version that has to exist, by version. That of a generated value is not known until the value exists.",
  ),
  formerly: optional(
    laterOrNever(mapOf(later(text))),
    "The former fingerprint, made from the value alone, of each version that may be on record with it.",
  ),
  consumers: required(listOf(text), "Names of the services that have to run on the current version."),
  verifications: required(
    mapOf(laterOrNever(partOf<typeof verificationProperties>(propertyTypes.verification))),
    "How each consumer was last verified, by its name. A consumer without a running replica has no verification.",
  ),
  retentionHours: required(integer, "Hours that the version before the current one is kept."),
  ledger: optional(
    laterOrNever(any<Ledger>()),
    "The ledger as the Swarm had it before the run; without versions where the Swarm has none. The program has checked that it allows what is declared. Left out without a way to the Swarm.",
  ),
  connections: required(
    flag,
    "Whether connections are made with the secret. In an incident the database role's password then has to be rotated, too.",
  ),
  incident: optional(any<Incident>(), "A leak of the secret, as the stack config has it under `incident`."),
  dependants: required(listOf(text), "Names of the services without a binding that have to reconnect in an incident."),
};

/** What a secret's ledger is declared with. */
export type RecordInputs = Kept<typeof recordInputs>;

/** What the provider adds to that before the policies see it. */
export const recordAddition = {
  onRecord: optional(
    any<Ledger>(),
    "The ledger as the state has it, where the program gives none. Only policies read it; the provider itself goes by the state.",
  ),
};

/** What a secret's ledger is declared with, as the policies see it. */
export type CheckedRecord = RecordInputs & Kept<typeof recordAddition>;

export const recordOutputs = {
  ledger: required(any<Ledger>(), "What became of every version there ever was."),
  since: required(text, "When the current version became current: ISO 8601, UTC."),
  verifiedAt: optional(
    text,
    "When the last consumer was verified on the current version: ISO 8601, UTC. Left out without consumers, or before it.",
  ),
};

/** What the state has of a secret's ledger. */
export type RecordState = RecordInputs & Kept<typeof recordOutputs>;

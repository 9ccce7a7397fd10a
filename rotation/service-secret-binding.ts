// The properties of a `ServiceSecretBinding`: all the secrets of one service.
import { propertyTypes } from "./contract.ts";
import type { Probe } from "./probe.ts";
import {
  any,
  flag,
  integer,
  later,
  laterOrNever,
  mapOf,
  number,
  optional,
  partOf,
  required,
  text,
  word,
  type Kept,
} from "./properties.ts";
import type { SecretReference } from "./reference.ts";
import type { verificationProperties } from "./verification.ts";

export const boundSecretProperties = {
  version: required(integer, "The version that the service sees."),
  secretName: required(text, "The version's name on the Swarm: <namespace>_<logical name>_v<version>."),
  secretId: required(later(text), "The Swarm's ID of that secret."),
  target: required(text, "A file name under /run/secrets, or an absolute path; the same for every version."),
  uid: required(text, "The file's owner in the container, as a number."),
  gid: required(text, "The file's group in the container, as a number."),
  mode: required(text, "Permission bits, as four octal digits."),
  takeover: optional(flag, "Whether it takes the place of a foreign secret at its target."),
};

/** One secret of a service. */
export type BoundSecret = Kept<typeof boundSecretProperties>;

/** What happens to the services that are flipped already when another one fails: they stay on the new version, or are put back. */
export type OnFailure = "stop" | "revert";

export const bindingInputs = {
  namespace: required(text, "The first part of the secrets' names."),
  service: required(text, "The service's name on the Swarm."),
  secrets: required(
    mapOf(partOf<typeof boundSecretProperties>(propertyTypes.boundSecret)),
    "All the secrets that the stack gives the service, by logical name. A secret's further targets stand under `db_writer at TARGET`.",
  ),
  timeout: required(integer, "Seconds that the service has to converge."),
  probe: optional(
    any<Probe>(),
    "What proves a replica besides that it runs, as under a service's probe in the stack config.",
  ),
  wave: required(integer, "The service's wave: services in lower waves are flipped first."),
  onFailure: required(
    word<OnFailure>(),
    "What happens to the services that are flipped already when this one fails: stop leaves them, revert puts them back.",
  ),
  urgent: optional(
    flag,
    "Whether one of the secrets has leaked: the service is then flipped faster, and never put back.",
  ),
  reconnect: optional(
    text,
    "The tickets of the incidents for which every replica has to reconnect, separated by commas.",
  ),
};

/** The part of what a binding was declared with that its state keeps. */
export type BindingInputs = Kept<typeof bindingInputs>;

/** A service as it is before the run, as far as its binding needs to know. */
export interface LiveBinding {
  serviceId: string;
  /** The service's references to secrets of the namespace, and to foreign secrets that hold a declared target. */
  references: SecretReference[];
  /** How many replicas run; left out where the Engine does not say. */
  running?: number;
  /** How many replicas should run; left out where the Engine does not say. */
  desired?: number;
  /**
   * Who changed the service last, and when, for the case that its references are not as the stack left them: "docker service
   * rollback, 2026-11-27 02:13 UTC".
   */
  lastChange: string;
  /**
   * When an update of the service's secrets began that has stopped half-way; left out when none has. Some replicas may still run on
   * the secrets from before it.
   */
  stoppedSince?: string;
}

/** What a binding is declared with that its state does not keep. */
export const bindingLook = {
  live: optional(
    laterOrNever(any<LiveBinding>()),
    "The service as the Swarm had it before the run, to be compared with what is declared. Left out without a way to the Swarm.",
  ),
};

/** All that a binding is declared with. */
export type DeclaredBinding = BindingInputs & Kept<typeof bindingLook>;

export const bindingOutputs = {
  serviceId: required(text, "The Swarm's ID of the service."),
  replicas: required(integer, "How many replicas were seen running on exactly these secrets."),
  seconds: required(number, "How long the last flip took, its proof included."),
  verification: optional(
    partOf<typeof verificationProperties>(propertyTypes.verification),
    "The proof of the last flip. A binding that was imported or left half-way has none, nor has one whose service had no running replica.",
  ),
};

/** What the state has of a binding. */
export type BindingState = BindingInputs & Kept<typeof bindingOutputs>;

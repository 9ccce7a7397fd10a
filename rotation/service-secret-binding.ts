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
  takeover: optional(flag, "Whether it takes the place of a secret of others at its target."),
};

/** One secret of a service. */
export type BoundSecret = Kept<typeof boundSecretProperties>;

/** What becomes of the services that are flipped already when one fails. */
export type OnFailure = "stop" | "revert";

export const bindingInputs = {
  namespace: required(text, "The first part of the secrets' names."),
  service: required(text, "The service's name on the Swarm."),
  secrets: required(
    mapOf(partOf<typeof boundSecretProperties>(propertyTypes.boundSecret)),
    "All the secrets that the stack gives the service, by logical name; one's further targets as `db_writer at TARGET`.",
  ),
  timeout: required(integer, "Seconds that the service has to converge."),
  probe: optional(
    any<Probe>(),
    "What proves a replica besides that it runs, as under a service's probe in the stack config.",
  ),
  wave: required(integer, "Lower ones are flipped first."),
  onFailure: required(
    word<OnFailure>(),
    "What becomes of the services that are flipped already when this one fails: stop or revert.",
  ),
  urgent: optional(flag, "Whether a secret of it has leaked: it is flipped faster, and never put back."),
  reconnect: optional(text, "The tickets of the incidents for which every replica has to connect anew, with commas."),
};

/** What a binding's state has of what it was declared with. */
export type BindingInputs = Kept<typeof bindingInputs>;

/** A service before the run, as far as its binding needs to know. */
export interface LiveBinding {
  serviceId: string;
  /** Its references to secrets of the namespace, and to others that hold a declared target. */
  references: SecretReference[];
  /** How many replicas run, and how many should; left out where the Engine does not say. */
  running?: number;
  desired?: number;
  /** How its references came to be what they are, if they are not as they were left: "docker service rollback, …". */
  lastChange: string;
  /** When the update of its secrets began that has stopped half-way: some replicas may still run on those from before. */
  stoppedSince?: string;
}

/** What a binding is declared with besides, and its state has not. */
export const bindingLook = {
  live: optional(
    laterOrNever(any<LiveBinding>()),
    "The service before the run, as the Swarm has it: what is declared is held against it. None without a way to the Swarm.",
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
    "The proof of the last flip: none of a binding that was imported or left half-way, and while no replica ran.",
  ),
};

/** What the state has of a binding. */
export type BindingState = BindingInputs & Kept<typeof bindingOutputs>;

// The properties of a verification: how a service was proven to run on its secrets, as the binding's state has it.
import { propertyTypes } from "./contract.ts";
import { integer, listOf, mapOf, number, optional, partOf, required, text, type Kept } from "./properties.ts";

export const replicaProperties = {
  task: required(text, "The task's ID."),
  node: required(text, "The node's ID."),
  slot: optional(integer, "The replica's number; none in a global service."),
};

export const verificationProperties = {
  flippedAt: required(
    text,
    "When the update was sent, or when the service was first looked at if there was nothing to send: ISO 8601, UTC, by the Engine's clock.",
  ),
  verifiedAt: required(text, "When the proof was complete: ISO 8601, UTC, by the Engine's clock."),
  seconds: required(number, "Seconds from flippedAt to verifiedAt."),
  secrets: required(mapOf(text), "The secret name of the version that was proven, by logical name."),
  replicas: required(
    listOf(partOf<typeof replicaProperties>(propertyTypes.replica)),
    "Each replica that was seen on exactly these secrets; at least one.",
  ),
};

/** How a service was proven to run on its secrets. */
export type Verification = Kept<typeof verificationProperties>;

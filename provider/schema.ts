// The provider's package schema. `pulumi package get-schema ./provider` prints it, and SDKs for other languages can be made from
// it.
import { propertyTypes, resourceTypes } from "../rotation/contract.ts";
import type { Properties, TypeSchema } from "../rotation/properties.ts";
import { recordAddition, recordInputs, recordOutputs } from "../rotation/rotation-record.ts";
import {
  bindingInputs,
  bindingLook,
  bindingOutputs,
  boundSecretProperties,
} from "../rotation/service-secret-binding.ts";
import { stackSwarmInputs, stackSwarmOutputs, stackSwarmPast } from "../rotation/stack-swarm.ts";
import { replicaProperties, verificationProperties } from "../rotation/verification.ts";

/** A property's type with its description, as the package schema has them. */
type PropertySchema = TypeSchema & { description: string };

interface ObjectSchema {
  properties: Record<string, PropertySchema>;
  required: string[];
}

const objectOf = (described: Properties): ObjectSchema => ({
  properties: Object.fromEntries(
    Object.entries(described).map(([name, { schema: type, description }]) => [name, { ...type, description }]),
  ),
  required: Object.keys(described).filter((name) => described[name]?.optional !== true),
});

const partOf = (described: Properties) => ({ type: "object", ...objectOf(described) });

/** @param outputs all properties that the state has, inputs included */
const resourceOf = (description: string, inputs: Properties, outputs: Properties) => ({
  description,
  inputProperties: objectOf(inputs).properties,
  requiredInputs: objectOf(inputs).required,
  ...objectOf(outputs),
});

/** The provider's package schema. */
export const schema = {
  name: "swarm",
  version: "0.1.0",
  description: "Bindings of versioned Docker Swarm secrets to services, and the ledger of their rotations.",
  types: {
    [propertyTypes.boundSecret]: partOf(boundSecretProperties),
    [propertyTypes.replica]: partOf(replicaProperties),
    [propertyTypes.verification]: partOf(verificationProperties),
  },
  resources: {
    [resourceTypes.binding]: resourceOf(
      "All the secrets of one service: one resource, so one ServiceUpdate moves them together.",
      { ...bindingInputs, ...bindingLook },
      { ...bindingInputs, ...bindingOutputs },
    ),
    [resourceTypes.record]: resourceOf(
      "The ledger of one secret: every version there ever was, and when the current one was verified.",
      { ...recordInputs, ...recordAddition },
      { ...recordInputs, ...recordOutputs },
    ),
    [resourceTypes.stackSwarm]: resourceOf(
      "The Swarm that the stack belongs to: another one is refused. And what guards the stack.",
      { ...stackSwarmInputs, ...stackSwarmPast },
      stackSwarmOutputs,
    ),
  },
};

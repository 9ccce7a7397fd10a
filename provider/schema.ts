// What `pulumi package get-schema ./provider` answers, and what other languages' SDKs can be made from.

const text = { type: "string" } as const;
const integer = { type: "integer" } as const;
const described = <T extends object>(type: T, description: string): T & { description: string } => ({
  ...type,
  description,
});

const boundSecret = {
  version: integer,
  secretName: described(text, "The version's name on the Swarm: busflow_db_writer_v5."),
  secretId: described(text, "The Swarm's ID of that secret."),
  target: described(text, "A file name under /run/secrets, or an absolute path; the same for every version."),
  uid: text,
  gid: text,
  mode: described(text, "Permission bits, as four octal digits."),
};

const bindingInputs = {
  namespace: described(text, "The first part of the secrets' names."),
  service: described(text, "The service's name on the Swarm."),
  secrets: described(
    { type: "object", additionalProperties: { $ref: "#/types/swarm:index:BoundSecret" } },
    "All the secrets that the stack gives the service, by logical name.",
  ),
  timeout: described(integer, "Seconds that the service has to converge."),
};

const recordInputs = {
  namespace: described(text, "The first part of the secret's names."),
  secret: described(text, "The secret's logical name."),
  current: described(integer, "The version that services see."),
  versions: described(
    { type: "object", additionalProperties: text },
    "The fingerprint of each version that has to exist, by version.",
  ),
  consumers: described(
    { type: "array", items: text },
    "Names of the services that have to run on the current version.",
  ),
};

/** The provider's package schema. */
export const schema = {
  name: "swarm",
  version: "0.1.0",
  description: "Bindings of versioned Docker Swarm secrets to services, and the ledger of their rotations.",
  types: {
    "swarm:index:BoundSecret": { type: "object", properties: boundSecret, required: Object.keys(boundSecret) },
  },
  resources: {
    "swarm:index:ServiceSecretBinding": {
      description: "All the secrets of one service: one resource, so one ServiceUpdate moves them together.",
      inputProperties: bindingInputs,
      requiredInputs: Object.keys(bindingInputs),
      properties: {
        ...bindingInputs,
        serviceId: text,
        replicas: described(integer, "How many replicas were seen running on exactly these secrets."),
        seconds: described({ type: "number" }, "How long the last flip took, its proof included."),
      },
      required: [...Object.keys(bindingInputs), "serviceId", "replicas", "seconds"],
    },
    "swarm:index:RotationRecord": {
      description: "The ledger of one secret: every version there ever was, and when the current one was verified.",
      inputProperties: recordInputs,
      requiredInputs: Object.keys(recordInputs),
      properties: {
        ...recordInputs,
        ledger: described(
          { type: "object", additionalProperties: text },
          "The fingerprint of every version there ever was, by version.",
        ),
        since: described(text, "When the current version became current: ISO 8601, UTC."),
        verifiedAt: described(
          text,
          "When every consumer was seen to run on it: ISO 8601, UTC. None without consumers.",
        ),
      },
      required: [...Object.keys(recordInputs), "ledger", "since"],
    },
  },
};

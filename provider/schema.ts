// What `pulumi package get-schema ./provider` answers, and what other languages' SDKs can be made from.
import { propertyTypes, resourceTypes } from "../rotation/contract.ts";

const text = { type: "string" } as const;
const integer = { type: "integer" } as const;
const described = <T extends object>(type: T, description: string): T & { description: string } => ({
  ...type,
  description,
});
const refersTo = (type: string) => ({ $ref: `#/types/${type}` });

const flag = { type: "boolean" } as const;
/** As the program's inventory has them. */
const anything = { $ref: "pulumi.json#/Any" } as const;

const replica = {
  task: described(text, "The task's ID."),
  node: described(text, "The node's ID."),
  slot: described(integer, "The replica's number; none in a global service."),
};

const verification = {
  flippedAt: described(text, "When the update was sent: ISO 8601, UTC, by the Engine's clock."),
  verifiedAt: described(text, "When the proof was there."),
  seconds: described({ type: "number" }, "From the one to the other."),
  secrets: described(
    { type: "object", additionalProperties: text },
    "What was proven: the name of the secret that each logical name stood for.",
  ),
  replicas: described(
    { type: "array", items: refersTo(propertyTypes.replica) },
    "Each replica that was seen on exactly these secrets.",
  ),
};

const boundSecret = {
  version: integer,
  secretName: described(text, "The version's name on the Swarm: busflow_db_writer_v5."),
  secretId: described(text, "The Swarm's ID of that secret."),
  target: described(text, "A file name under /run/secrets, or an absolute path; the same for every version."),
  uid: text,
  gid: text,
  mode: described(text, "Permission bits, as four octal digits."),
  takeover: described(flag, "Whether it takes the place of a secret of others at its target."),
};

const bindingInputs = {
  namespace: described(text, "The first part of the secrets' names."),
  service: described(text, "The service's name on the Swarm."),
  secrets: described(
    { type: "object", additionalProperties: refersTo(propertyTypes.boundSecret) },
    "All the secrets that the stack gives the service, by logical name; one's further targets as `db_writer at TARGET`.",
  ),
  timeout: described(integer, "Seconds that the service has to converge."),
  probe: described(
    anything,
    "What proves a replica besides that it runs, as under a service's probe in the stack config.",
  ),
  wave: described(integer, "Lower ones are flipped first."),
  onFailure: described(
    text,
    "What becomes of the services that are flipped already when this one fails: stop or revert.",
  ),
  urgent: described(flag, "Whether a secret of it has leaked: it is flipped faster, and never put back."),
  reconnect: described(text, "The tickets of the incidents for which every replica has to connect anew, with commas."),
};

/** Looked at, and not kept. */
const bindingLook = {
  live: described(anything, "The service before the run, as the Swarm has it: what is declared is held against it."),
};

const recordInputs = {
  namespace: described(text, "The first part of the secret's names."),
  secret: described(text, "The secret's logical name."),
  current: described(integer, "The version that services see."),
  versions: described(
    { type: "object", additionalProperties: text },
    "The fingerprint of each version that has to exist, by version.",
  ),
  formerly: described(
    { type: "object", additionalProperties: text },
    "The same as fingerprints used to be made, of versions that may have such on record.",
  ),
  consumers: described(
    { type: "array", items: text },
    "Names of the services that have to run on the current version.",
  ),
  verifications: described(
    { type: "object", additionalProperties: refersTo(propertyTypes.verification) },
    "How each of them was last verified, by its name.",
  ),
  retentionHours: described(integer, "Hours that the version before the current one is kept."),
  ledger: described(anything, "What the Swarm has on record of every version there ever was, before the run."),
  connections: described(
    flag,
    "Whether connections are made with it: an incident then has to rotate the database role's password, too.",
  ),
  incident: described(anything, "A leak, as under a secret's incident in the stack config."),
  dependants: described(
    { type: "array", items: text },
    "Names of services without a binding that have to reconnect in an incident.",
  ),
};

const stackSwarmInputs = {
  swarm: described(text, "The ID of the Swarm that answers: the one that the stack belongs to."),
  moveTo: described(text, "The ID of the Swarm that the stack config names."),
};

/** What may be left out. */
const optional = ["swarm", "moveTo", "formerly", "probe", "urgent", "reconnect", "incident", "ledger", "takeover"];
const required = (properties: object): string[] => Object.keys(properties).filter((key) => !optional.includes(key));

/** The provider's package schema. */
export const schema = {
  name: "swarm",
  version: "0.1.0",
  description: "Bindings of versioned Docker Swarm secrets to services, and the ledger of their rotations.",
  types: {
    [propertyTypes.boundSecret]: { type: "object", properties: boundSecret, required: required(boundSecret) },
    [propertyTypes.replica]: { type: "object", properties: replica, required: ["task", "node"] },
    [propertyTypes.verification]: { type: "object", properties: verification, required: Object.keys(verification) },
  },
  resources: {
    [resourceTypes.binding]: {
      description: "All the secrets of one service: one resource, so one ServiceUpdate moves them together.",
      inputProperties: { ...bindingInputs, ...bindingLook },
      requiredInputs: required(bindingInputs),
      properties: {
        ...bindingInputs,
        serviceId: text,
        replicas: described(integer, "How many replicas were seen running on exactly these secrets."),
        seconds: described({ type: "number" }, "How long the last flip took, its proof included."),
        verification: refersTo(propertyTypes.verification),
      },
      required: [...required(bindingInputs), "serviceId", "replicas", "seconds"],
    },
    [resourceTypes.record]: {
      description: "The ledger of one secret: every version there ever was, and when the current one was verified.",
      inputProperties: recordInputs,
      requiredInputs: required(recordInputs),
      properties: {
        ...recordInputs,
        ledger: described(anything, "What became of every version there ever was."),
        since: described(text, "When the current version became current: ISO 8601, UTC."),
        verifiedAt: described(
          text,
          "When every consumer was seen to run on it: ISO 8601, UTC. None without consumers.",
        ),
      },
      required: [...required(recordInputs), "ledger", "since"],
    },
    [resourceTypes.stackSwarm]: {
      description: "The Swarm that the stack belongs to: another one is refused.",
      inputProperties: stackSwarmInputs,
      requiredInputs: required(stackSwarmInputs),
      properties: {
        swarm: stackSwarmInputs.swarm,
        movedFrom: described(text, "The ID of the Swarm that the stack is on its way from."),
      },
      required: [],
    },
  },
};

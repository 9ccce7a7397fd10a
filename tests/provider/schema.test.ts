import assert from "node:assert/strict";
import { schema } from "../../provider/schema.ts";
import { propertyTypes, resourceTypes } from "../../rotation/contract.ts";

const text = { type: "string" };
const integer = { type: "integer" };
const number = { type: "number" };
const flag = { type: "boolean" };
const any = { $ref: "pulumi.json#/Any" };
const listOf = (items: object) => ({ type: "array", items });
const mapOf = (additionalProperties: object) => ({ type: "object", additionalProperties });
const verification = { $ref: "#/types/swarm:index:Verification" };

const bindingInputs = {
  ...{ namespace: text, service: text, secrets: mapOf({ $ref: "#/types/swarm:index:BoundSecret" }) },
  ...{ timeout: integer, probe: any, wave: integer, onFailure: text, urgent: flag, reconnect: text },
};
const bindingRequired = ["namespace", "service", "secrets", "timeout", "wave", "onFailure"];
const recordInputs = {
  ...{ namespace: text, secret: text, current: integer, versions: mapOf(text), formerly: mapOf(text) },
  ...{ consumers: listOf(text), verifications: mapOf(verification), retentionHours: integer, ledger: any },
  ...{ connections: flag, incident: any, dependants: listOf(text) },
};
const recordRequired = [
  ...["namespace", "secret", "current", "versions", "consumers", "verifications", "retentionHours"],
  ...["connections", "dependants"],
];

/** What the schema says, its descriptions aside. */
const expected = {
  types: {
    "swarm:index:BoundSecret": {
      type: "object",
      properties: {
        ...{ version: integer, secretName: text, secretId: text, target: text, uid: text, gid: text, mode: text },
        takeover: flag,
      },
      required: ["version", "secretName", "secretId", "target", "uid", "gid", "mode"],
    },
    "swarm:index:Replica": {
      type: "object",
      properties: { task: text, node: text, slot: integer },
      required: ["task", "node"],
    },
    "swarm:index:Verification": {
      type: "object",
      properties: {
        ...{ flippedAt: text, verifiedAt: text, seconds: number, secrets: mapOf(text) },
        replicas: listOf({ $ref: "#/types/swarm:index:Replica" }),
      },
      required: ["flippedAt", "verifiedAt", "seconds", "secrets", "replicas"],
    },
  },
  resources: {
    "swarm:index:ServiceSecretBinding": {
      inputProperties: { ...bindingInputs, live: any },
      requiredInputs: bindingRequired,
      properties: { ...bindingInputs, serviceId: text, replicas: integer, seconds: number, verification },
      required: [...bindingRequired, "serviceId", "replicas", "seconds"],
    },
    "swarm:index:RotationRecord": {
      inputProperties: { ...recordInputs, onRecord: any },
      requiredInputs: recordRequired,
      properties: { ...recordInputs, since: text, verifiedAt: text },
      required: [...recordRequired, "ledger", "since"],
    },
    "swarm:index:StackSwarm": {
      inputProperties: { swarm: text, moveTo: text, guards: any, formerGuards: any },
      requiredInputs: [],
      properties: { swarm: text, movedFrom: text, guards: any },
      required: [],
    },
  },
};

/** What a schema says without its descriptions, the order of what is required aside. */
function plain(part: unknown): unknown {
  if (Array.isArray(part)) return part.toSorted();
  if (typeof part !== "object" || part === null) return part;
  const kept = Object.entries(part).filter(([key, value]) => !(key === "description" && typeof value === "string"));
  return Object.fromEntries(kept.map(([key, value]) => [key, plain(value)]));
}

describe("the swarm provider's schema", () => {
  const { types, resources } = schema;

  it("has the types and resources that existing stacks and SDKs know", () => {
    assert.deepEqual(plain({ types, resources }), plain(expected));
    assert.equal(schema.name, "swarm");
  });

  it("refers to types that it has", () => {
    const references = JSON.stringify(schema).matchAll(/"\$ref":"#\/types\/([^"]+)"/g);
    for (const [, name] of references) assert.ok(name !== undefined && name in types, name);
    assert.deepEqual(Object.keys(types).sort(), Object.values(propertyTypes).sort());
  });

  it("describes every resource and every property", () => {
    const { binding, record, stackSwarm } = resourceTypes;
    assert.deepEqual(Object.keys(resources).sort(), [binding, record, stackSwarm].sort());
    for (const { description, inputProperties, properties } of Object.values(resources)) {
      assert.match(description, /\.$/);
      for (const property of [inputProperties, properties].flatMap((some) => Object.values(some))) {
        assert.match(property.description, /[.A-Z]/);
      }
    }
    for (const { properties } of Object.values(types)) {
      for (const { description } of Object.values(properties)) assert.match(description, /[.A-Z]/);
    }
  });
});

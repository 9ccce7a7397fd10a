import assert from "node:assert/strict";
import type { BindingInputs, BindingState } from "../../provider/bound-secrets.ts";
import type { RecordState } from "../../provider/record-inputs.ts";
import { schema } from "../../provider/schema.ts";
import type { StackSwarmInputs, StackSwarmState } from "../../provider/stack-swarm.ts";
import type { Verification } from "../../swarm/flip/verified-flip.ts";

// The compiler sees to it that each lists exactly the properties of its type.
const boundSecret: Record<keyof BindingInputs["secrets"][string], true> = {
  ...{ version: true, secretName: true, secretId: true, target: true, uid: true, gid: true, mode: true },
  takeover: true,
};
const binding: Record<keyof BindingState, true> = {
  ...{ namespace: true, service: true, secrets: true, timeout: true, serviceId: true, replicas: true, seconds: true },
  ...{ probe: true, wave: true, onFailure: true, urgent: true, reconnect: true, verification: true },
};
const record: Record<keyof RecordState, true> = {
  ...{ namespace: true, secret: true, current: true, versions: true, consumers: true },
  ...{ verifications: true, retentionHours: true, connections: true, incident: true, dependants: true },
  ...{ ledger: true, since: true, verifiedAt: true, formerly: true },
};

const verification: Record<keyof Verification, true> = {
  ...{ flippedAt: true, verifiedAt: true, seconds: true, secrets: true, replicas: true },
};

const stackSwarm: Record<keyof StackSwarmState, true> = { swarm: true, movedFrom: true };
const stackSwarmInputs: Record<keyof StackSwarmInputs, true> = { swarm: true, moveTo: true };

const names = (properties: object): string[] => Object.keys(properties).sort();

describe("the swarm provider's schema", () => {
  const { "swarm:index:ServiceSecretBinding": bindingType, "swarm:index:RotationRecord": recordType } =
    schema.resources;

  it("has the properties that the provider records", () => {
    assert.deepEqual(names(bindingType.properties), names(binding));
    assert.deepEqual(names(recordType.properties), names(record));
    assert.deepEqual(names(schema.types["swarm:index:BoundSecret"].properties), names(boundSecret));
    assert.deepEqual(names(schema.types["swarm:index:Verification"].properties), names(verification));
  });

  it("has the Swarm of the stack", () => {
    const { properties, inputProperties, required } = schema.resources["swarm:index:StackSwarm"];
    assert.deepEqual(names(properties), names(stackSwarm));
    assert.deepEqual(names(inputProperties), names(stackSwarmInputs));
    assert.deepEqual(required, []);
  });

  it("requires those that are always there", () => {
    const sometimes = ["probe", "urgent", "reconnect", "verification", "incident", "verifiedAt", "formerly"];
    const always = (properties: object) => names(properties).filter((name) => !sometimes.includes(name));
    assert.deepEqual(recordType.required.toSorted(), always(record));
    assert.deepEqual(bindingType.required.toSorted(), always(binding));
  });

  it("refers to types that it has", () => {
    const references = JSON.stringify(schema).matchAll(/"\$ref":"#\/types\/([^"]+)"/g);
    for (const [, name] of references) assert.ok(name !== undefined && name in schema.types, name);
  });

  it("describes every resource and its inputs", () => {
    for (const { description, inputProperties } of Object.values(schema.resources)) {
      assert.notEqual(description, "");
      for (const property of Object.values<{ description: string }>(inputProperties))
        assert.notEqual(property.description, "");
    }
  });
});

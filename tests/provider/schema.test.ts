import assert from "node:assert/strict";
import type { BindingInputs, BindingState } from "../../provider/binding.ts";
import { recordResource, type RecordState } from "../../provider/record.ts";
import { schema } from "../../provider/schema.ts";

// The compiler sees to it that each lists exactly the properties of its type.
const boundSecret: Record<keyof BindingInputs["secrets"][string], true> = {
  ...{ version: true, secretName: true, secretId: true, target: true, uid: true, gid: true, mode: true },
};
const binding: Record<keyof BindingState, true> = {
  ...{ namespace: true, service: true, secrets: true, timeout: true, serviceId: true, replicas: true, seconds: true },
};
const record: Record<keyof RecordState, true> = {
  ...{ namespace: true, secret: true, current: true, versions: true, consumers: true },
  ...{ ledger: true, since: true, verifiedAt: true },
};

const names = (properties: object): string[] => Object.keys(properties).sort();

describe("the swarm provider's schema", () => {
  const { "swarm:index:ServiceSecretBinding": bindingType, "swarm:index:RotationRecord": recordType } =
    schema.resources;

  it("has the properties that the provider records", () => {
    assert.deepEqual(names(bindingType.properties), names(binding));
    assert.deepEqual(names(recordType.properties), names(record));
    assert.deepEqual(names(schema.types["swarm:index:BoundSecret"].properties), names(boundSecret));
  });

  it("requires those that are always there", () => {
    const inputs = { namespace: "busflow", secret: "db_writer", current: 1, versions: {}, consumers: [] };
    const outs = recordResource.create(inputs, new Date()).outs as RecordState;
    assert.deepEqual(recordType.required.toSorted(), names(outs));
    assert.deepEqual(bindingType.required.toSorted(), names(binding));
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

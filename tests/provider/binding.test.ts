import assert from "node:assert/strict";
import { BindingResource, type BindingInputs, type BindingState } from "../../provider/binding.ts";

const resource = new BindingResource(() => Promise.reject(new Error("a diff needs no Swarm")));

const writer = {
  ...{ version: 4, secretName: "busflow_db_writer_v4", secretId: "id4", target: "busflow_db_writer" },
  ...{ uid: "0", gid: "0", mode: "0444" },
};
const reader = { ...writer, secretName: "busflow_db_reader_v4", secretId: "id4r", target: "busflow_db_reader" };

function inputs(changes: Partial<BindingInputs> = {}): BindingInputs {
  const secrets = { db_reader: reader, db_writer: writer };
  return { namespace: "busflow", service: "busflow_api", secrets, timeout: 300, ...changes };
}

const state: BindingState = { ...inputs(), serviceId: "s", replicas: 2, seconds: 3.4 };

const unchanged = { changes: false, replaces: [] };
const updated = { changes: true, replaces: [] };

describe("a binding's diff", () => {
  it("is empty for the same secrets, in whatever order", () => {
    assert.deepEqual(resource.diff(state, inputs()), unchanged);
    assert.deepEqual(resource.diff(state, inputs({ secrets: { db_writer: writer, db_reader: reader } })), unchanged);
  });

  it("is an update when a secret moves to another version", () => {
    const next = { ...writer, version: 5, secretName: "busflow_db_writer_v5", secretId: "id5" };
    assert.deepEqual(resource.diff(state, inputs({ secrets: { db_reader: reader, db_writer: next } })), updated);
  });

  const fields = { target: "/etc/db", uid: "1000", gid: "1000", mode: "0400", secretId: "recreated" };
  for (const [field, value] of Object.entries(fields)) {
    it(`is an update when a reference has another ${field}`, () => {
      const secrets = { db_reader: reader, db_writer: { ...writer, [field]: value } };
      assert.deepEqual(resource.diff(state, inputs({ secrets })), updated);
    });
  }

  it("is an update when a secret is added or taken away", () => {
    const secrets = { db_reader: reader, db_writer: writer, session_key: { ...writer, target: "key" } };
    assert.deepEqual(resource.diff(state, inputs({ secrets })), updated);
    assert.deepEqual(resource.diff(state, inputs({ secrets: { db_writer: writer } })), updated);
    assert.deepEqual(resource.diff(state, inputs({ secrets: { db_writer: writer, db_raeder: reader } })), updated);
  });

  it("is a replacement when the service is another one, or its secrets' namespace", () => {
    assert.deepEqual(resource.diff(state, inputs({ service: "busflow_web" })), {
      changes: true,
      replaces: ["service"],
    });
    assert.deepEqual(resource.diff(state, inputs({ namespace: "other" })), { changes: true, replaces: ["namespace"] });
  });

  it("is empty when only the limit changes, which is for the next flip", () => {
    assert.deepEqual(resource.diff(state, inputs({ timeout: 60 })), unchanged);
  });
});

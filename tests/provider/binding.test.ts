import assert from "node:assert/strict";
import { BindingResource } from "../../provider/binding.ts";
import type { BindingInputs, BindingState } from "../../provider/bound-secrets.ts";

const resource = new BindingResource(() => Promise.reject(new Error("a diff needs no Swarm")));

const writer = {
  ...{ version: 4, secretName: "busflow_db_writer_v4", secretId: "id4", target: "busflow_db_writer" },
  ...{ uid: "0", gid: "0", mode: "0444" },
};
const reader = { ...writer, secretName: "busflow_db_reader_v4", secretId: "id4r", target: "busflow_db_reader" };

function inputs(changes: Partial<BindingInputs> = {}): BindingInputs {
  const secrets = { db_reader: reader, db_writer: writer };
  const settings = { timeout: 300, wave: 1, onFailure: "stop" } as const;
  return { namespace: "busflow", service: "busflow_api", secrets, ...settings, ...changes };
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

  it("is empty when only settings of the next flip change", () => {
    assert.deepEqual(resource.diff(state, inputs({ timeout: 60 })), unchanged);
    const probe = { kind: "healthcheck" } as const;
    assert.deepEqual(resource.diff(state, inputs({ probe, wave: 2, onFailure: "revert", urgent: true })), unchanged);
  });

  it("is an update for each new ticket for which the service has to connect anew, and none when one is closed", () => {
    assert.deepEqual(resource.diff(state, inputs({ reconnect: "SEC-1" })), updated);
    const reconnected: BindingState = { ...state, reconnect: "SEC-1,SEC-2" };
    assert.deepEqual(resource.diff(reconnected, inputs({ reconnect: "SEC-2,SEC-3" })), updated);
    assert.deepEqual(resource.diff(reconnected, inputs({ reconnect: "SEC-2" })), unchanged);
    assert.deepEqual(resource.diff(reconnected, inputs()), unchanged);
  });

  it("is an update when a failed rotation put the service back, until that is seen to", () => {
    const reverted = "2026-01-02T03:04:05.000Z";
    assert.deepEqual(resource.diff(state, inputs({ reverted })), updated);
    assert.deepEqual(resource.diff({ ...state, reverted }, inputs({ reverted })), unchanged);
    assert.deepEqual(resource.diff({ ...state, reverted }, inputs()), unchanged);
  });
});

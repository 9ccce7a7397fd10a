import assert from "node:assert/strict";
import { BindingResource } from "../../provider/binding.ts";
import type { BindingInputs, BindingState } from "../../rotation/service-secret-binding.ts";
import { boundSecrets, references } from "../../rotation/bound-secrets.ts";
import type { LiveBinding } from "../../rotation/service-secret-binding.ts";

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

const urn = "urn:pulumi:prod::busflow-secrets::swarm:index:ServiceSecretBinding::api";

/** As the engine asks, with what a look at the Swarm found. */
function diff(olds: BindingState, news: BindingInputs, live?: LiveBinding) {
  const checked = resource.check(urn, olds, { ...news, ...(live && { live }) });
  return resource.diff(urn, olds, checked.inputs as BindingInputs);
}

const unchanged = { changes: false, replaces: [] };
const updated = { changes: true, replaces: [] };

describe("a binding's diff", () => {
  it("is empty for the same secrets, in whatever order", () => {
    assert.deepEqual(diff(state, inputs()), unchanged);
    assert.deepEqual(diff(state, inputs({ secrets: { db_writer: writer, db_reader: reader } })), unchanged);
  });

  it("is an update when a secret moves to another version", () => {
    const next = { ...writer, version: 5, secretName: "busflow_db_writer_v5", secretId: "id5" };
    assert.deepEqual(diff(state, inputs({ secrets: { db_reader: reader, db_writer: next } })), updated);
  });

  const fields = { target: "/etc/db", uid: "1000", gid: "1000", mode: "0400", secretId: "recreated" };
  for (const [field, value] of Object.entries(fields)) {
    it(`is an update when a reference has another ${field}`, () => {
      const secrets = { db_reader: reader, db_writer: { ...writer, [field]: value } };
      assert.deepEqual(diff(state, inputs({ secrets })), updated);
    });
  }

  it("is an update when a secret is added or taken away", () => {
    const secrets = { db_reader: reader, db_writer: writer, session_key: { ...writer, target: "key" } };
    assert.deepEqual(diff(state, inputs({ secrets })), updated);
    assert.deepEqual(diff(state, inputs({ secrets: { db_writer: writer } })), updated);
    assert.deepEqual(diff(state, inputs({ secrets: { db_writer: writer, db_raeder: reader } })), updated);
  });

  it("is empty for a secret that has a name which objects have of their own", () => {
    const secrets = { constructor: { ...writer, secretName: "busflow_constructor_v4" } };
    const read = boundSecrets(references(secrets), "busflow", secrets);
    assert.deepEqual(diff({ ...state, secrets: read }, inputs({ secrets })), unchanged);
  });

  it("is a replacement when the service is another one, or its secrets' namespace", () => {
    assert.deepEqual(diff(state, inputs({ service: "busflow_web" })), {
      changes: true,
      replaces: ["service"],
    });
    assert.deepEqual(diff(state, inputs({ namespace: "other" })), { changes: true, replaces: ["namespace"] });
  });

  it("is empty when only settings of the next flip change", () => {
    assert.deepEqual(diff(state, inputs({ timeout: 60 })), unchanged);
    const probe = { kind: "healthcheck" } as const;
    assert.deepEqual(diff(state, inputs({ probe, wave: 2, onFailure: "revert", urgent: true })), unchanged);
  });

  it("is an update for each new ticket for which the service has to connect anew, and none when one is closed", () => {
    assert.deepEqual(diff(state, inputs({ reconnect: "SEC-1" })), updated);
    const reconnected: BindingState = { ...state, reconnect: "SEC-1,SEC-2" };
    assert.deepEqual(diff(reconnected, inputs({ reconnect: "SEC-2,SEC-3" })), updated);
    assert.deepEqual(diff(reconnected, inputs({ reconnect: "SEC-2" })), unchanged);
    assert.deepEqual(diff(reconnected, inputs()), unchanged);
  });

  it("does not look at which of several targets of a secret is named first", () => {
    const other = { ...writer, target: "/etc/writer" };
    const secrets = { "db_reader": reader, "db_writer": writer, "db_writer at /etc/writer": other };
    const turned = { "db_reader": reader, "db_writer": other, "db_writer at busflow_db_writer": writer };
    assert.deepEqual(diff({ ...state, secrets }, inputs({ secrets: turned })), unchanged);
    assert.deepEqual(diff(state, inputs({ secrets })), updated);
  });
});

describe("a binding's diff where the Swarm was looked at", () => {
  const [liveReader = assert.fail(), liveWriter = assert.fail()] = references({ reader, writer });
  const verification = {
    ...{ flippedAt: "2026-11-20T10:00:00Z", verifiedAt: "2026-11-20T10:01:00Z", seconds: 60, replicas: [] },
    secrets: { db_reader: reader.secretName, db_writer: writer.secretName },
  };
  const verified: BindingState = { ...state, verification };

  function live(changes: Partial<LiveBinding> = {}): LiveBinding {
    const references = [liveReader, liveWriter];
    return { serviceId: "s", references, running: 2, desired: 2, lastChange: "by hand, today", ...changes };
  }

  it("is empty when the service is as declared, with whatever else others gave it", () => {
    assert.deepEqual(diff(verified, inputs(), live()), unchanged);
    const foreign = { ...liveWriter, secretName: "theirs", target: "theirs" };
    assert.deepEqual(diff(verified, inputs(), live({ references: [liveReader, foreign, liveWriter] })), unchanged);
  });

  const drifts = {
    "is on another version": [liveReader, { ...liveWriter, secretName: "busflow_db_writer_v3", secretId: "id3" }],
    "lost a secret": [liveReader],
    "has another mode": [liveReader, { ...liveWriter, mode: 0o400 }],
    "has another owner": [liveReader, { ...liveWriter, uid: "1000" }],
    "sees a secret a second time": [liveReader, liveWriter, { ...liveWriter, target: "second" }],
    "sees a recreated secret": [liveReader, { ...liveWriter, secretId: "recreated" }],
  };
  for (const [what, references] of Object.entries(drifts)) {
    it(`is an update when the service ${what}, whatever the state says`, () => {
      assert.deepEqual(diff(verified, inputs(), live({ references })), updated);
    });
  }

  it("is an update when the service is right and the state is not: it sends nothing", () => {
    const old = { ...verified, secrets: { db_reader: reader } };
    assert.deepEqual(diff(old, inputs(), live()), updated);
  });

  it("is an update when replicas run that nobody has verified, and none while nobody runs", () => {
    assert.deepEqual(diff(state, inputs(), live()), updated);
    assert.deepEqual(diff(state, inputs(), live({ running: 0, desired: 0 })), unchanged);
    const of = (db_writer: string) => ({ ...verification, secrets: { ...verification.secrets, db_writer } });
    assert.deepEqual(diff({ ...state, verification: of("busflow_db_writer_v3") }, inputs(), live()), updated);
    const older = JSON.parse(JSON.stringify({ ...verification, secrets: undefined })) as typeof verification;
    assert.deepEqual(diff({ ...state, verification: older }, inputs(), live()), unchanged);
  });

  it("is an update when the service was removed and created anew", () => {
    assert.deepEqual(diff(verified, inputs(), live({ serviceId: "another" })), updated);
    assert.deepEqual(diff({ ...verified, serviceId: "" }, inputs(), live()), unchanged);
  });

  it("is an update when one has stopped half-way, until its replicas are verified", () => {
    assert.deepEqual(diff(verified, inputs(), live({ stoppedSince: "2026-11-20T11:00:00Z" })), updated);
    assert.deepEqual(diff(verified, inputs(), live({ stoppedSince: "2026-11-20T09:00:00Z" })), unchanged);
  });

  it("is refused when a target is held by a secret of others", () => {
    const held = { ...liveWriter, secretName: "theirs", target: "/run/secrets/busflow_db_writer" };
    const look = live({ references: [liveReader, held] });
    assert.throws(
      () => diff(verified, inputs(), look),
      /on the service busflow_api are held .*: \/run\/secrets\/busflow_db_writer of db_writer by theirs\.\nTo put db_writer in their place, .* takeover: true/,
    );
    const secrets = { db_reader: reader, db_writer: { ...writer, takeover: true } };
    assert.deepEqual(diff(verified, inputs({ secrets }), look), updated);
    assert.deepEqual(diff(verified, inputs({ secrets }), live()), unchanged, "once it is done");
  });
});

import assert from "node:assert/strict";
import type { SecretReference } from "../../../rotation/reference.ts";
import { SwarmError } from "../../../swarm/engine/errors.ts";
import { mergeReferences, sameReferences, toEngine, type EngineReference } from "../../../swarm/engine/references.ts";

const owns = (name: string) => /^busflow_(db_writer|db_reader)_v\d+$/.test(name);

function reference(secretName: string, target: string, changes: Partial<SecretReference> = {}): SecretReference {
  return { secretName, secretId: `id-of-${secretName}`, target, uid: "0", gid: "0", mode: 0o444, ...changes };
}

const writer4 = reference("busflow_db_writer_v4", "writer");
const writer5 = reference("busflow_db_writer_v5", "writer");
const reader4 = reference("busflow_db_reader_v4", "reader");
const reader5 = reference("busflow_db_reader_v5", "reader");
const foreign: EngineReference = {
  ...toEngine(reference("certificate", "tls.pem")),
  Future: "kept",
} as EngineReference;

const refuses = (live: EngineReference[], desired: SecretReference[], ...texts: string[]) => {
  assert.throws(
    () => mergeReferences(live, desired, owns),
    (error) => {
      assert.ok(error instanceof SwarmError);
      assert.equal(error.code, "target-conflict");
      for (const text of texts) assert.ok(error.message.includes(text), `${text} in: ${error.message}`);
      return true;
    },
  );
};

describe("merging secret references", () => {
  it("replaces the owned ones and keeps the foreign one with all its fields", () => {
    const merged = mergeReferences([toEngine(writer4), foreign, toEngine(reader4)], [writer5, reader5], owns);
    assert.deepEqual(merged, [toEngine(reader5), toEngine(writer5), foreign]);
  });

  it("gives the same list whatever the order of its input", () => {
    const one = mergeReferences([foreign, toEngine(writer4)], [writer5, reader5], owns);
    const other = mergeReferences([toEngine(writer4), foreign], [reader5, writer5], owns);
    assert.deepEqual(one, other);
  });

  it("changes nothing, not even the order, when the owned ones are the desired ones", () => {
    assert.equal(mergeReferences([toEngine(writer5), foreign, toEngine(reader5)], [reader5, writer5], owns), undefined);
    assert.equal(mergeReferences([foreign], [], owns), undefined);
  });

  it("takes owned ones off that are desired no more", () => {
    assert.deepEqual(mergeReferences([toEngine(writer4), foreign, toEngine(reader4)], [], owns), [foreign]);
  });

  for (const change of [
    { mode: 0o400 },
    { uid: "1000" },
    { gid: "1000" },
    { target: "db" },
    { secretId: "recreated" },
  ]) {
    it(`takes another ${Object.keys(change).join()} for a change`, () => {
      assert.equal(sameReferences([writer5], [{ ...writer5, ...change }]), false);
      assert.deepEqual(mergeReferences([toEngine({ ...writer5, ...change })], [writer5], owns), [toEngine(writer5)]);
    });
  }

  it("lets one secret have two targets", () => {
    const twice = [writer5, { ...writer5, target: "writer-copy" }];
    assert.equal(mergeReferences([], twice, owns)?.length, 2);
  });

  it("refuses a target that a foreign secret holds, and names both", () => {
    refuses([foreign], [{ ...writer5, target: "tls.pem" }], "tls.pem", "busflow_db_writer_v5", "certificate");
  });

  it("notices that a name and a path are the same target", () => {
    refuses([foreign], [{ ...writer5, target: "/run/secrets/tls.pem" }], "certificate");
    assert.ok(mergeReferences([foreign], [{ ...writer5, target: "/etc/tls.pem" }], owns));
  });

  it("refuses two desired secrets with one target", () => {
    refuses([], [writer5, { ...reader5, target: "writer" }], "busflow_db_writer_v5", "busflow_db_reader_v5");
  });
});

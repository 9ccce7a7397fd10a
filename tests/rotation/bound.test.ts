import assert from "node:assert/strict";
import { ofNamespace, ofSecrets, versionsOf } from "../../rotation/bound.ts";

const names = [
  "busflow_db_v1",
  "busflow_db_v2",
  "busflow_eu_db_v1",
  "busflow_key_v1",
  "busflow_db",
  "other_db_v1",
  "db",
];

describe("what is bound", () => {
  it("is a version of any secret of the namespace, for the stack", () => {
    const own = ["busflow_db_v1", "busflow_db_v2", "busflow_eu_db_v1", "busflow_key_v1"];
    assert.deepEqual(names.filter(ofNamespace("busflow")), own);
    assert.deepEqual(names.filter(ofNamespace("busflow_eu")), ["busflow_eu_db_v1"]);
  });

  it("is not what another namespace has under such a name", () => {
    const others = new Map([["busflow_eu_db_v1", "busflow_eu"]]);
    assert.equal(names.filter(ofNamespace("busflow", others)).includes("busflow_eu_db_v1"), false);
  });

  it("is a version of its own secrets, for a binding", () => {
    assert.deepEqual(names.filter(ofSecrets("busflow", ["db"])), ["busflow_db_v1", "busflow_db_v2"]);
    assert.deepEqual(names.filter(ofSecrets("busflow", [])), []);
    // Of a name that is none of the namespace's nothing is known.
    assert.deepEqual(names.filter(ofSecrets("busflow", [""])), []);
  });

  it("is told apart by its version, for one secret", () => {
    const versionOf = versionsOf("busflow", "db");
    assert.deepEqual(names.map(versionOf), [1, 2, ...Array.from({ length: 5 }, () => undefined)]);
  });
});

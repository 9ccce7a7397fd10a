import assert from "node:assert/strict";
import { nameOf, placeOf, stackOf, typeOf } from "../../rotation/urn.ts";

describe("a resource's URN", () => {
  const urn =
    "urn:pulumi:prod::busflow-secrets::busflow:index:VersionedSecret$docker:index/secret:Secret::busflow_db_v4";

  it("says the project, the stack, the type without its parents' and the name", () => {
    assert.equal(stackOf(urn), "prod");
    assert.deepEqual(placeOf(urn), { project: "busflow-secrets", stack: "prod" });
    assert.equal(typeOf(urn), "docker:index/secret:Secret");
    assert.equal(nameOf(urn), "busflow_db_v4");
  });

  it("may have a name with its own separator in it", () => {
    assert.equal(nameOf("urn:pulumi:prod::project::a:b:C::one::two"), "one::two");
  });

  it("that is none says nothing", () => {
    assert.equal(typeOf("db_writer"), "");
    assert.equal(nameOf("db_writer"), "");
  });
});

import assert from "node:assert/strict";
import { targetFault, targetFile } from "../../rotation/target.ts";
import { malformedTargets, spellings, versionedTargets, wellFormedTargets } from "./targets.ts";

describe("a target", () => {
  for (const [file, targets] of Object.entries(spellings)) {
    it(`names ${file} in whatever way it is spelt`, () => {
      for (const target of targets) assert.equal(targetFile(target), file, target);
    });
  }

  it("is fine as a file name, or as an absolute path, without a version of its secret", () => {
    for (const target of wellFormedTargets) assert.equal(targetFault(target, "db_writer"), undefined, target);
  });

  it("is versioned when it would change with a rotation of its secret", () => {
    for (const target of versionedTargets)
      assert.equal(targetFault(target, "db_writer")?.code, "versioned-target", target);
  });

  it("is malformed when it is not the one way to name a file", () => {
    for (const target of malformedTargets) assert.equal(targetFault(target, "db_writer")?.code, "not-allowed", target);
  });

  it("may hold what looks like a version in its secret's own name, and not another one after that", () => {
    assert.equal(targetFault("busflow_api-v2", "api-v2"), undefined);
    assert.equal(targetFault("busflow_api-v2.pem", "api-v2"), undefined);
    assert.equal(targetFault("busflow_api-v2_v3", "api-v2")?.code, "versioned-target");
    assert.equal(targetFault("busflow_api-v2", "api")?.code, "versioned-target");
  });

  it("is judged by its end alone where the secret is not known", () => {
    assert.equal(targetFault("/etc/db_writer_v5/uri"), undefined);
    assert.equal(targetFault("/etc/db_writer_v5")?.code, "versioned-target");
  });
});

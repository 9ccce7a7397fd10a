import assert from "node:assert/strict";
import { pathOf } from "../../rotation/config-path.ts";
import { describeProblem } from "../../rotation/finding.ts";

describe("a place in the stack config", () => {
  it("is written as pulumi config --path takes it", () => {
    assert.equal(pathOf(["namespace"]), "namespace");
    assert.equal(pathOf(["values", "db_writer", "5"]), 'values.db_writer["5"]');
    assert.equal(pathOf(["services", "api", "secrets", 0, "target"]), "services.api.secrets[0].target");
    assert.equal(pathOf(["services", "API-2_b"]), "services.API-2_b");
  });

  it("has in quotes what would be read as something else", () => {
    assert.equal(pathOf(["services", "api.v2"]), 'services["api.v2"]');
    assert.equal(pathOf(["secrets", "3s", ""]), 'secrets["3s"][""]');
    assert.equal(pathOf(["secrets", 'a"b\\c']), String.raw`secrets["a\"b\\c"]`);
  });

  it("has the project's prefix where a person looks for it in the YAML", () => {
    const finding = { code: "missing", path: ["values", "db_writer", "5"], problem: "missing.", remedy: "" } as const;
    assert.equal(describeProblem(finding, "shop"), 'shop:values.db_writer["5"]: missing.');
  });
});

import assert from "node:assert/strict";
import { fileKind, givesSettings, isExample, isMinified } from "../../scan/file-kinds.ts";

const deployment = "kind: Deployment\nspec: {}\n";

describe("a file, by its name", () => {
  it("is a test, a fixture, an example or a document where its folder or its own name says so", () => {
    for (const file of [
      ...["auth_test.go", "src/a.test.ts", "src/a.spec.js", "test_login.py", "LoginTest.java", "a/testdata/b.yaml"],
      ...["fixtures/users.sql", "tests/e2e/run.sh", "docs/setup/compose.yml", "examples/app.conf", "README.md"],
    ]) {
      assert.ok(isExample(file), file);
    }
    for (const file of [
      "src/latest.go",
      "deploy/contest.yml",
      "compose.test.yml",
      "scripts/attest.sh",
      "config/app.ini",
    ]) {
      assert.ok(!isExample(file), file);
    }
  });

  it("gives settings where it is a manifest of what runs, but not as a test's fixture", () => {
    assert.ok(givesSettings("deploy/web.yaml", deployment));
    assert.ok(!givesSettings("pkg/testdata/web.yaml", deployment) && !givesSettings("web.example.yaml", deployment));
  });

  it("is of the kind in which its literals are written", () => {
    const kinds = ["a.ts", "a.yaml", "go.sum", "a.md", "a.min.js"].map((file) => fileKind(file));
    assert.deepEqual(kinds, ["code", "config", "data", "prose", "build"]);
  });
});

describe("code for a machine", () => {
  it("has lines that nobody writes", () => {
    const line = "a(b,c);".repeat(1000);
    assert.ok(isMinified(`${line}\n`.repeat(4)));
    assert.ok(!isMinified("a(b, c);\n".repeat(5000)) && !isMinified(line));
  });
});

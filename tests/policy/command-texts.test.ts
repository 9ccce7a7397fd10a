import assert from "node:assert/strict";
import { isCommandText } from "../../policy/command-texts.ts";

describe("a file that has to be looked at line by line", () => {
  const bind = "docker service update --secret-add shop_db_v4 shop_api\n";

  it("is any that may name a version or change a file, whatever it is called", () => {
    for (const file of [
      "deploy.sh",
      "tests/deploy.sh",
      "docs/deploy.sh",
      "a.yml.j2",
      "src/a.ts",
      "Makefile",
      "x/Pulumi.yaml",
    ]) {
      assert.ok(isCommandText(file, bind), file);
    }
    for (const text of ["name: a_v${V}", "a_${V}", "sed -i s/a/b/ c.yml", "echo > c.yml", "docker secret rm $1"]) {
      assert.ok(isCommandText("a", text), text);
    }
    assert.ok(!isCommandText("a", "docker stack deploy -c c.yml shop"));
  });

  it("is no page, no test, no list of the guards and no stack's config", () => {
    for (const file of [
      ...["README", "a.md", "docs/a.txt", "tests/a.ts", "src/a.test.ts", "test_a.py"],
      ...["policy/approvals.yaml", "Pulumi.yaml", "Pulumi.prod.yaml"],
    ]) {
      assert.ok(!isCommandText(file, bind), file);
    }
  });
});

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { policies } from "../../policy/policies.ts";
import { projectDir } from "../../tools/paths.ts";

const read = (file: string): string => readFileSync(path.join(projectDir, file), "utf8");

describe("the policy pack", () => {
  const names = policies.map(({ name }) => name);

  it("has the same name for a policy, its file and its test", () => {
    assert.equal(new Set(names).size, names.length);
    // One file has two policies, as one policy has one level.
    for (const name of names.filter((other) => other !== "rotation-overdue-past-grace")) {
      assert.ok(existsSync(path.join(projectDir, "policy", `${name}.ts`)), name);
      assert.ok(existsSync(path.join(projectDir, "tests", "policy", `${name}.test.ts`)), name);
    }
  });

  it("has each policy documented, in its order, with the settings that it takes", () => {
    const rows = read("docs/policies.md").matchAll(/^\| `([\w-]+)` .* \| (.*) \|$/gm);
    const documented = [...rows].map(([, name = "", settings = ""]): [string, string[]] => {
      return [name, [...settings.matchAll(/`(\w+)`/g)].map(([, setting = ""]) => setting).sort()];
    });
    const actual = policies.map(({ name, configSchema }): [string, string[]] => {
      return [name, Object.keys(configSchema?.properties ?? {}).sort()];
    });
    assert.deepEqual(documented, actual);
  });

  it("links each policy to a section that the runbook has", () => {
    const headings = read("docs/runbook.md").matchAll(/^#+ (.*)$/gm);
    const anchors = [...headings].map(([, text = ""]) =>
      text
        .toLowerCase()
        .replaceAll(/[^\w -]/g, "")
        .replaceAll(" ", "-"),
    );
    for (const { name, url = "" } of policies) {
      const [file, anchor = ""] = url.split("#");
      assert.equal(file, "docs/runbook.md", name);
      assert.ok(anchors.includes(anchor), `${name}: ${anchor}`);
    }
  });

  it("says what each policy checks, how grave it is, and at which level it stands", () => {
    for (const { name, description, severity, enforcementLevel } of policies) {
      assert.match(description, /^(?:Checks whether|Tells which) .*\.$/, name);
      assert.ok(severity !== undefined, name);
      assert.ok(enforcementLevel !== undefined, name);
    }
  });
});

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { otherStacks } from "../../policy/other-stacks.ts";
import { useTempDir } from "../support/temp-dir.ts";
import { nameProject } from "./support.ts";

describe("the other stacks of a project", () => {
  const folder = useTempDir();

  it("say which compose files and which versions are theirs, with the project's own defaults", () => {
    nameProject();
    const files = {
      "Pulumi.yaml": "config: { shop:namespace: { default: shop } }",
      "Pulumi.own.yaml": "config: { shop:composeFiles: [own.yml] }",
      "Pulumi.eu.yaml":
        "config:\n  shop:namespace: eu\n  shop:composeFiles: [eu.yml]\n  shop:secrets: { db: { current: 2, retain: [1, 3] }, odd: 1 }",
      "Pulumi.us.yml": "config: { shop:secrets: { db: { current: 1 } }, other:composeFiles: [a.yml] }",
      "Pulumi.bad.yaml": "config: [",
    };
    for (const [file, text] of Object.entries(files)) writeFileSync(path.join(folder(), file), text);
    const secret = { logicalName: "db", current: 1, retained: [], pending: [] };
    assert.deepEqual(otherStacks(folder(), "own"), [
      { stack: "bad", composeFiles: [], secrets: [] },
      {
        stack: "eu",
        composeFiles: ["eu.yml"],
        secrets: [{ namespace: "eu", logicalName: "db", current: 2, retained: [1, 3], pending: [3] }],
      },
      { stack: "us", composeFiles: [], secrets: [{ namespace: "shop", ...secret }] },
    ]);
  });
});

import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { plant } from "../../../tools/bench/planted.ts";
import { describeTrees, scanTrees } from "../../../tools/bench/trees.ts";
import { useTempDir } from "../../support/temp-dir.ts";

describe("the bench's scan of other folders", () => {
  const folder = useTempDir();

  it("says where something is taken for a secret and of what kind it is, never the value, and counts forbidden settings apart", async () => {
    const tree = path.join(folder(), "app");
    const token = plant("GitHub token");
    mkdirSync(tree);
    writeFileSync(path.join(tree, "a.ts"), `\nconst a = "${token}";\n`);
    writeFileSync(path.join(tree, ".env"), "DB_HOST=db\nMODE=live\n");
    const text = describeTrees(await scanTrees([tree]));
    assert.ok(text.includes("app/a.ts:2 github-token\n"), text);
    assert.match(text, /\| app \| 2 \| 1 \| 1 \| /);
    assert.ok(!text.includes(token));
  });
});

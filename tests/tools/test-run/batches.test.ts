import assert from "node:assert/strict";
import { projectDir } from "../../../tools/paths.ts";
import { allTestFiles, batchesOf } from "../../../tools/test-run/batches.ts";

describe("batches of test files", () => {
  it("hold every test file once", () => {
    const files = allTestFiles(projectDir);
    assert.ok(files.includes("tests/tools/test-run/batches.test.ts"));
    assert.deepEqual(
      batchesOf(files)
        .flatMap((batch) => batch.files)
        .toSorted(),
      files,
    );
  });

  it("give those on the Swarm one each, and begin with what takes longest", () => {
    const files = [
      "tests/rotation/a.test.ts",
      "tests/swarm/b.test.ts",
      "tests/stack/c.test.ts",
      "tests/stack/kill.test.ts",
    ];
    assert.deepEqual(
      batchesOf(files).map((batch) => batch.files),
      [
        ["tests/stack/kill.test.ts"],
        ["tests/stack/c.test.ts"],
        ["tests/swarm/b.test.ts"],
        ["tests/rotation/a.test.ts"],
      ],
    );
  });
});

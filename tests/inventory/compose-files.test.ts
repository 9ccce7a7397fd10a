import assert from "node:assert/strict";
import { parseInventory } from "../../inventory/inventory.ts";
import { describeRules, passes, trips } from "./cases.ts";
import { goodConfig } from "./config.ts";

const withFiles = (composeFiles: unknown) => ({ ...goodConfig(), composeFiles });
const path =
  'not allowed. Set it to a path from the project\'s folder without "." and "..", such as docker/compose.yml.';

describe("the compose files", () => {
  it("are none when the config does not name any", () => {
    assert.deepEqual(parseInventory(goodConfig()).composeFiles, []);
  });

  it("come sorted", () => {
    const { composeFiles } = parseInventory(withFiles(["docker/monitoring.yml", "docker/busflow.yml"]));
    assert.deepEqual(composeFiles, ["docker/busflow.yml", "docker/monitoring.yml"]);
  });
});

describeRules({
  "the compose files": [
    passes("an empty list", withFiles([])),
    ...["compose.yml", "docker/compose.busflow.yml", ".deploy/stack 2/compose..yml"].map((file) =>
      passes(file, withFiles([file])),
    ),
    trips(
      "one path without a list",
      withFiles("docker/compose.yml"),
      "composeFiles: not allowed. Set it to a list of paths from the project's folder, such as [docker/compose.yml].",
    ),
    ...[
      "",
      "/etc/compose.yml",
      "../compose.yml",
      "a/../b.yml",
      "./compose.yml",
      "a//b.yml",
      "a\\b.yml",
      "*.yml",
      4,
    ].map((file) => trips(JSON.stringify(file), withFiles([file]), `composeFiles[0]: ${path}`)),
    trips(
      "one listed twice",
      withFiles(["a.yml", "b.yml", "a.yml"]),
      "composeFiles[2]: listed more than once. List it once.",
    ),
  ],
});

import assert from "node:assert/strict";
import type { Problem } from "../../inventory/problems.ts";
import { parseSwarm } from "../../inventory/swarm-name.ts";

describe("the Swarm that the stack config names", () => {
  const parsed = (swarm: unknown) => {
    const problems: Problem[] = [];
    return { id: parseSwarm(swarm, problems), paths: problems.map(({ path }) => path) };
  };

  it("is a Swarm's ID, or left out", () => {
    const id = "x25xtvu4ppt4z02u4lqlzsk8h";
    assert.deepEqual(parsed(id), { id, paths: [] });
    assert.deepEqual(parsed(undefined), { id: undefined, paths: [] });
  });

  it("is refused when it is anything else", () => {
    for (const wrong of [
      "production",
      "X25XTVU4PPT4Z02U4LQLZSK8H",
      "x25xtvu4ppt4z02u4lqlzsk8h\n",
      "x".repeat(26),
      "",
      4,
      null,
    ]) {
      assert.deepEqual(parsed(wrong), { id: undefined, paths: [["swarm"]] }, JSON.stringify(wrong));
    }
  });
});

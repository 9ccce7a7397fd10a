import assert from "node:assert/strict";
import { mock } from "node:test";
import { Patience } from "../../../swarm/engine/patience.ts";

describe("what is said while something is waited for", () => {
  it("is each change once, the same again after ten seconds, and the time that is left", () => {
    let now = performance.now();
    const clock = mock.method(performance, "now", () => now);
    const lines: string[] = [];
    const patience = new Patience(300_000, undefined, (line) => lines.push(line));
    for (const [seconds, line] of [
      [0, "0 of 2 on v2"],
      [1, "0 of 2 on v2"],
      [4, "1 of 2 on v2"],
      [9, "1 of 2 on v2"],
      [15, "1 of 2 on v2"],
    ] as const) {
      now += seconds * 1000;
      patience.tell(line);
    }
    clock.mock.restore();
    assert.deepEqual(lines, [
      "0 of 2 on v2, 300 s of 300 left",
      "1 of 2 on v2, 295 s of 300 left",
      "1 of 2 on v2, 271 s of 300 left",
    ]);
  });
});

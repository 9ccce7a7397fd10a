import assert from "node:assert/strict";
import { describeScaling, hostileFiles, measureScaling } from "../../../tools/bench/hostile.ts";

describe("a file that was written to keep the scanner busy", () => {
  it("counts as endless when its scan has to be ended", async () => {
    const [file] = hostileFiles;
    assert.ok(file);
    const scaling = await measureScaling(file, 1000, 0);
    assert.deepEqual([scaling.whole, scaling.isLinear], [Number.POSITIVE_INFINITY, false]);
    assert.match(describeScaling([[file, scaling]]), /\| \*\*no\*\* /);
  });

  for (const hostile of hostileFiles) {
    it(`takes time that grows with its size and no faster: ${hostile.name} in ${hostile.file}`, async () => {
      const scaling = await measureScaling(hostile, hostile.size / 16);
      assert.ok(scaling.isLinear, describeScaling([[hostile, scaling]]));
    }).timeout(130_000);
  }
});

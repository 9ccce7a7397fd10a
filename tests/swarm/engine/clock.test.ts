import assert from "node:assert/strict";
import { engineNow } from "../../../swarm/engine/clock.ts";
import { SwarmError } from "../../../swarm/engine/errors.ts";

const address = "unix:///var/run/docker.sock";

describe("the time", () => {
  it("is the Engine's while the two clocks agree within a minute", () => {
    for (const clockOffsetMs of [0, 1500, 60_000, -60_000]) {
      const earliest = Date.now() + clockOffsetMs;
      const now = engineNow({ clockOffsetMs, address }).getTime();
      assert.ok(now >= earliest && now <= Date.now() + clockOffsetMs, String(clockOffsetMs));
    }
  });

  it("is nobody's when they differ by more, and the error says by how much and which way", () => {
    for (const [clockOffsetMs, words] of [
      [61_000, "61 s ahead of"],
      [-3_600_400, "3600 s behind"],
    ] as const) {
      assert.throws(
        () => engineNow({ clockOffsetMs, address }),
        (error: unknown) => {
          assert.ok(error instanceof SwarmError);
          assert.equal(error.code, "clock-skew");
          assert.equal(
            error.message,
            `The clock of the Docker Engine at ${address} is ${words} this machine's.\n` +
              "Set the one that is wrong (timedatectl): when versions may be retired is told by the clock.",
          );
          return true;
        },
      );
    }
  });
});

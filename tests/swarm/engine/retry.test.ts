import assert from "node:assert/strict";
import { EngineError, NoAnswerError } from "../../../swarm/engine/engine.ts";
import { Patience } from "../../../swarm/engine/patience.ts";
import { retryChange } from "../../../swarm/engine/retry.ts";

const outOfSequence = new EngineError(500, "rpc error: code = Unknown desc = update out of sequence");
const leaderless = new EngineError(500, "rpc error: code = Unavailable desc = no leader");

/** Makes a change that fails with these errors first; returns what each attempt was told, or what was thrown in the end. */
async function attempt(errors: readonly Error[], limitMs = 60_000): Promise<{ told: boolean[]; thrown: unknown }> {
  const told: boolean[] = [];
  const changing = retryChange(new Patience(limitMs), (mayHaveCome) => {
    const error = errors[told.length];
    told.push(mayHaveCome);
    return error === undefined ? Promise.resolve("done") : Promise.reject(error);
  });
  return await changing.then(
    (result) => ({ told, thrown: result === "done" ? undefined : result }),
    (thrown: unknown) => ({ told, thrown }),
  );
}

describe("a change", () => {
  it("is made once where it takes", async () => {
    assert.deepEqual(await attempt([]), { told: [false], thrown: undefined });
  });

  it("is made again where somebody else changed or made the thing in between", async () => {
    const taken = new EngineError(409, "config already exists");
    assert.deepEqual(await attempt([outOfSequence, taken]), { told: [false, false, false], thrown: undefined });
  });

  it("is made again where it may have come through, and is told so from then on", async () => {
    const lost = new NoAnswerError(new Error("socket hang up"));
    for (const error of [lost, leaderless, new EngineError(503, "The swarm does not have a leader")]) {
      assert.deepEqual(await attempt([outOfSequence, error, outOfSequence]), {
        ...{ told: [false, false, true, true], thrown: undefined },
      });
    }
  });

  it("is not made again where the Engine refuses it for what it is", async () => {
    for (const error of [
      new EngineError(400, "bad"),
      new EngineError(500, "no space left"),
      new TypeError("mistake"),
    ]) {
      assert.deepEqual(await attempt([error]), { told: [false], thrown: error });
    }
  });

  it("is given up after ten attempts, or at the limit of the wait", async () => {
    const forever = Array.from({ length: 20 }, () => outOfSequence);
    assert.deepEqual(await attempt(forever), { told: Array.from({ length: 10 }, () => false), thrown: outOfSequence });
    assert.deepEqual(await attempt(forever, 0), { told: [false], thrown: outOfSequence });
  }).timeout(30_000);
});

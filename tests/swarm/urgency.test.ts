import assert from "node:assert/strict";
import type { EngineSpec } from "../../swarm/service.ts";
import { isRaised, raiseParallelism, restoreParallelism } from "../../swarm/urgency.ts";

type UpdateConfig = NonNullable<EngineSpec["UpdateConfig"]>;

function spec(UpdateConfig?: UpdateConfig, Labels?: Record<string, string>): EngineSpec {
  return {
    ...{ Name: "busflow_api", Mode: { Replicated: { Replicas: 4 } }, TaskTemplate: { ForceUpdate: 7 } },
    ...(UpdateConfig && { UpdateConfig }),
    ...(Labels && { Labels }),
  };
}

describe("a raised parallelism", () => {
  it("is all replicas but one where old ones stop first, and never none", () => {
    const expected = { 0: 1, 1: 1, 2: 1, 3: 2, 10: 9 };
    for (const [replicas, parallelism] of Object.entries(expected)) {
      for (const order of [{}, { Order: "stop-first" } as const]) {
        const raised = raiseParallelism(spec({ Parallelism: 20, ...order }), Number(replicas));
        assert.equal(raised.UpdateConfig?.Parallelism, parallelism, `${replicas} replicas`);
      }
    }
  });

  it("is all replicas at once where new ones start first", () => {
    const raised = raiseParallelism(spec({ Parallelism: 1, Order: "start-first" }), 4);
    assert.equal(raised.UpdateConfig?.Parallelism, 0);
  });

  it("is less than the service's own where that would leave no replica", () => {
    for (const own of [0, 5]) {
      assert.equal(raiseParallelism(spec({ Parallelism: own }), 3).UpdateConfig?.Parallelism, 2);
    }
  });

  it("leaves everything else as it is, the labels too", () => {
    const own = spec({ Parallelism: 1, Monitor: 5, FailureAction: "rollback" }, { team: "platform" });
    assert.deepEqual(raiseParallelism(own, 4), {
      ...own,
      UpdateConfig: { Parallelism: 3, Monitor: 5, FailureAction: "rollback" },
      Labels: { "team": "platform", "busflow.parallelism": "1" },
    });
  });

  it("is not noted where it is the service's own already", () => {
    for (const [own, replicas] of [
      [spec({ Parallelism: 3 }), 4],
      [spec({ Parallelism: 0, Order: "start-first" }), 4],
      [spec(), 2],
    ] as const) {
      assert.equal(raiseParallelism(own, replicas), own);
      assert.ok(!isRaised(own));
    }
  });

  it("goes back to what the service had, whatever that was", () => {
    for (const own of [
      spec({ Parallelism: 1 }, { team: "platform" }),
      spec({ Parallelism: 0, Monitor: 5 }, { team: "platform" }),
      spec({ Monitor: 5 }, { team: "platform" }),
      spec(undefined, { team: "platform" }),
    ]) {
      const raised = raiseParallelism(own, 4);
      assert.ok(isRaised(raised));
      const restored = restoreParallelism(raised);
      assert.ok(!isRaised(restored));
      // The Engine takes none for 0.
      const Parallelism = own.UpdateConfig && (own.UpdateConfig.Parallelism ?? 0);
      assert.deepEqual(
        restored,
        own.UpdateConfig ? { ...own, UpdateConfig: { ...own.UpdateConfig, Parallelism } } : own,
      );
    }
  });

  it("is not restored where it was not raised", () => {
    const own = spec({ Parallelism: 1 });
    assert.equal(restoreParallelism(own), own);
  });

  it("fits the replicas of now after a run that was killed, and still knows the service's own", () => {
    const raised = raiseParallelism(spec({ Parallelism: 1 }), 10);
    const again = raiseParallelism(raised, 3);
    assert.equal(again.UpdateConfig?.Parallelism, 2);
    assert.equal(restoreParallelism(again).UpdateConfig?.Parallelism, 1);
    const calm = raiseParallelism(raised, 2);
    assert.equal(calm.UpdateConfig?.Parallelism, 1);
    assert.ok(!isRaised(calm));
  });
});

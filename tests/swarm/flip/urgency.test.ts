import assert from "node:assert/strict";
import type { EngineSpec } from "../../../swarm/engine/service.ts";
import { isRaised, raiseUrgency, restoreUrgency } from "../../../swarm/flip/urgency.ts";

type UpdateConfig = NonNullable<EngineSpec["UpdateConfig"]>;

function spec(UpdateConfig?: UpdateConfig, Labels?: Record<string, string>): EngineSpec {
  return {
    ...{ Name: "busflow_api", Mode: { Replicated: { Replicas: 4 } }, TaskTemplate: { ForceUpdate: 7 } },
    ...(UpdateConfig && { UpdateConfig }),
    ...(Labels && { Labels }),
  };
}

describe("the settings of an urgent update", () => {
  it("replace all replicas but one where old ones stop first, and never none", () => {
    const expected = { 0: 1, 1: 1, 2: 1, 3: 2, 10: 9 };
    for (const [replicas, parallelism] of Object.entries(expected)) {
      for (const order of [{}, { Order: "stop-first" } as const]) {
        const raised = raiseUrgency(spec({ Parallelism: 20, ...order }), Number(replicas));
        assert.equal(raised.UpdateConfig?.Parallelism, parallelism, `${replicas} replicas`);
      }
    }
  });

  it("replace all replicas at once where new ones start first", () => {
    const raised = raiseUrgency(spec({ Parallelism: 1, Order: "start-first" }), 4);
    assert.equal(raised.UpdateConfig?.Parallelism, 0);
  });

  it("replace fewer than the service's own do where that would leave no replica", () => {
    for (const own of [0, 5]) {
      assert.equal(raiseUrgency(spec({ Parallelism: own }), 3).UpdateConfig?.Parallelism, 2);
    }
  });

  it("leave everything else as it is, the labels too", () => {
    const own = spec({ Parallelism: 1, Monitor: 5, FailureAction: "continue" }, { team: "platform" });
    assert.deepEqual(raiseUrgency(own, 4), {
      ...own,
      UpdateConfig: { Parallelism: 3, Monitor: 5, FailureAction: "continue" },
      Labels: { "team": "platform", "busflow.parallelism": "1" },
    });
  });

  it("are not noted where they are the service's own already", () => {
    for (const [own, replicas] of [
      [spec({ Parallelism: 3 }), 4],
      [spec({ Parallelism: 0, Order: "start-first" }), 4],
      [spec(), 2],
    ] as const) {
      assert.equal(raiseUrgency(own, replicas), own);
      assert.ok(!isRaised(own));
    }
  });

  it("pause what would be rolled back to the version that has leaked, until the service has its own again", () => {
    const own = spec({ Parallelism: 1, FailureAction: "rollback" }, { team: "platform" });
    for (const replicas of [2, 4]) {
      const raised = raiseUrgency(own, replicas);
      assert.equal(raised.UpdateConfig?.FailureAction, "pause");
      assert.ok(isRaised(raised));
      assert.deepEqual(restoreUrgency(raised), own);
      assert.deepEqual(restoreUrgency(raiseUrgency(raised, replicas)), own);
    }
  });

  it("go back to what the service had, whatever that was", () => {
    for (const own of [
      spec({ Parallelism: 1 }, { team: "platform" }),
      spec({ Parallelism: 0, Monitor: 5 }, { team: "platform" }),
      spec({ Monitor: 5 }, { team: "platform" }),
      spec(undefined, { team: "platform" }),
    ]) {
      const raised = raiseUrgency(own, 4);
      assert.ok(isRaised(raised));
      const restored = restoreUrgency(raised);
      assert.ok(!isRaised(restored));
      // The Engine takes none for 0.
      const Parallelism = own.UpdateConfig && (own.UpdateConfig.Parallelism ?? 0);
      assert.deepEqual(
        restored,
        own.UpdateConfig ? { ...own, UpdateConfig: { ...own.UpdateConfig, Parallelism } } : own,
      );
    }
  });

  it("are not restored where they were not raised", () => {
    const own = spec({ Parallelism: 1 });
    assert.equal(restoreUrgency(own), own);
  });

  it("fit the replicas of now after a run that was killed, and still know the service's own", () => {
    const raised = raiseUrgency(spec({ Parallelism: 1 }), 10);
    const again = raiseUrgency(raised, 3);
    assert.equal(again.UpdateConfig?.Parallelism, 2);
    assert.equal(restoreUrgency(again).UpdateConfig?.Parallelism, 1);
    const calm = raiseUrgency(raised, 2);
    assert.equal(calm.UpdateConfig?.Parallelism, 1);
    assert.ok(!isRaised(calm));
  });
});

import assert from "node:assert/strict";
import { StackSwarmResource } from "../../provider/stack-swarm.ts";
import type { CheckedStackSwarm, StackSwarmState } from "../../rotation/stack-swarm.ts";
import { guardsAfter } from "../rotation/guarded-config.ts";

const urn = "urn:pulumi:prod::shop::swarm:index:StackSwarm::swarm";
const swarm = "a".repeat(25);
const strong = guardsAfter();
const weak = guardsAfter((config) => (config["retention"] = 72));

describe("the guards on a stack's Swarm", () => {
  const resource = new StackSwarmResource(() => assert.fail("it asks nobody"));
  const check = (olds: StackSwarmState | undefined, guards = strong) =>
    resource.check(olds, { swarm, guards }).inputs as CheckedStackSwarm;

  it("are checked without others from before where the state has none, or the same", () => {
    for (const olds of [undefined, { swarm }, { swarm, guards: structuredClone(strong) }]) {
      assert.deepEqual(check(olds), { swarm, movedFrom: "", guards: strong });
    }
  });

  it("are checked with those that the state has, and when they were seen, where they are others", () => {
    const { formerGuards, ...others } = check({ swarm, guards: strong }, weak);
    assert.deepEqual(others, { swarm, movedFrom: "", guards: weak });
    assert.deepEqual(formerGuards?.guards, strong);
    assert.ok(Math.abs(Date.now() - Date.parse(formerGuards.seenAt)) < 60_000);
  });

  it("are an update when they change, or come for the first time, and none otherwise", () => {
    const changes = (olds: StackSwarmState, news: StackSwarmState) => resource.diff(urn, olds, news).changes;
    const known = { swarm, movedFrom: "" };
    assert.equal(changes({ ...known, guards: strong }, check({ ...known, guards: strong })), false);
    assert.equal(changes({ ...known, guards: strong }, check({ ...known, guards: strong }, weak)), true);
    assert.equal(changes(known, check(known)), true);
  });

  it("are kept without those from before", () => {
    const inputs = check({ swarm, guards: strong }, weak);
    const kept = { swarm, movedFrom: "", guards: weak };
    assert.deepEqual(resource.update(inputs).outs, kept);
    assert.deepEqual(resource.create(inputs).outs, kept);
  });

  it("stay as they are in a refresh", async () => {
    const refreshed = new StackSwarmResource(() => Promise.resolve({ swarmId: swarm } as never));
    const state = { swarm, movedFrom: "", guards: strong };
    assert.deepEqual(await refreshed.read("swarm", urn, state), { id: "swarm", props: state, inputs: state });
  });
});

import assert from "node:assert/strict";
import { effectiveGuards, weakening } from "../../rotation/guards.ts";
import { guardsAfter } from "./guarded-config.ts";

describe("what holds for a secret", () => {
  it("is its own, its class's or the stack's", () => {
    const guards = guardsAfter();
    assert.deepEqual(effectiveGuards(guards, "db_reader"), {
      owner: "Platform",
      cadence: "monthly",
      connections: true,
      retentionHours: 96,
    });
    assert.deepEqual(effectiveGuards(guards, "hook"), {
      owner: "Platform",
      cadence: "quarterly",
      connections: false,
      retentionHours: 80,
    });
  });

  it("is not known of a secret that is not there, whatever it is called", () => {
    for (const name of ["other", "constructor"]) assert.equal(effectiveGuards(guardsAfter(), name), undefined);
  });
});

describe("a weakening", () => {
  it("says where, and what was before and is after", () => {
    const { what, effect } = weakening(["secrets", "a b", "group"], "roles", undefined, "It may move alone.");
    assert.equal(what, 'secrets["a b"].group: roles → none');
    assert.equal(effect, "It may move alone.");
  });
});

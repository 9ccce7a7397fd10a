import assert from "node:assert/strict";
import { interpolate, mayBe } from "../../../inventory/compose/interpolation.ts";

describe("variables in a compose file", () => {
  it("are replaced by their defaults, from the inside out", () => {
    for (const template of ["v${A:-5}", "v${A-5}", "v${A:-${B-5}}", "v5", "${A-}v5"]) {
      assert.deepEqual(interpolate(template), { text: "v5", variables: [] }, template);
    }
  });

  it("are named where only the environment knows them, unless a default hides them", () => {
    const named = (template: string): readonly string[] => interpolate(template).variables;
    for (const template of ["$A", "v${A}", "${A:?missing}", "${A?}", "${A:+5}", "${A+5}"]) {
      assert.deepEqual(named(template), ["A"], template);
    }
    assert.deepEqual(named("${A:-$B}${C}${B}"), ["B", "C"]);
  });

  it("are none where a dollar sign is written twice, or nothing follows it", () => {
    for (const [template, text] of [
      ["$$A", "$A"],
      ["$${A:-5}", "${A:-5}"],
      ["$5 $", "$5 $"],
    ] as const) {
      assert.deepEqual(interpolate(template), { text, variables: [] });
    }
  });

  it("can stand for anything, and what is around them for itself only", () => {
    const name = interpolate("a.b_v${A}");
    assert.ok(mayBe(name, "a.b_v5") && mayBe(name, "a.b_v"));
    assert.ok(!mayBe(name, "a-b_v5") && !mayBe(name, "xa.b_v5"));
    assert.ok(!mayBe(interpolate("${A}_v5"), "db_v5x"));
  });
});

import assert from "node:assert/strict";
import { movedPins } from "../../cli/pins.ts";

describe("the pins of a compose file", () => {
  it("move where they name the version, or have it as their default, and nowhere else", () => {
    const before = [
      "a: { name: shop_db_v5 }",
      'b: { name: "shop_db_v${DB:-5}" }',
      "c: { name: shop_db_v${DB-5} }",
      "d: { name: shop_db_v55 }",
      "e: { name: shop_db_v${DB:-55} }",
      "f: { name: my_shop_db_v5 }",
      "g: { name: shop_db_v5_old }",
      "h: { name: shop_db_v${DB} }",
      "i: { name: shop_db_v4 }",
    ];
    const after = movedPins(before.join("\n"), "shop_db", 5, 6).split("\n");
    assert.deepEqual(after.slice(0, 3), [
      "a: { name: shop_db_v6 }",
      'b: { name: "shop_db_v${DB:-6}" }',
      "c: { name: shop_db_v${DB-6} }",
    ]);
    assert.deepEqual(after.slice(3), before.slice(3));
  });
});

import assert from "node:assert/strict";
import { interpolate } from "../../../inventory/compose/interpolation.ts";
import { disagreement, nameOf } from "../../../inventory/compose/pins.ts";

describe("a pin in a compose file", () => {
  const secret = { namespace: "shop", logicalName: "db", current: 5, retained: [4, 6], pending: [6] };
  const said = (name: string): string =>
    disagreement({ at: "secrets.db", name: interpolate(name), services: [] }, [secret])?.problem ?? "nothing";

  it("agrees with the current version, a pending one, and what is not the stack's", () => {
    for (const name of [nameOf(secret), "shop_db_v6", "other_db_v4", "shop_db"])
      assert.equal(said(name), "nothing", name);
  });

  it("disagrees as a retained version, one that is not there, another secret, and one that only the environment knows", () => {
    assert.match(said("shop_db_v4"), /which the stack only retains: .* flip what uses it from version 5 to 4/);
    assert.match(said("shop_db_v3"), /which the stack does not have/);
    assert.match(said("shop_api_v5"), /the stack has no secret api/);
    assert.match(said("shop_db_v$V"), /from the environment \(V\)/);
  });
});

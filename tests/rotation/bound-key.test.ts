import assert from "node:assert/strict";
import { boundKey, logicalNameOf } from "../../rotation/bound-key.ts";

describe("the key of a bound secret", () => {
  it("is its logical name, and for a further target has that as well", () => {
    assert.equal(boundKey({}, "db_writer", "db"), "db_writer");
    assert.equal(boundKey({ db_writer: 1 }, "db_writer", "/etc/db"), "db_writer at /etc/db");
    assert.equal(boundKey({ db_writer: 1 }, "db_reader", "db"), "db_reader");
  });

  it("tells the secret, whatever its target is", () => {
    for (const target of ["db", "/etc/db", "look at me"]) {
      assert.equal(logicalNameOf(boundKey({ db_writer: 1 }, "db_writer", target)), "db_writer");
    }
    assert.equal(logicalNameOf("db_writer"), "db_writer");
  });

  it("may be what every object inherits", () => {
    assert.equal(boundKey({}, "constructor", "db"), "constructor");
  });
});

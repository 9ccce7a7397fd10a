import assert from "node:assert/strict";
import { nameOf } from "../../rotation/declaration.ts";

describe("a declared secret", () => {
  it("names its versions as the Swarm does", () => {
    const name = nameOf({ namespace: "acme_prod", logicalName: "db_writer" });
    assert.deepEqual([name(1), name(12)], ["acme_prod_db_writer_v1", "acme_prod_db_writer_v12"]);
  });
});

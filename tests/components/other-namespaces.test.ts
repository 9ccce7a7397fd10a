import assert from "node:assert/strict";
import { refuseNamesOfOthers } from "../../components/other-namespaces.ts";
import { parseInventory } from "../../inventory/inventory.ts";
import { UserError } from "../../rotation/user-error.ts";
import { classes } from "../support/classes.ts";

describe("a stack beside one whose namespace begins alike", () => {
  const inventory = (...logicalNames: string[]) =>
    parseInventory({
      namespace: "busflow",
      classes,
      secrets: Object.fromEntries(logicalNames.map((name) => [name, { class: "sso", current: 1 }])),
      services: {},
    });
  const others = new Map([
    ["busflow_eu_db_v1", "busflow_eu"],
    ["busflow_eu_db_v12", "busflow_eu"],
    ["busflow_eu_s3-key", "busflow_eu"],
  ]);

  it("may have every name that the other one does not have", () => {
    refuseNamesOfOthers(inventory("eu_d", "eu_db_v", "db", "eu", "s3-key"), { others });
    refuseNamesOfOthers(inventory("eu_db", "eu_s3-key"), { others: new Map() });
  });

  it("is refused a secret of which the other one has a version, or the ledger", () => {
    assert.throws(
      () => {
        refuseNamesOfOthers(inventory("db", "eu_db", "eu_s3-key"), { others });
      },
      (error) => {
        assert.ok(error instanceof UserError);
        assert.deepEqual(error.message.split("\n"), [
          "The secret eu_db cannot be declared: on the Swarm busflow_eu_db_v12 belongs to the namespace busflow_eu.",
          "Give eu_db another logical name: a name on the Swarm belongs to one namespace only.",
          "The secret eu_s3-key cannot be declared: on the Swarm busflow_eu_s3-key belongs to the namespace busflow_eu.",
          "Give eu_s3-key another logical name: a name on the Swarm belongs to one namespace only.",
        ]);
        return true;
      },
    );
  });
});

import assert from "node:assert/strict";
import { duesOf } from "../../cli/due.ts";
import { parseInventory } from "../../inventory/inventory.ts";
import { classes } from "../support/classes.ts";
import { ledgerOf } from "./planted-stack.ts";

const now = new Date();
const inventory = parseInventory({
  namespace: "shop",
  classes,
  secrets: Object.fromEntries(
    ["db_writer", "late", "new"].map((name) => [name, { class: Object.keys(classes)[0] ?? "", current: 2 }]),
  ),
  services: {},
});

describe("what is due", () => {
  it("has what is due first at the top, and what is not on record at the end", () => {
    const ledgers = new Map([
      ["db_writer", ledgerOf([1, 2], 1)],
      ["late", ledgerOf([1, 2], 800)],
    ]);
    const dues = duesOf(inventory, ledgers, now);
    assert.deepEqual(
      dues.map(({ secret }) => secret),
      ["late", "db_writer", "new"],
    );
    const [late, writer, unknown] = dues;
    assert.ok(late !== undefined && late.overdueDays > 400 && late.due !== undefined && late.due < now.toISOString());
    assert.deepEqual([writer?.overdueDays, unknown?.due, unknown?.overdueDays], [0, undefined, 0]);
  });
});

import assert from "node:assert/strict";
import { ledgerAsDeclared } from "../../rotation/declared-ledger.ts";
import { wayBackFindings } from "../../rotation/retirement.ts";
import { numberFindings } from "../../rotation/rules.ts";

/** What the rules find in a declaration that comes after another one. */
function codes(before: [current: number, ...retain: number[]], after: [current: number, ...retain: number[]]) {
  const declare = ([current, ...retain]: [number, ...number[]]) => ({
    ...{ namespace: "shop", logicalName: "hook", current, versions: [current, ...retain].toSorted((a, b) => a - b) },
    ...{ incident: undefined, connections: false, retentionHours: 72 },
  });
  const ledger = ledgerAsDeclared(declare(before));
  const declaration = declare(after);
  return [...numberFindings(ledger, declaration), ...wayBackFindings(ledger, declaration)].map(({ code }) => code);
}

describe("the ledger by what is declared", () => {
  it("allows a rotation, a way back and forth, a retirement, and no change", () => {
    for (const [before, after] of [
      [[1], [1]],
      [[1], [2, 1]],
      [
        [2, 1],
        [1, 2],
      ],
      [
        [1, 2],
        [2, 1],
      ],
      [[2, 1], [2]],
      [
        [5, 4],
        [6, 5],
      ],
    ] as [[number, ...number[]], [number, ...number[]]][]) {
      assert.deepEqual(codes(before, after), [], `${before.join()} to ${after.join()}`);
    }
  });

  it("refuses a number that is skipped, one that was used, and a flip without a way back", () => {
    assert.deepEqual(codes([1], [3, 1]), ["version-out-of-order"]);
    assert.deepEqual(codes([3], [2, 3]), ["version-retired"]);
    assert.deepEqual(codes([1], [2]), ["still-in-use"]);
  });

  it("has every number up to the highest one, and those that are not declared as retired", () => {
    const { versions, current } = ledgerAsDeclared({ current: 2, versions: [2, 4] });
    assert.equal(current, 2);
    assert.deepEqual(
      Object.entries(versions).map(([version, { retiredAt }]) => [Number(version), retiredAt !== undefined]),
      [
        [1, true],
        [2, false],
        [3, true],
        [4, false],
      ],
    );
  });
});

import assert from "node:assert/strict";
import { emptyLedger, retireVersion, withEntry, type Ledger } from "../../rotation/ledger.ts";
import { misnumbered, nextVersion } from "../../rotation/version-numbers.ts";

const at = "2026-11-01T00:00:00.000Z";
const known = [3, 4, 5].reduce<Ledger>((ledger, version) => withEntry(ledger, version, { addedAt: at }), emptyLedger);
const ledger: Ledger = { ...retireVersion(known, 3, at), current: 5 };

describe("a version's number", () => {
  it("follows the highest that there ever was, and begins at 1", () => {
    assert.equal(nextVersion(ledger), 6);
    assert.equal(nextVersion(retireVersion(ledger, 6, at)), 7);
    assert.equal(nextVersion(emptyLedger), 1);
  });

  it("is fine when it is on record, or the next one", () => {
    for (const versions of [[5], [5, 4], [6, 5], [7, 6, 5], [4]]) assert.deepEqual(misnumbered(ledger, versions), []);
  });

  it("is never used again, leaves none out, and is none from before", () => {
    assert.deepEqual(misnumbered(ledger, [5, 3]), [{ version: 3, kind: "retired", next: 6 }]);
    assert.deepEqual(misnumbered(ledger, [5, 7]), [{ version: 7, kind: "skips", next: 6 }]);
    assert.deepEqual(misnumbered(ledger, [8, 6]), [{ version: 8, kind: "skips", next: 7 }]);
    assert.deepEqual(misnumbered(ledger, [2, 5]), [{ version: 2, kind: "early", next: 6 }]);
  });

  it("is told of each that was retired, and of the first new one that is astray", () => {
    const found = misnumbered(retireVersion(ledger, 4, at), [4, 3, 9, 8]);
    assert.deepEqual(
      found.map(({ version }) => version),
      [3, 4, 8],
    );
  });

  it("may be any one until a version was current", () => {
    assert.deepEqual(misnumbered(emptyLedger, [7, 9]), []);
    assert.deepEqual(misnumbered(known, [1, 9]), []);
  });
});

import assert from "node:assert/strict";
import { unknownValue } from "../../rotation/contract.ts";
import { checkFingerprints } from "../../rotation/immutable-versions.ts";
import type { Ledger } from "../../rotation/ledger.ts";

const at = "2026-11-23T10:00:00.000Z";

/** Version 3 is retired, 6 never was current. */
const ledger: Ledger = {
  current: 5,
  versions: {
    3: { addedAt: at, since: at, retiredAt: at, fingerprint: "print of 3" },
    4: { addedAt: at, since: at, fingerprint: "print of 4" },
    5: { addedAt: at, since: at, fingerprint: "print of 5" },
    6: { addedAt: at, fingerprint: "print of 6" },
  },
};

function versions(...numbers: number[]): Record<string, string> {
  return Object.fromEntries(numbers.map((number) => [number, `print of ${number}`]));
}

const declared = (prints: Record<string, string>) => ({ namespace: "busflow", secret: "db_writer", versions: prints });

describe("a version's value", () => {
  it("never changes, whatever became of the version", () => {
    for (const version of [3, 4, 5, 6]) {
      const changed = declared({ ...versions(5, 6), [version]: "another print" });
      assert.throws(
        () => {
          checkFingerprints(ledger, changed);
        },
        {
          name: "RotationError",
          message:
            `values.db_writer["${version}"]: busflow_db_writer_v${version} exists with another value; versions are immutable.\n` +
            "Put the old value back, and add version 7 with the new one.",
        },
      );
    }
  });

  it("is what it was, or new, or not known yet", () => {
    for (const prints of [versions(4, 5, 6), versions(5, 6, 7), { ...versions(5), 6: unknownValue }]) {
      checkFingerprints(ledger, declared(prints));
    }
    checkFingerprints({ versions: { 6: { addedAt: at } } }, declared(versions(5, 6)));
  });

  it("is known by its fingerprint from before, which the new one then replaces", () => {
    const former: Ledger = { versions: { 5: { addedAt: at, fingerprint: "former" } } };
    const changed = declared({ 5: "named:5" });
    assert.throws(() => {
      checkFingerprints(former, changed);
    }, /exists with another value/);
    assert.throws(() => {
      checkFingerprints(former, { ...changed, formerly: { 5: "of another value" } });
    }, /exists with another value/);
    checkFingerprints(former, { ...changed, formerly: { 5: "former" } });
    // Once the new one is on record the former one says nothing any more.
    const renewed: Ledger = { versions: { 5: { addedAt: at, fingerprint: "named:of another value" } } };
    assert.throws(() => {
      checkFingerprints(renewed, { ...changed, formerly: { 5: "former" } });
    }, /exists with another value/);
  });
});

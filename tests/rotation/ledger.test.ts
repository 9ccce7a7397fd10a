import assert from "node:assert/strict";
import {
  emptyLedger,
  joinLedgers,
  knownVersions,
  retireVersion,
  revokeVersions,
  unsettle,
  withEntry,
  type Ledger,
} from "../../rotation/ledger.ts";
import { there } from "../support/there.ts";

const [early, late] = ["2026-11-20T09:00:00.000Z", "2026-11-23T09:00:00.000Z"];

/** Version 9 is retired, 10 was current, 11 is. */
const ledger: Ledger = {
  ...{ current: 11, settledAt: early, retentionHours: 72 },
  versions: {
    9: { addedAt: early, since: early, retiredAt: early, fingerprint: "print of 9" },
    10: { addedAt: early, since: early, fingerprint: "print of 10" },
    11: { addedAt: early, since: early, fingerprint: "print of 11" },
  },
};

/** The incident that brought 11 and revokes 9 and 10. */
const contained: Ledger = {
  ...ledger,
  incident: { ticket: "SEC-42", version: 11, discoveredAt: early, revokedAt: early, missedDeadline: false },
};

describe("a ledger", () => {
  it("has its versions in the order of their numbers", () => {
    assert.deepEqual(knownVersions(ledger), [9, 10, 11]);
    assert.deepEqual(knownVersions(emptyLedger), []);
  });

  it("adds to what is known of a version, and leaves the others and itself as they were", () => {
    const before = structuredClone(ledger);
    const { versions } = withEntry(ledger, 10, { addedAt: early, revokedBy: "SEC-42" });
    assert.deepEqual(versions, { ...ledger.versions, 10: { ...ledger.versions[10], revokedBy: "SEC-42" } });
    assert.deepEqual(ledger, before);
  });

  it("marks what an incident revokes: all before the version that it brings, unless it is gone", () => {
    const { versions } = revokeVersions(ledger, "SEC-42", 11);
    assert.deepEqual(versions, { ...ledger.versions, 10: { ...ledger.versions[10], revokedBy: "SEC-42" } });
  });

  it("keeps the first incident that has revoked a version, and is the same when there is nothing to revoke", () => {
    const revoked = revokeVersions(ledger, "SEC-42", 11);
    const again = revokeVersions(revoked, "SEC-43", 12);
    assert.equal(again.versions[10]?.revokedBy, "SEC-42");
    assert.equal(again.versions[11]?.revokedBy, "SEC-43");
    assert.equal(revokeVersions(revoked, "SEC-43", 11), revoked);
  });

  it("is of the version that services were put back on, and nothing is settled", () => {
    const { settledAt, ...rest } = ledger;
    assert.ok(settledAt !== undefined);
    assert.deepEqual(unsettle(ledger, 10), { ...rest, current: 10 });
  });

  it("is not settled by the state's copy when the Swarm says that it is not, however the state is newer", () => {
    const onSwarm = unsettle(ledger, 10);
    assert.deepEqual(joinLedgers(ledger, onSwarm), onSwarm);
    assert.deepEqual(joinLedgers(ledger, { versions: ledger.versions, current: 11 }).retentionHours, undefined);
    assert.deepEqual(joinLedgers(ledger, { versions: ledger.versions }), ledger, "a Swarm that has no current version");
  });

  it("says when a version was retired, also one that it did not know", () => {
    assert.deepEqual(retireVersion(ledger, 10, late).versions[10], { ...ledger.versions[10], retiredAt: late });
    assert.deepEqual(retireVersion(ledger, 8, late).versions[8], { addedAt: late, retiredAt: late });
  });

  it("ends an incident with the last version from before it, and once", () => {
    assert.equal(retireVersion(contained, 10, late).incident?.oldRemovedAt, late);
    const two = withEntry(contained, 8, { addedAt: early });
    assert.ok(!("oldRemovedAt" in there(retireVersion(two, 10, late).incident)));
    const over = retireVersion(retireVersion(two, 10, early), 8, late);
    assert.equal(over.incident?.oldRemovedAt, late);
    assert.equal(retireVersion(withEntry(over, 7, { addedAt: early }), 7, early).incident?.oldRemovedAt, late);
  });

  it("does not end an incident with a version that came with it or after it", () => {
    assert.ok(!("oldRemovedAt" in there(retireVersion(contained, 11, late).incident)));
    const alone = { ...contained, versions: { 11: there(ledger.versions[11]) } };
    assert.ok(!("oldRemovedAt" in there(retireVersion(alone, 11, late).incident)));
    assert.ok(!("incident" in retireVersion(ledger, 10, late)));
  });
});

describe("two ledgers of one secret", () => {
  it("say together what either says, and the second one is believed where they differ", () => {
    const state: Ledger = {
      ...{ current: 10, settledAt: early, retentionHours: 96, incident: contained.incident },
      versions: {
        9: { addedAt: early, fingerprint: "print of 9", retiredAt: early },
        10: { addedAt: early, since: early, fingerprint: "print of 10" },
      },
    } as Ledger;
    const onSwarm: Ledger = {
      ...{ current: 11, settledAt: late },
      versions: { 10: { addedAt: late, since: late }, 11: { addedAt: late, since: late } },
    };
    assert.deepEqual(joinLedgers(state, onSwarm), {
      ...{ current: 11, settledAt: late, incident: contained.incident },
      versions: {
        9: state.versions[9],
        10: { addedAt: late, since: late, fingerprint: "print of 10" },
        11: onSwarm.versions[11],
      },
    });
  });

  it("are the one when the other is empty", () => {
    assert.deepEqual(joinLedgers(ledger, emptyLedger), ledger);
    assert.deepEqual(joinLedgers(emptyLedger, ledger), ledger);
  });
});

import assert from "node:assert/strict";
import { deedsOf } from "../../rotation/deeds.ts";
import {
  emptyLedger,
  retireVersion,
  revokeVersions,
  unsettle,
  withEntry,
  withLingering,
  type Ledger,
} from "../../rotation/ledger.ts";

const at = "2026-11-23T09:00:00.000Z";
const later = "2026-11-23T10:00:00.000Z";
const one: Ledger = { versions: { 1: { addedAt: at, since: at } }, current: 1, settledAt: at, retentionHours: 72 };
const two: Ledger = withEntry(one, 2, { addedAt: later });
const moved: Ledger = { ...withEntry(two, 2, { addedAt: later, since: later }), current: 2, settledAt: later };
const proof = { services: 2, replicas: 5 };
const incident = { ticket: "SEC-42", version: 2, discoveredAt: at, revokedAt: at, missedDeadline: false };

describe("what a change of a ledger did", () => {
  it("is a version that came, moved to, verified, retired", () => {
    assert.deepEqual(deedsOf(emptyLedger, withEntry(emptyLedger, 1, { addedAt: at })), { added: [1] });
    assert.deepEqual(deedsOf(one, two), { added: [2] });
    assert.deepEqual(deedsOf(two, moved, proof), { from: 1, to: 2, verified: proof });
    assert.deepEqual(deedsOf(moved, retireVersion(moved, 1, later)), { retired: [1] });
    assert.deepEqual(deedsOf(emptyLedger, one, proof).to, 1);
  });

  it("is a verification without a move, and a move without a verification", () => {
    assert.deepEqual(deedsOf(unsettle(moved, 2), moved, proof), { verified: proof });
    assert.deepEqual(deedsOf(moved, unsettle(moved, 1)), { from: 2, to: 1 });
    assert.deepEqual(deedsOf(moved, moved, proof), {});
  });

  it("is an incident: what it revokes, that it is on record, and that it is over", () => {
    const revoked = revokeVersions(two, "SEC-42", 2);
    assert.deepEqual(deedsOf(two, revoked), { revoked: [1], ticket: "SEC-42" });
    const recorded = { ...revokeVersions(moved, "SEC-42", 2), incident };
    assert.deepEqual(deedsOf(revoked, recorded, proof), { from: 1, to: 2, verified: proof, ticket: "SEC-42" });
    const over = retireVersion(recorded, 1, later);
    assert.deepEqual(deedsOf(recorded, over), { retired: [1], ticket: "SEC-42", over: true });
    assert.deepEqual(deedsOf(over, over), {});
  });

  it("names other fields that have changed", () => {
    const left = withLingering({ ...moved, retentionHours: 96 }, [{ node: "n3", hostname: "w3", version: 1 }], later);
    assert.deepEqual(deedsOf(moved, left).changed?.toSorted(), ["lingering", "retentionHours"]);
  });
});

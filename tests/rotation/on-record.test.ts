import assert from "node:assert/strict";
import { ledgerOnRecord } from "../../rotation/on-record.ts";
import type { Ledger } from "../../rotation/ledger.ts";
import type { CheckedRecord } from "../../rotation/rotation-record.ts";

const then = "2026-07-06T09:00:00.000Z";
const proven = "2026-07-07T10:00:00.000Z";
const now = new Date("2026-11-23T09:00:00.000Z");

function inputs(changes: Partial<CheckedRecord> = {}): CheckedRecord {
  return {
    ...{ namespace: "busflow", secret: "db_writer", current: 4, versions: { 4: "print of 4" }, consumers: [] },
    ...{ verifications: {}, retentionHours: 72, connections: false, dependants: [] },
    ...changes,
  };
}

function proof(version: number): CheckedRecord["verifications"][string] {
  const secrets = { db_writer: `busflow_db_writer_v${version}` };
  return { flippedAt: then, verifiedAt: proven, seconds: 0, secrets, replicas: [] };
}

const before: Ledger = {
  ...{ current: 3, settledAt: then, retentionHours: 72 },
  versions: { 2: { addedAt: then, since: then }, 3: { addedAt: then, since: then, fingerprint: "print of 3" } },
};
const verified = { consumers: ["busflow_api"], verifications: { busflow_api: proof(4) } };

describe("what the state has on record, by the last run's inputs", () => {
  it("is the ledger from before that run, and the rotation that it made", () => {
    const versions = { 3: "print of 3", 4: "print of 4" };
    assert.deepEqual(ledgerOnRecord(inputs({ ledger: before, versions, ...verified }), now), {
      ...{ current: 4, settledAt: proven, retentionHours: 72 },
      versions: {
        2: { addedAt: then, since: then, retiredAt: proven },
        3: { addedAt: then, since: then, fingerprint: "print of 3" },
        4: { addedAt: proven, since: proven, fingerprint: "print of 4" },
      },
    });
  });

  it("is the ledger itself where that run rotated nothing", () => {
    const ledger: Ledger = {
      ...{ current: 4, settledAt: proven, retentionHours: 96 },
      versions: { 4: { addedAt: then, since: then, fingerprint: "print of 4" } },
    };
    assert.deepEqual(ledgerOnRecord(inputs({ ledger, ...verified }), now), ledger);
  });

  it("is what a first run has made, and goes by this machine's clock where nothing was verified", () => {
    const { current, versions } = ledgerOnRecord(inputs(), now);
    assert.equal(current, 4);
    assert.deepEqual(versions, {
      4: { addedAt: now.toISOString(), since: now.toISOString(), fingerprint: "print of 4" },
    });
  });

  it("is not settled while a consumer was not verified on that version", () => {
    const unproven = { consumers: ["busflow_api"], verifications: { busflow_api: proof(3) } };
    assert.equal(ledgerOnRecord(inputs({ ledger: before, ...unproven }), now).settledAt, undefined);
  });

  it("goes on from what it was itself, of a run without the Swarm's", () => {
    assert.equal(ledgerOnRecord(inputs({ onRecord: before }), now).versions[3]?.since, then);
  });
});

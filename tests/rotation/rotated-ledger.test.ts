// What a ledger says after a rotation.
import assert from "node:assert/strict";
import type { RecordInputs } from "../../rotation/rotation-record.ts";
import { rotatedLedger, type Sighting } from "../../rotation/rotated-ledger.ts";
import { joinLedgers, unsettle, type Ledger } from "../../rotation/ledger.ts";
import type { Verification } from "../../rotation/verification.ts";
import { revokedIncident } from "../rotation/incidents.ts";
import { there } from "../support/there.ts";

const now = new Date("2026-11-23T10:00:00.000Z");
const at = now.toISOString();
const early = "2026-11-01T10:00:00.000Z";

/** Version 3 is retired, 4 is kept as the way back from 5, and 6 is about to become current. */
const ledger: Ledger = {
  ...{ current: 5, settledAt: early, retentionHours: 72 },
  versions: {
    3: { addedAt: early, since: early, retiredAt: early, fingerprint: "print of 3" },
    4: { addedAt: early, since: early, fingerprint: "print of 4" },
    5: { addedAt: early, since: early, fingerprint: "print of 5" },
    6: { addedAt: at, fingerprint: "print of 6" },
  },
};

function versions(...numbers: number[]): Record<string, string> {
  return Object.fromEntries(numbers.map((number) => [number, `print of ${number}`]));
}

function flip(flippedAt: string, verifiedAt: string): Verification {
  return {
    flippedAt,
    verifiedAt,
    seconds: 60,
    secrets: { db_writer: "busflow_db_writer_v6" },
    replicas: [{ task: "t1", node: "n1", slot: 1 }],
  };
}

const verifications = {
  busflow_api: flip("2026-11-23T09:55:00.000Z", "2026-11-23T09:56:00.000Z"),
  busflow_worker: flip("2026-11-23T09:54:00.000Z", "2026-11-23T09:58:00.000Z"),
  busflow_hasura: flip("2026-11-23T09:56:00.000Z", "2026-11-23T09:57:00.000Z"),
};
const fresh = Object.values(verifications).map(({ verifiedAt }) => verifiedAt);

function inputs(changes: Partial<RecordInputs> = {}): RecordInputs {
  return {
    ...{ namespace: "busflow", secret: "db_writer", current: 6, versions: versions(5, 6) },
    ...{ consumers: Object.keys(verifications), verifications, retentionHours: 72 },
    ...{ connections: false, dependants: [] },
    ...changes,
  };
}

/** All were verified, nothing is missing, every node answers. */
const seen: Sighting = { present: new Set([4, 5, 6]), lingering: [], fresh, unverified: [] };
const nothingNew = { ...seen, fresh: [] };

function recorded(changes: Partial<RecordInputs> = {}, before = ledger, sighting = seen): Ledger {
  return rotatedLedger(before, inputs(changes), sighting, now);
}

describe("the ledger after a rotation", () => {
  it("says what is current, since when, and that it is settled since the last consumer was verified", () => {
    const { current, settledAt, versions: all } = recorded();
    assert.equal(current, 6);
    assert.equal(settledAt, "2026-11-23T09:58:00.000Z");
    assert.deepEqual(all[6], { ...ledger.versions[6], since: at });
    assert.deepEqual(all[5], ledger.versions[5]);
  });

  it("is settled at once without a consumer", () => {
    assert.equal(recorded({ verifications: {} }, ledger, nothingNew).settledAt, at);
  });

  it("is settled now when nothing says of a moved version that it was before", () => {
    assert.equal(recorded({}, ledger, nothingNew).settledAt, at);
    assert.equal(recorded({ current: 5 }, unsettle(ledger, 5), nothingNew).settledAt, at);
  });

  it("is not settled while a consumer is not verified, even if it was", () => {
    const unverified = { ...seen, unverified: ["busflow_worker"] };
    for (const current of [5, 6]) {
      assert.ok(!("settledAt" in recorded({ current }, ledger, unverified)), String(current));
    }
  });

  it("begins with what is declared", () => {
    assert.deepEqual(rotatedLedger({ versions: {} }, inputs(), seen, now), {
      ...{ current: 6, settledAt: "2026-11-23T09:58:00.000Z", retentionHours: 72 },
      versions: {
        5: { addedAt: at, fingerprint: "print of 5" },
        6: { addedAt: at, since: at, fingerprint: "print of 6" },
      },
    });
  });

  it("does not begin the retention anew when something else has changed", () => {
    const again = recorded({ current: 5, versions: versions(4, 5) }, ledger, nothingNew);
    assert.equal(again.settledAt, early);
    assert.equal(again.versions[5]?.since, early);
  });

  it("begins the retention anew when a consumer was verified on the same version again, and never sets it back", () => {
    const same = { current: 5, versions: versions(4, 5) };
    assert.equal(recorded(same).settledAt, "2026-11-23T09:58:00.000Z");
    assert.equal(recorded(same).versions[5]?.since, early);
    assert.equal(recorded(same, { ...ledger, settledAt: at }).settledAt, at);
  });

  it("begins the retention anew with a rollback", () => {
    const back = recorded({ current: 4, versions: versions(4, 5) });
    assert.equal(back.settledAt, "2026-11-23T09:58:00.000Z");
    assert.equal(back.versions[4]?.since, at);
  });

  it("retires what is neither declared nor there any more, and nothing else", () => {
    const { versions: all } = recorded({}, ledger, { ...seen, present: new Set([5]) });
    assert.equal(all[4]?.retiredAt, at);
    assert.equal(all[3]?.retiredAt, early);
    // It is declared: what is missing on the Swarm is put there again.
    assert.ok(!("retiredAt" in there(all[6])));
    assert.ok(!("retiredAt" in there(recorded().versions[4])));
  });

  it("leaves the ledger that it comes from as it was", () => {
    const before = structuredClone(ledger);
    recorded({ incident: revokedIncident });
    assert.deepEqual(ledger, before);
  });
});

describe("the retention on record", () => {
  it("is what is declared with a new version", () => {
    assert.equal(recorded({ retentionHours: 96 }).retentionHours, 96);
    assert.equal(recorded({}, { ...ledger, retentionHours: 96 }).retentionHours, 72);
  });

  it("grows with what is declared for the current one, and does not shrink", () => {
    const same = { current: 5, versions: versions(4, 5) };
    assert.equal(recorded({ ...same, retentionHours: 96 }).retentionHours, 96);
    assert.equal(recorded(same, { ...ledger, retentionHours: 96 }).retentionHours, 96);
  });

  it("does not shrink with the next rotation while a version is still kept for it", () => {
    const next = { versions: versions(4, 5, 6) };
    assert.equal(recorded(next, { ...ledger, retentionHours: 96 }).retentionHours, 96);
  });
});

describe("an incident on record", () => {
  const reason = "It stood in a log.";
  const incident = { ...revokedIncident, reason, roleRotatedAt: "2026-11-23T09:50:00.000Z" };
  const record = {
    ...{ ticket: "SEC-42", reason, version: 6, missedDeadline: false },
    ...{ discoveredAt: "2026-11-23T09:00:00.000Z", revokedAt: "2026-11-23T09:40:00.000Z" },
    ...{ roleRotatedAt: "2026-11-23T09:50:00.000Z" },
    ...{ firstFlipAt: "2026-11-23T09:54:00.000Z", lastFlipAt: "2026-11-23T09:58:00.000Z" },
  };

  it("has what was declared and what was measured, and revokes what was before", () => {
    const after = recorded({ incident });
    assert.deepEqual(after.incident, record);
    assert.deepEqual(
      Object.entries(after.versions).map(([version, { revokedBy }]) => [version, revokedBy]),
      [
        ["3", undefined],
        ["4", "SEC-42"],
        ["5", "SEC-42"],
        ["6", undefined],
      ],
    );
  });

  it("does not hide a missed deadline", () => {
    const late = { ...revokedIncident, discoveredAt: "2026-11-23T08:39:59.999Z" };
    assert.equal(recorded({ incident: late }).incident?.missedDeadline, true);
  });

  it("measures no flips without a consumer, and leaves out what was not said", () => {
    assert.deepEqual(recorded({ incident: revokedIncident, verifications: {} }).incident, {
      ...{ ticket: "SEC-42", version: 6, missedDeadline: false },
      ...{ discoveredAt: "2026-11-23T09:00:00.000Z", revokedAt: "2026-11-23T09:40:00.000Z" },
    });
  });

  it("is over when what it revokes is gone already", () => {
    const after = recorded({ incident, versions: versions(6) }, ledger, { ...seen, present: new Set([6]) });
    assert.equal(after.incident?.oldRemovedAt, at);
    assert.ok(!("oldRemovedAt" in there(recorded({ incident, versions: versions(6) }).incident)));
  });

  it("is not over while what it revokes may still run on a node that does not answer", () => {
    const lingering = [{ node: "n3", hostname: "worker-3", version: 5 }];
    const gone = { ...seen, present: new Set([6]) };
    const open = recorded({ incident, versions: versions(6) }, ledger, { ...gone, lingering });
    assert.ok(!("oldRemovedAt" in there(open.incident)));
    assert.deepEqual(open.lingering, lingering);
    const over = recorded({ incident, versions: versions(6) }, open, gone);
    assert.equal(over.incident?.oldRemovedAt, at);
    assert.ok(!("lingering" in over));
  });

  it("stays as it is when it is still declared at the next rotation", () => {
    const over = { ...recorded({ incident, versions: versions(6) }), settledAt: early };
    const after = recorded({ incident, current: 7, versions: versions(6, 7) }, over);
    assert.deepEqual(after.incident, record);
    assert.ok(!("revokedBy" in there(after.versions[6])));
  });
});

describe("the ledgers of state and Swarm", () => {
  it("are joined, the Swarm's believed, where there is a state", () => {
    const state = { ...ledger, current: 4, retentionHours: 96 };
    const { settledAt, versions: all } = ledger;
    // What it says of the current version it says as a whole.
    assert.deepEqual(joinLedgers(state, { current: 5, versions: all }), { current: 5, versions: all });
    assert.deepEqual(joinLedgers(state, { versions: all }), state);
    assert.deepEqual(joinLedgers(undefined, { current: 5, settledAt: early, versions: {} }), {
      ...{ current: 5, settledAt, versions: {} },
    });
  });
});

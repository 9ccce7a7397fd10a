// The rules that need the past: what trips each, with the exact message, and the near misses that pass.
import assert from "node:assert/strict";
import { unsettle, type Ledger, type LedgerEntry } from "../../rotation/ledger.ts";
import { RotationError, rotationCodes } from "../../rotation/rotation-error.ts";
import { checkDeclaration, checkRetirement, versionsToKeep, type Declaration } from "../../rotation/rules.ts";
import { incident, revokedIncident } from "./incidents.ts";

const now = new Date("2026-11-23T10:00:00.000Z");

/** An hour, or any time, before now. */
function ago(hours: number): string {
  return new Date(now.getTime() - hours * 3_600_000).toISOString();
}

/** A version that became current so many hours ago. */
function used(hours: number, more: Partial<LedgerEntry> = {}): LedgerEntry {
  return { addedAt: ago(hours), since: ago(hours), ...more };
}

/** A version that is bound nowhere, or where a rotation failed. */
function pending(hours: number, more: Partial<LedgerEntry> = {}): LedgerEntry {
  return { addedAt: ago(hours), ...more };
}

/** Versions 1 to 3 are retired, 4 is kept as the way back from 5, which was verified 31 hours ago. */
const rotated: Ledger = {
  ...{ current: 5, settledAt: ago(31), retentionHours: 72 },
  versions: {
    ...{ 1: used(4000, { retiredAt: ago(1000) }), 2: used(3000, { retiredAt: ago(1000) }) },
    ...{ 3: used(2000, { retiredAt: ago(500) }), 4: used(1000), 5: used(31) },
  },
};

/** The rotation from 5 to 6 has failed. */
const failed: Ledger = { ...rotated, versions: { ...rotated.versions, 6: pending(1) } };

/** The incident SEC-42 has revoked what was before 6, but its rotation has failed. */
const leaking: Ledger = {
  ...rotated,
  versions: {
    ...rotated.versions,
    ...{ 4: used(1000, { revokedBy: "SEC-42" }), 5: used(31, { revokedBy: "SEC-42" }), 6: pending(0.1) },
  },
};

/** The incident's rotation is through: 4 and 5 are about to go. */
const contained: Ledger = {
  ...{ current: 6, settledAt: ago(0.1), retentionHours: 72 },
  versions: { ...leaking.versions, 6: used(0.1) },
  incident: {
    ...{ ticket: "SEC-42", version: 6, discoveredAt: incident.discoveredAt, revokedAt: revokedIncident.revokedAt },
    missedDeadline: false,
  },
};

/** 4 was verified 80 hours ago in place of 3, and 5 two hours ago in place of 4. */
const rotatedTwice: Ledger = {
  ...{ current: 5, settledAt: ago(2), retentionHours: 72 },
  versions: { 3: used(1000), 4: used(80), 5: used(2) },
};

interface Declared extends Partial<Declaration> {
  current: number;
  /** Besides the current one. */
  retain?: number[];
}

interface Case {
  what: string;
  ledger: Ledger;
  declared: Declared;
  /** What is wrong and what to do; undefined for a near miss. */
  message: string | undefined;
}

function passes(what: string, ledger: Ledger, declared: Declared): Case {
  return { what, ledger, declared, message: undefined };
}

function trips(what: string, ledger: Ledger, declared: Declared, problem: string, remedy: string): Case {
  return { what, ledger, declared, message: `busflow_db_writer_${problem}\n${remedy}` };
}

function tripsIncident(what: string, ledger: Ledger, declared: Declared, problem: string, remedy: string): Case {
  return { what, ledger, declared, message: `Incident ${problem}\n${remedy}` };
}

const neverAgain = "was retired, and a version number is never used again.";
const untilVerified = "cannot be retired: services run on it until another version is verified.";
const whenLeaked = "When it has leaked, declare the incident.";
const inIncident = "In an incident set incident.revokedAt.";
const isRevoked = "is revoked by incident SEC-42: it can be neither current nor retained.";
const takeOut = "Take it out of retain; it is deleted as soon as every service runs on the new version.";
const putBack = "Put the incident back until `pulumi up` has brought every service to a new version.";

const rules: Record<string, Case[]> = {
  "a secret that is new to the Swarm": [
    passes("begins with any number", { versions: {} }, { current: 7 }),
    passes("begins with any numbers", { versions: {} }, { current: 7, retain: [2, 9] }),
    passes(
      "goes on where a killed first run has left one of its versions",
      { versions: { 7: pending(1) } },
      { current: 7, retain: [2, 9] },
    ),
    passes("takes another version when the first one failed", { versions: { 7: pending(1) } }, { current: 8 }),
    passes("may have an incident from the start", { versions: {} }, { current: 7, incident: revokedIncident }),
    passes(
      "goes on with an incident whose first run failed",
      { versions: { 7: pending(0.1) } },
      { current: 7, incident: revokedIncident },
    ),
    trips(
      "takes no number that was retired before it came back",
      { versions: { 1: pending(9, { retiredAt: ago(1) }) } },
      { current: 1 },
      `v1 ${neverAgain}`,
      "Use version 2, with a new value.",
    ),
  ],
  "a version's number": [
    passes("is the one that is there", rotated, { current: 5, retain: [4] }),
    passes("is the next one", rotated, { current: 6, retain: [4, 5] }),
    passes("is the next one of a version that nobody uses yet", rotated, { current: 5, retain: [4, 6] }),
    passes("is one of the next two", rotated, { current: 7, retain: [4, 5, 6] }),
    trips(
      "is not skipped",
      rotated,
      { current: 7, retain: [4, 5] },
      "v7 skips a version: the next one is 6.",
      "Use version 6.",
    ),
    trips(
      "is not skipped between new ones",
      rotated,
      { current: 8, retain: [4, 5, 6] },
      "v8 skips a version: the next one is 7.",
      "Use version 7.",
    ),
    trips(
      "does not lie before all others",
      { ...rotatedTwice },
      { current: 5, retain: [2, 3, 4] },
      "v2 lies before the versions on record: the next one is 6.",
      "Use version 6.",
    ),
    trips(
      "was not retired",
      rotated,
      { current: 5, retain: [3, 4] },
      `v3 ${neverAgain}`,
      "Use version 6, with a new value.",
    ),
    trips(
      "was not retired with the secret, when that comes back",
      { ...rotated, versions: { 5: used(31, { retiredAt: ago(1) }) } },
      { current: 5 },
      `v5 ${neverAgain}`,
      "Use version 6, with a new value.",
    ),
    passes(
      "is the next one when the secret comes back",
      { ...rotated, versions: { 5: used(31, { retiredAt: ago(1) }) } },
      { current: 6 },
    ),
    trips(
      "is not that of a rotation that failed and was undone",
      { ...failed, versions: { ...failed.versions, 6: pending(2, { retiredAt: ago(1) }) } },
      { current: 6, retain: [4, 5] },
      `v6 ${neverAgain}`,
      "Use version 7, with a new value.",
    ),
  ],
  "a retirement": [
    trips(
      "waits for the run after the flip",
      rotated,
      { current: 6, retain: [4] },
      `v5 ${untilVerified} From then on it is kept for 72 h.`,
      `Keep it as the way back: retain: [4, 5]. ${whenLeaked}`,
    ),
    trips(
      "waits for the run after the flip, and then for as long as is declared",
      rotated,
      { current: 6, retain: [4], retentionHours: 96 },
      `v5 ${untilVerified} From then on it is kept for 96 h.`,
      `Keep it as the way back: retain: [4, 5]. ${whenLeaked}`,
    ),
    trips(
      "waits until the retention is over",
      rotated,
      { current: 5 },
      "v4 cannot be retired before 2026-11-25T03:00Z: version 5 was verified 31 h ago, and the one before is kept for 72 h (41 h left).",
      `Keep it until then: retain: [4]. ${inIncident}`,
    ),
    trips(
      "waits until the very end",
      { ...rotated, settledAt: new Date(now.getTime() - 72 * 3_600_000 + 1).toISOString() },
      { current: 5 },
      "v4 cannot be retired before 2026-11-23T10:00Z: version 5 was verified 71 h ago, and the one before is kept for 72 h (1 min left).",
      `Keep it until then: retain: [4]. ${inIncident}`,
    ),
    passes("comes when the retention is over", { ...rotated, settledAt: ago(72) }, { current: 5 }),
    trips(
      "tells minutes where there is no whole hour",
      { ...rotated, settledAt: ago(0.7) },
      { current: 5 },
      "v4 cannot be retired before 2026-11-26T09:18Z: version 5 was verified 42 min ago, and the one before is kept for 72 h (71 h left).",
      `Keep it until then: retain: [4]. ${inIncident}`,
    ),
    trips(
      "waits for a longer retention",
      { ...rotated, settledAt: ago(72) },
      { current: 5, retentionHours: 100 },
      "v4 cannot be retired before 2026-11-24T14:00Z: version 5 was verified 72 h ago, and the one before is kept for 100 h (28 h left).",
      `Keep it until then: retain: [4]. ${inIncident}`,
    ),
    trips(
      "waits for the retention that was declared once, also when it is a shorter one now",
      { ...rotated, settledAt: ago(72), retentionHours: 100 },
      { current: 5 },
      "v4 cannot be retired before 2026-11-24T14:00Z: version 5 was verified 72 h ago, and the one before is kept for 100 h (28 h left).",
      `Keep it until then: retain: [4]. ${inIncident}`,
    ),
    passes("goes by what took a version's place, not by what is current by now", rotatedTwice, {
      current: 5,
      retain: [4],
    }),
    passes(
      "goes by what took a version's place first, whatever their numbers",
      { ...rotated, current: 6, versions: { 3: used(1000), 4: used(10), 5: used(80), 6: used(2) } },
      { current: 6, retain: [4, 5] },
    ),
    passes(
      "may come with the next flip when it is due",
      { ...rotated, settledAt: ago(80) },
      { current: 6, retain: [5] },
    ),
    trips(
      "goes by what took a version's place, and names that",
      { ...rotatedTwice, versions: { ...rotatedTwice.versions, 4: used(70) } },
      { current: 5, retain: [4] },
      "v3 cannot be retired before 2026-11-23T12:00Z: version 4 was verified 70 h ago, and the one before is kept for 72 h (2 h left).",
      `Keep it until then: retain: [3, 4]. ${inIncident}`,
    ),
    trips(
      "does not take the version for a shortcut that it was rolled back to in between",
      { ...rotatedTwice, versions: { 3: used(1000), 4: used(3), 5: used(2) } },
      { current: 5, retain: [3] },
      "v4 cannot be retired before 2026-11-26T08:00Z: version 5 was verified 2 h ago, and the one before is kept for 72 h (70 h left).",
      `Keep it until then: retain: [3, 4]. ${inIncident}`,
    ),
    trips(
      "of two versions that have to stay names both at once",
      { ...rotatedTwice, versions: { 3: used(1000), 4: used(40), 5: used(2) } },
      { current: 5 },
      "v3 cannot be retired before 2026-11-24T18:00Z: version 4 was verified 40 h ago, and the one before is kept for 72 h (32 h left).\n" +
        "busflow_db_writer_v4 cannot be retired before 2026-11-26T08:00Z: version 5 was verified 2 h ago, and the one before is kept for 72 h (70 h left).",
      `Keep them until then: retain: [3, 4]. ${inIncident}`,
    ),
    trips(
      "waits until every service is verified on the version that took its place",
      unsettle(rotated, 5),
      { current: 5 },
      "v4 cannot be retired: version 5 is not verified yet on every service that uses it, so no retention has begun.",
      "Keep it until then: retain: [4]. Once a replica of each runs, `pulumi up` verifies it.",
    ),
    passes(
      "does not wait for that when another one took its place before",
      { ...unsettle(rotatedTwice, 5), versions: rotatedTwice.versions },
      { current: 5, retain: [4] },
    ),
    trips(
      "is refused when somebody has put a service back to it, and says that this is mended first",
      { ...rotated, settledAt: ago(80) },
      { current: 5, strays: new Map([[4, ["busflow_api"]]]) },
      "v4 cannot be retired: busflow_api asks for it: somebody has put it back to it. This run moves it to version 5; from then on busflow_db_writer_v4 is kept for 72 h.",
      "Keep it until then: retain: [4].",
    ),
    passes(
      "does not mind a service on a third version",
      { ...rotated, settledAt: ago(80) },
      { current: 5, strays: new Map([[9, ["busflow_api"]]]) },
    ),
    passes(
      "is free for a version that nobody came to use",
      { ...rotated, versions: { ...rotated.versions, 6: pending(1) } },
      { current: 5, retain: [4] },
    ),
  ],
  "a rollback": [
    passes("goes to the version that is kept", rotated, { current: 4, retain: [5] }),
    trips(
      "keeps the version that it comes from",
      rotated,
      { current: 4 },
      `v5 ${untilVerified} From then on it is kept for 72 h.`,
      `Keep it as the way back: retain: [5]. ${whenLeaked}`,
    ),
    passes("goes forth again", { ...rotated, current: 4 }, { current: 5, retain: [4] }),
    passes("works in a failed rotation, with its version kept", failed, { current: 5, retain: [4, 6] }),
    passes("works in a failed rotation, with its version dropped", failed, { current: 5, retain: [4] }),
    passes("works in a failed rotation over two versions", failed, { current: 4, retain: [5, 6] }),
    passes("is not the only way out of a failed rotation: the next version is one", failed, {
      current: 7,
      retain: [4, 5],
    }),
    trips(
      "never goes to a retired version",
      rotated,
      { current: 3, retain: [4, 5] },
      `v3 ${neverAgain}`,
      "Use version 6, with a new value.",
    ),
    tripsIncident(
      "never goes to a revoked version while its incident lasts",
      leaking,
      { current: 5, retain: [6], incident: revokedIncident },
      "SEC-42 needs a new version: busflow_db_writer_v5 is the one that leaked, or older.",
      "Set current: 7, with a new value, and take the others out of retain.",
    ),
    trips(
      "never goes to a revoked version afterwards",
      contained,
      { current: 5, retain: [6] },
      `v5 ${isRevoked}`,
      "Add a new version with a new value.",
    ),
    trips(
      "never goes to a revoked version, whether or not the incident is still declared",
      contained,
      { current: 5, retain: [6], incident: revokedIncident },
      `v5 ${isRevoked}`,
      "Add a new version with a new value.",
    ),
  ],
  "an incident": [
    passes("drops all that was before, in the run that flips", rotated, { current: 6, incident: revokedIncident }),
    trips(
      "keeps nothing of what was before",
      rotated,
      { current: 6, retain: [5], incident: revokedIncident },
      `v5 ${isRevoked}`,
      takeOut,
    ),
    tripsIncident(
      "is not begun without its revocation",
      rotated,
      { current: 6, incident },
      "SEC-42 has no revokedAt: a leaked value is revoked at its source before the flip.",
      "Revoke it there, then set revokedAt to when that was done.",
    ),
    tripsIncident(
      "is not begun for a database without its role's new password",
      rotated,
      { current: 6, incident: revokedIncident, connections: true },
      "SEC-42 has no roleRotatedAt: after a leak the database role's own password has to be rotated too.",
      "Rotate it (ALTER ROLE … PASSWORD), then set roleRotatedAt to when that was done.",
    ),
    passes("is begun for a database with its role's new password", rotated, {
      ...{ current: 6, connections: true },
      incident: { ...revokedIncident, roleRotatedAt: revokedIncident.revokedAt },
    }),
    tripsIncident(
      "needs a new version",
      rotated,
      { current: 5, retain: [4], incident: revokedIncident },
      "SEC-42 needs a new version: busflow_db_writer_v5 is the one that leaked, or older.",
      "Set current: 6, with a new value, and take the others out of retain.",
    ),
    tripsIncident(
      "needs a version whose value was made after the discovery",
      failed,
      { current: 6, incident: { ...revokedIncident, discoveredAt: ago(0.9) } },
      `SEC-42 needs a new version: busflow_db_writer_v6 was added at ${ago(1)}, before the discovery.`,
      "Set current: 7, with a new value, and take the others out of retain.",
    ),
    passes("goes on with its version when the first attempt failed", leaking, {
      current: 6,
      incident: revokedIncident,
    }),
    passes("goes on with another version when the first one was bad", leaking, {
      current: 7,
      incident: revokedIncident,
    }),
    trips(
      "keeps nothing that a failed attempt has left",
      leaking,
      { current: 7, retain: [6], incident: revokedIncident },
      `v6 ${isRevoked}`,
      takeOut,
    ),
    tripsIncident(
      "is not dropped before it is through",
      leaking,
      { current: 6 },
      "SEC-42 is not over: it revokes busflow_db_writer_v5, and services may still run on that.",
      putBack,
    ),
    passes("may get another ticket before it is through", leaking, {
      current: 6,
      incident: { ...revokedIncident, ticket: "SEC-43" },
    }),
    passes("is dropped when it is through", contained, { current: 6 }),
    tripsIncident(
      "is not over while what it revokes may still run on a node that does not answer",
      { ...contained, lingering: [{ node: "n3", hostname: "worker-3", version: 5 }] },
      { current: 6 },
      "SEC-42 is not over: busflow_db_writer_v5 may still run on the node worker-3, which did not answer.",
      "Put the incident back until `pulumi up` has seen that it does not. Bring the node back, or make sure that it is off and remove it: docker node rm --force worker-3",
    ),
    passes(
      "is over when only what it brought may still run there",
      { ...contained, lingering: [{ node: "n3", hostname: "worker-3", version: 7 }] },
      { current: 6 },
    ),
    passes(
      "is dropped when the secret was dropped with it, and came back",
      { ...leaking, versions: { 5: used(31, { revokedBy: "SEC-42", retiredAt: ago(1) }) } },
      { current: 6 },
    ),
    passes("changes nothing when it is through and still declared", contained, {
      current: 6,
      incident: revokedIncident,
    }),
    passes(
      "does not revoke what came after it while it is still declared",
      { ...contained, settledAt: ago(80) },
      { current: 7, retain: [6], incident: revokedIncident },
    ),
    trips(
      "does not shorten the retention of what came after it while it is still declared",
      contained,
      { current: 7, incident: revokedIncident },
      `v6 ${untilVerified} From then on it is kept for 72 h.`,
      `Keep it as the way back: retain: [6]. ${whenLeaked}`,
    ),
    tripsIncident(
      "has a ticket of its own",
      contained,
      { current: 7, incident: { ...revokedIncident, discoveredAt: "2026-11-23T09:10:00.000Z" } },
      `SEC-42 is on record as discovered at ${incident.discoveredAt} and rotated to busflow_db_writer_v6.`,
      "Put that time back, or give another leak a ticket of its own.",
    ),
    passes("may follow on another one", contained, { current: 7, incident: { ...revokedIncident, ticket: "SEC-43" } }),
  ],
};

/** That an error says this, besides the places: those are in the secret's entry, and each finding has its code. */
function says(message: string) {
  return (error: unknown): boolean => {
    assert.ok(error instanceof RotationError, String(error));
    for (const { path = [], code } of error.findings) {
      assert.deepEqual(path.slice(0, 2), ["secrets", "db_writer"]);
      assert.ok(["current", "retain", "incident"].includes(String(path[2])), String(path));
      assert.ok(rotationCodes.includes(code), code);
    }
    assert.equal(
      new RotationError(error.findings.map((finding) => ({ ...finding, path: undefined }))).message,
      message,
    );
    return true;
  };
}

for (const [rule, cases] of Object.entries(rules)) {
  describe(rule, () => {
    for (const { what, ledger, declared, message } of cases) {
      it(what, () => {
        const { retain = [], ...rest } = declared;
        const declaration: Declaration = {
          ...{ namespace: "busflow", logicalName: "db_writer", versions: [...retain, declared.current] },
          ...{ retentionHours: 72, incident: undefined, connections: false },
          ...rest,
        };
        const check = () => {
          checkDeclaration(ledger, declaration, now);
        };
        if (message === undefined) assert.doesNotThrow(check);
        else assert.throws(check, says(message));
      });
    }
  });
}

describe("the versions that have to stay", () => {
  it("are those that are refused to go, and no others", () => {
    const declaration: Declaration = {
      ...{ namespace: "busflow", logicalName: "db_writer", current: 5, versions: [5] },
      ...{ retentionHours: 72, incident: undefined, connections: false },
    };
    const two = { ...rotatedTwice, versions: { 3: used(1000), 4: used(40), 5: used(2), 6: pending(1) } };
    assert.deepEqual(versionsToKeep(two, declaration, now), [3, 4]);
    assert.deepEqual(versionsToKeep(rotatedTwice, declaration, now), [4]);
    assert.deepEqual(versionsToKeep(rotatedTwice, { ...declaration, versions: [4, 5] }, now), []);
  });
});

describe("the deletion of a version", () => {
  const secret = { namespace: "busflow", logicalName: "db_writer", current: 5, versions: [5], retentionHours: 72 };
  const check = (ledger: Ledger, version: number) => () => {
    checkRetirement(ledger, version, secret, now);
  };

  it("is allowed for what an incident revokes once another version is verified, and not before", () => {
    assert.doesNotThrow(check(contained, 5));
    assert.doesNotThrow(check(contained, 4));
    assert.throws(
      check(leaking, 5),
      says(`busflow_db_writer_v5 ${untilVerified}\nRun \`pulumi up\` without --target: it goes right after that.`),
    );
  });

  it("is allowed for a version that never was current, whatever is known of the others", () => {
    assert.doesNotThrow(check({ versions: { 6: pending(1) } }, 6));
  });

  it("is refused when nothing on the Swarm says since when the version is unused", () => {
    assert.throws(
      check({ versions: {} }, 4),
      says(
        "busflow_db_writer_v4 cannot be retired: the Swarm has nothing on record that says since when it is unused.\n" +
          "Run `pulumi up` without --target: it puts on record again what the stack's state knows.",
      ),
    );
  });

  it("takes a version that is not on record for one that was in use until the current one was there", () => {
    const versions = Object.fromEntries(Object.entries(rotated.versions).filter(([version]) => version !== "4"));
    assert.throws(check({ ...rotated, versions }, 4), {
      message: /^secrets\.db_writer\.retain: busflow_db_writer_v4 .* \(41 h left\)\./,
    });
    assert.doesNotThrow(check({ ...rotated, versions, settledAt: ago(72) }, 4));
  });

  it("is not hastened by a clock that is a little behind", () => {
    const early = new Date(now.getTime() - 31 * 3_600_000 - 5000);
    assert.throws(
      () => {
        checkRetirement(rotated, 4, secret, early);
      },
      { message: /version 5 was verified 0 min ago, and the one before is kept for 72 h \(72 h left\)/ },
    );
  });
});

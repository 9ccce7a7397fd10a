// The rules that need the past, of when a version may go: what trips each, with the exact message, and the near misses that pass.
import assert from "node:assert/strict";
import { unsettle, type Ledger } from "../../rotation/ledger.ts";
import type { Declaration } from "../../rotation/declaration.ts";
import { checkRetirement, versionsToKeep } from "../../rotation/retirement.ts";
import {
  ago,
  contained,
  describeRules,
  leaking,
  now,
  passes,
  pending,
  rotated,
  rotatedTwice,
  says,
  trips,
  used,
} from "./pasts.ts";

const untilVerified = "cannot be retired: services run on it until another version is verified.";
const whenLeaked = "When it has leaked, declare the incident.";
const inIncident = "In an incident set incident.revokedAt.";

describeRules({
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
});

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
      says(
        `busflow_db_writer_v5 ${untilVerified}\nRun \`pulumi up\` without --target: the version is deleted right after that.`,
      ),
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

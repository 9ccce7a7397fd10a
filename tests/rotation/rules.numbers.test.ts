// The rules that need the past, of which number a version may have: what trips each, with the exact message, and the near misses that pass.
import { revokedIncident } from "./incidents.ts";
import { ago, describeRules, failed, passes, pending, rotated, rotatedTwice, trips, used } from "./pasts.ts";

const neverAgain = "was retired, and a version number is never used again.";

describeRules({
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
});

// The rules that need the past, of where a secret may go back to, and what an incident demands: what trips each, with the exact message, and the near misses that pass.
import { incident, revokedIncident } from "./incidents.ts";
import {
  ago,
  contained,
  describeRules,
  failed,
  leaking,
  passes,
  rotated,
  trips,
  tripsIncident,
  used,
} from "./pasts.ts";

const neverAgain = "was retired, and a version number is never used again.";
const untilVerified = "cannot be retired: services run on it until another version is verified.";
const whenLeaked = "When it has leaked, declare the incident.";
const isRevoked = "is revoked by incident SEC-42: it can be neither current nor retained.";
const takeOut = "Take it out of retain; it is deleted as soon as every service runs on the new version.";
const putBack = "Put the incident back until `pulumi up` has brought every service to a new version.";

describeRules({
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
      "Put the incident back until `pulumi up` has seen that it does not run there any more. Bring the node back, or make sure that it is off and remove it: docker node rm --force worker-3",
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
});

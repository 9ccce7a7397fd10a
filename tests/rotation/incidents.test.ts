import assert from "node:assert/strict";
import { incidentFinding, isRevokedAtSource, missedDeadline } from "../../rotation/incidents.ts";
import type { Incident } from "../../rotation/incidents.ts";
import { RotationError } from "../../rotation/rotation-error.ts";
import { incident, revokedIncident } from "./incidents.ts";

const now = new Date("2026-11-23T10:00:00.000Z");
const at = "secrets.db_writer.incident";
const rotateRole = `(ALTER ROLE … PASSWORD), then set roleRotatedAt to when that was done.`;
const future =
  ": It lies in the future: 2026-11-23T10:00:00.001Z; now it is 2026-11-23T10:00:00.000Z.\nSet it to when that was done.";

function problemOf(fields: Partial<Incident>, connections = false): string | undefined {
  const path = ["secrets", "db_writer", "incident"] as const;
  const finding = incidentFinding({ ...incident, ...fields }, path, connections, now);
  return finding && new RotationError(finding).message;
}

describe("an incident", () => {
  it("has to be revoked at the source first", () => {
    const problem =
      `${at}.revokedAt: Incident SEC-42 has no revokedAt: a leaked value is revoked at its source before the flip.\n` +
      "Revoke it there, then set revokedAt to when that was done.";
    assert.equal(problemOf({}), problem);
    assert.equal(problemOf({ revokedAt: "2026-11-23T09:40:00.000Z" }), undefined);
  });

  it("is neither discovered nor revoked in the future", () => {
    assert.equal(problemOf({ revokedAt: "2026-11-23T10:00:00.001Z" }), `${at}.revokedAt${future}`);
    assert.equal(problemOf({ revokedAt: "2026-11-23T10:00:00.000Z" }), undefined);
    const discoveredAt = "2026-11-23T10:00:00.001Z";
    assert.equal(problemOf({ discoveredAt, revokedAt: discoveredAt }), `${at}.discoveredAt${future}`);
  });

  it("is not revoked before it is discovered", () => {
    assert.equal(
      problemOf({ revokedAt: "2026-11-23T08:59:59.999Z" }),
      `${at}: Incident SEC-42 was revoked at 2026-11-23T08:59:59.999Z, before it was discovered at 2026-11-23T09:00:00.000Z.\n` +
        "Correct the times.",
    );
    assert.equal(problemOf({ revokedAt: incident.discoveredAt }), undefined);
  });

  it("of a database has its role's password rotated as well, after the discovery", () => {
    const { revokedAt } = revokedIncident;
    assert.equal(
      problemOf({ revokedAt }, true),
      `${at}.roleRotatedAt: Incident SEC-42 has no roleRotatedAt: after a leak the database role's own password has to be rotated too.\n` +
        `Rotate it ${rotateRole}`,
    );
    assert.equal(
      problemOf({ revokedAt, roleRotatedAt: "2026-11-23T08:59:59.999Z" }, true),
      `${at}.roleRotatedAt: Incident SEC-42: the database role's password was rotated at 2026-11-23T08:59:59.999Z, before the discovery at 2026-11-23T09:00:00.000Z: it may have leaked as well.\n` +
        `Rotate it again ${rotateRole}`,
    );
    assert.equal(
      problemOf({ revokedAt, roleRotatedAt: "2026-11-23T10:00:00.001Z" }, true),
      `${at}.roleRotatedAt${future}`,
    );
    assert.equal(problemOf({ revokedAt, roleRotatedAt: incident.discoveredAt }, true), undefined);
    assert.equal(problemOf({ revokedAt, roleRotatedAt: now.toISOString() }, true), undefined);
    assert.equal(problemOf({ revokedAt }, false), undefined);
  });

  it("misses its deadline when more than an hour goes by before the revocation", () => {
    assert.equal(missedDeadline(revokedIncident), false);
    assert.equal(missedDeadline({ ...revokedIncident, revokedAt: "2026-11-23T10:00:00.000Z" }), false);
    assert.equal(missedDeadline({ ...revokedIncident, revokedAt: "2026-11-23T10:00:00.001Z" }), true);
  });

  it("tells whether it is revoked", () => {
    assert.equal(isRevokedAtSource(incident), false);
    assert.equal(isRevokedAtSource(revokedIncident), true);
  });
});

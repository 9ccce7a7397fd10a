// The incident of the tests.
import type { RevokedIncident } from "../../rotation/incidents.ts";
import type { Incident } from "../../rotation/incidents.ts";

/** Discovered, and nothing done yet. */
export const incident: Incident = {
  ...{ ticket: "SEC-42", discoveredAt: "2026-11-23T09:00:00.000Z" },
  ...{ revokedAt: undefined, roleRotatedAt: undefined, reason: undefined },
};

/** Revoked after 40 minutes. */
export const revokedIncident: RevokedIncident = { ...incident, revokedAt: "2026-11-23T09:40:00.000Z" };

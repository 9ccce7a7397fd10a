import assert from "node:assert/strict";
import { driftKinds } from "../../../cli/drift/finding.ts";
import { familiesOf, kindLabel } from "../../../cli/metrics/families.ts";
import type { Reading } from "../../../cli/reading.ts";
import type { Ledger } from "../../../rotation/ledger.ts";
import { emptyReading } from "./readings.ts";

describe("familiesOf", () => {
  const classes = { tokens: { owner: "Web", cadence: "quarterly" } };
  const incident = { ticket: "SEC-1", discoveredAt: "2026-11-27T09:00:00Z" };
  const secret = { class: "tokens", current: 5 };
  const at = (time: string): number => Date.parse(time) / 1000;

  function reading(ledger: Ledger, declared: object = secret): Reading {
    const planted = emptyReading({ classes, secrets: { token: declared }, services: {} });
    const secrets = new Map([
      ["shop_token_v4", { id: "a", name: "shop_token_v4", labels: {}, createdAt: "2026-10-01T00:00:00Z" }],
      ["shop_token_v5", { id: "b", name: "shop_token_v5", labels: {}, createdAt: "2026-11-26T00:00:00Z" }],
    ]);
    return {
      ...planted,
      facts: { ...planted.facts, secrets, ledgers: new Map([["token", ledger]]) },
      standing: { ...planted.standing, secrets },
    };
  }

  const ledger: Ledger = {
    versions: {
      4: { addedAt: "2026-10-01T00:00:00Z", since: "2026-10-01T00:00:00Z" },
      5: { addedAt: "2026-11-26T00:00:00Z", since: "2026-11-26T00:00:00Z" },
    },
    ...{ current: 5, settledAt: "2026-11-26T00:01:00Z", retentionHours: 72 },
  };

  /** The values of a metric whose series have the labels of the secret. */
  function values(name: string, of: Reading): number[] {
    const { samples = [] } = familiesOf(of).find((family) => family.name === name) ?? {};
    for (const { labels } of samples) {
      assert.deepEqual([labels["secret"], labels["owner"], labels["class"]], ["token", "Web", "tokens"]);
    }
    return samples.map(({ value }) => value);
  }

  it("says of times when they are, in seconds", () => {
    const now = reading(ledger, { ...secret, retain: [4] });
    assert.deepEqual(values("rotated_timestamp_seconds", now), [at("2026-11-26T00:00:00Z")]);
    assert.deepEqual(values("verified_timestamp_seconds", now), [at("2026-11-26T00:01:00Z")]);
    assert.deepEqual(values("retained_until_timestamp_seconds", now), [at("2026-11-29T00:01:00Z")]);
    // It has to be rotated by the end of that day.
    assert.deepEqual(values("due_timestamp_seconds", now), [at("2027-01-05T00:00:00Z")]);
  });

  it("says of what is not so, or not on record, nothing", () => {
    const now = reading({ versions: {} });
    const { current, ...absent } = Object.fromEntries(
      ["current", "rotated", "verified", "due", "last_rotation", "incident_opened", "incident_revoked"].map((name) => [
        name,
        values(name === "current" ? "current_version" : `${name}_timestamp_seconds`, now),
      ]),
    );
    assert.deepEqual(current, [5]);
    assert.deepEqual(Object.values(absent).flat(), []);
  });

  it("has the clock of an incident, and its revocation once it is there", () => {
    const open = reading(ledger, { ...secret, incident });
    assert.deepEqual(values("incident_opened_timestamp_seconds", open), [at("2026-11-27T09:00:00Z")]);
    assert.deepEqual(values("incident_deadline_timestamp_seconds", open), [at("2026-11-27T10:00:00Z")]);
    assert.deepEqual(values("incident_revoked_timestamp_seconds", open), []);
    const revokedAt = "2026-11-27T09:40:00Z";
    const revoked = reading(ledger, { ...secret, incident: { ...incident, revokedAt } });
    assert.deepEqual(values("incident_revoked_timestamp_seconds", revoked), [at(revokedAt)]);
  });

  it("has the seconds of a rotation that the ledger knows, and not those of an earlier one", () => {
    const times = { discoveredAt: "2026-11-25T23:00:00Z", revokedAt: "2026-11-25T23:30:00Z", missedDeadline: false };
    const flips = { firstFlipAt: "2026-11-26T00:00:00Z", lastFlipAt: "2026-11-26T00:01:00Z" };
    const record = { ticket: "SEC-1", version: 5, ...times, ...flips };
    assert.deepEqual(values("last_rotation_seconds", reading({ ...ledger, incident: record })), [60]);
    assert.deepEqual(values("last_rotation_seconds", reading({ ...ledger, incident: { ...record, version: 4 } })), []);
  });

  it("counts every kind of drift, those of which there is none too", () => {
    const drift = familiesOf(reading(ledger)).find(({ name }) => name === "drift")?.samples ?? [];
    assert.deepEqual(
      drift.map(({ labels }) => labels["kind"]),
      driftKinds.map(kindLabel),
    );
    const found = drift.filter(({ value }) => value > 0).map(({ labels, value }) => [labels["kind"], value]);
    assert.deepEqual(found, [["orphan", 1]]);
  });
});

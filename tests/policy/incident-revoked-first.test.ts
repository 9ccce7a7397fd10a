import assert from "node:assert/strict";
import { incidentPolicy, incidentRevokedFirst } from "../../policy/incident-revoked-first.ts";
import {
  assertPasses,
  assertTrips,
  ledger,
  record,
  retired,
  unknown,
  violations,
  type TestResource,
} from "./support.ts";

const now = new Date("2026-11-23T12:00:00Z");
const policy = incidentPolicy(() => now);
const at = "shop:secrets.db_writer.incident";

const revoked = {
  ticket: "SEC-42",
  discoveredAt: "2026-11-23T09:00:00.000Z",
  revokedAt: "2026-11-23T09:40:00.000Z",
  roleRotatedAt: "2026-11-23T09:45:00.000Z",
};

function declared(change: object, props: Record<string, unknown> = {}): TestResource[] {
  return [record("db_writer", { current: 6, incident: { ...revoked, ...change }, connections: true, ...props })];
}

/** What the Swarm has on record of the incident once its rotation is through, and the leaked version deleted, or not yet. */
function onRecord(oldRemovedAt?: string, ticket = revoked.ticket) {
  const over = {
    ...revoked,
    ticket,
    version: 6,
    missedDeadline: false,
    ...(oldRemovedAt !== undefined && { oldRemovedAt }),
  };
  return { ledger: ledger(6, { 5: retired, 6: {} }, over) };
}

describe("incident-revoked-first", () => {
  it("takes no incident, and one that is revoked", async () => {
    await assertPasses(policy, [record("db_writer")]);
    await assertPasses(policy, declared({}));
    await assertPasses(policy, declared({ roleRotatedAt: undefined }, { connections: false }));
    await assertPasses(policy, declared({ revokedAt: revoked.discoveredAt }));
  });

  const faults: [string, object, string, string][] = [
    [
      "without a ticket",
      { ticket: undefined },
      "db_writer has an incident without a ticket.",
      `${at}.ticket: db_writer has`,
    ],
    ["with an empty ticket", { ticket: "" }, "without a ticket.", "docs/runbook.md#incident-a-value-has-leaked"],
    ["without a discovery", { discoveredAt: undefined }, "no readable discoveredAt.", `${at}.discoveredAt: The`],
    ["revoked at no time", { revokedAt: "yesterday" }, "no readable revokedAt.", `${at}.revokedAt: The`],
    ["without a revocation", { revokedAt: undefined }, "Incident SEC-42 has no revokedAt", `${at}.revokedAt: Incident`],
    ["revoked before it was discovered", { revokedAt: "2026-11-23T08:59:00Z" }, "before it was discovered", at],
    [
      "revoked in the future",
      { revokedAt: "2026-11-23T12:02:00Z" },
      "revokedAt: It lies in the future",
      "now it is 2026-11-23T12:00",
    ],
    ["discovered in the future", { discoveredAt: "2026-11-24T09:00:00Z" }, "discoveredAt: It lies in the future", at],
    [
      "of a database whose role has its old password",
      { roleRotatedAt: undefined },
      "has no roleRotatedAt",
      "ALTER ROLE",
    ],
    [
      "whose role was changed before",
      { roleRotatedAt: "2026-11-23T08:00:00Z" },
      "before the discovery",
      "Rotate it again",
    ],
  ];
  for (const [what, change, problem, remedy] of faults) {
    it(`refuses one ${what}`, async () => {
      await assertTrips(policy, declared(change), problem, remedy);
    });
  }

  it("never shows what stands in the place of a time", async () => {
    const messages = await violations(policy, declared({ revokedAt: "something pasted" }));
    assert.equal(messages.length, 1);
    assert.doesNotMatch(messages.join(), /pasted/);
  });

  it("takes a time that another clock, up to a minute ahead, says is now", async () => {
    await assertPasses(policy, declared({ roleRotatedAt: "2026-11-23T12:01:00Z" }));
  });

  it("takes times with another zone than UTC's", async () => {
    await assertPasses(policy, declared({ revokedAt: "2026-11-23T10:40:00+01:00" }));
    await assertTrips(policy, declared({ revokedAt: "2026-11-23T09:40:00+01:00" }), "before it was discovered");
  });

  it("refuses one that is closed for more than a day", async () => {
    const problem = "Incident SEC-42 of db_writer is closed: the leaked version was deleted more than 24 h ago.";
    await assertTrips(policy, declared({}, onRecord("2026-11-22T11:59:00.000Z")), `${at}: ${problem}`, "Take it out");
  });

  it("takes one that was closed within a day: the run may have to be repeated for another secret", async () => {
    await assertPasses(policy, declared({}, onRecord("2026-11-22T12:01:00.000Z")));
  });

  it("refuses that, too, where it is set to", async () => {
    const resources = declared({}, onRecord("2026-11-23T11:59:00.000Z"));
    assert.equal((await violations(policy, resources, { graceHours: 0 })).length, 1);
    await assert.rejects(violations(policy, resources, { graceHours: -1 }), /graceHours/);
  });

  it("takes one whose leaked version is still there, or that follows on another's", async () => {
    await assertPasses(policy, declared({}, onRecord()));
    await assertPasses(policy, declared({}, onRecord("2026-11-01T09:00:00.000Z", "SEC-41")));
  });

  it("says nothing where the preview does not know it, and checks it without the ledger", async () => {
    await assertPasses(policy, [record("db_writer", { incident: unknown })]);
    await assertPasses(policy, declared({ revokedAt: unknown }));
    await assertPasses(policy, declared({}, { ledger: unknown }));
    await assertTrips(policy, declared({ revokedAt: undefined }, { ledger: unknown }), "has no revokedAt");
  });

  it("goes by this machine's clock in the pack", async () => {
    const ago = (hours: number): string => new Date(Date.now() - hours * 3_600_000).toISOString();
    const change = { discoveredAt: ago(3), revokedAt: ago(2), roleRotatedAt: ago(1) };
    await assertPasses(incidentRevokedFirst, declared(change));
    await assertTrips(incidentRevokedFirst, declared({ ...change, roleRotatedAt: ago(-1) }), "lies in the future");
  });
});

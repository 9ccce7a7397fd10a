import { previousVersionRetained as policy } from "../../policy/previous-version-retained.ts";
import { assertPasses, assertTrips, ledger, pending, record, retired, unknown } from "./support.ts";

const running = ledger(4, { 3: retired, 4: {}, 5: pending });
const incident = { ticket: "SEC-42", discoveredAt: "2026-11-23T09:00:00.000Z", revokedAt: "2026-11-23T09:40:00.000Z" };

function declared(current: number, retain: number[], onSwarm: unknown, props: Record<string, unknown> = {}) {
  const versions = Object.fromEntries([current, ...retain].map((version) => [version, unknown]));
  return [record("db_writer", { current, versions, ledger: onSwarm, ...props })];
}

describe("previous-version-retained", () => {
  it("refuses a rotation that does not keep the version before", async () => {
    const problem = "shop:secrets.db_writer.retain: busflow_db_writer_v4 cannot be retired: services run on it";
    const remedy = "Keep it as the way back: retain: [4]. When it has leaked, declare the incident.";
    await assertTrips(policy, declared(5, [], running), problem, remedy, "docs/runbook.md#rollback");
    await assertTrips(policy, declared(6, [5], running), "busflow_db_writer_v4 cannot be retired", "retain: [4, 5]");
  });

  it("takes a rotation that keeps it", async () => {
    await assertPasses(policy, declared(5, [4], running));
    await assertPasses(policy, declared(6, [4], running));
  });

  it("refuses to go back without keeping what it goes back from, and takes it kept", async () => {
    const rotated = ledger(5, { 4: {}, 5: {} });
    await assertTrips(policy, declared(4, [], rotated), "busflow_db_writer_v5 cannot be retired", "retain: [5]");
    await assertPasses(policy, declared(4, [5], rotated));
  });

  it("takes what is no flip: a retirement, and a failed version that is dropped", async () => {
    await assertPasses(policy, declared(5, [], ledger(5, { 4: {}, 5: {} })));
    await assertPasses(policy, declared(4, [], running));
  });

  it("takes a flip away from what has leaked, declared or on record", async () => {
    await assertPasses(policy, declared(5, [], running, { incident }));
    await assertPasses(policy, declared(5, [], ledger(4, { 4: { revokedBy: "SEC-42" } })));
  });

  it("refuses a flip after the incident's own without a way back, with the incident still declared", async () => {
    const recorded = { ...incident, version: 5, missedDeadline: false };
    const over = ledger(5, { 4: { ...retired, revokedBy: "SEC-42" }, 5: {} }, recorded);
    await assertTrips(
      policy,
      declared(6, [], over, { incident }),
      "busflow_db_writer_v5 cannot be retired",
      "retain: [5]",
    );
    await assertPasses(policy, declared(6, [5], over, { incident }));
    await assertPasses(policy, declared(6, [], over, { incident: { ...incident, ticket: "SEC-43" } }));
  });

  it("takes a secret that comes back: its last version is gone", async () => {
    await assertPasses(policy, declared(5, [], ledger(4, { 4: retired })));
  });

  it("takes a secret that begins", async () => {
    await assertPasses(policy, declared(5, [], undefined));
    await assertPasses(policy, declared(5, [], ledger(undefined, { 5: pending })));
  });

  it("says nothing where the preview does not know the ledger", async () => {
    await assertPasses(policy, declared(5, [], unknown));
  });
});

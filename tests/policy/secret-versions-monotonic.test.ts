import assert from "node:assert/strict";
import { secretVersionsMonotonic as policy } from "../../policy/secret-versions-monotonic.ts";
import { assertPasses, assertTrips, ledger, pending, record, retired, unknown, violations } from "./support.ts";

const rotated = ledger(5, { 3: retired, 4: {}, 5: {} });

function declared(current: number, retain: number[], onSwarm: unknown) {
  const versions = Object.fromEntries([current, ...retain].map((version) => [version, unknown]));
  return [record("db_writer", { current, versions, ledger: onSwarm })];
}

describe("secret-versions-monotonic", () => {
  it("takes what is on record, the next version, a rollback, and going forth again", async () => {
    for (const [current, ...retain] of [[5, 4], [5], [6, 5], [6, 4, 5], [4, 5], [7, 6, 5], [5, 6]]) {
      await assertPasses(policy, declared(current ?? 0, retain, rotated));
    }
    await assertPasses(policy, declared(5, [4], ledger(4, { 4: {}, 5: {} })));
  });

  it("refuses a number that is skipped, and takes the next one", async () => {
    const problem = "shop:secrets.db_writer.current: busflow_db_writer_v7 skips a version: the next one is 6.";
    await assertTrips(policy, declared(7, [5], rotated), problem, "Use version 6", "docs/runbook.md#versions");
    await assertTrips(policy, declared(8, [6, 5], rotated), "busflow_db_writer_v8 skips a version: the next one is 7.");
  });

  it("takes the next number after a version that failed and was dropped", async () => {
    await assertPasses(policy, declared(6, [4], ledger(4, { 4: {}, 5: { ...pending, ...retired } })));
    await assertTrips(
      policy,
      declared(5, [4], ledger(4, { 4: {}, 5: { ...pending, ...retired } })),
      "busflow_db_writer_v5 was retired",
    );
  });

  it("refuses a number that was retired", async () => {
    const problem = "busflow_db_writer_v3 was retired, and a version number is never used again.";
    await assertTrips(policy, declared(5, [3], rotated), problem, "Use version 6, with a new value.");
    await assertTrips(policy, declared(3, [5], rotated), problem);
  });

  it("refuses a number from before those on record", async () => {
    const problem = "busflow_db_writer_v2 lies before the versions on record: the next one is 6.";
    await assertTrips(policy, declared(5, [2], rotated), problem);
  });

  it("refuses a new current version that is not the newest", async () => {
    const problem = "db_writer's current version 6 is new, and so is 7";
    await assertTrips(policy, declared(6, [5, 7], rotated), problem, "Set current: 7, or leave that version out.");
    await assertPasses(policy, declared(7, [5, 6], rotated));
  });

  it("takes a secret that comes back with the next number", async () => {
    const gone = ledger(2, { 1: retired, 2: retired });
    await assertPasses(policy, declared(3, [], gone));
    assert.equal((await violations(policy, declared(1, [], gone))).length, 1);
  });

  it("takes any numbers where none was ever current: a new secret, or what a killed first run has left", async () => {
    await assertPasses(policy, declared(7, [4], undefined));
    await assertPasses(policy, declared(4, [7], ledger(undefined, { 7: pending })));
  });

  it("says nothing where the preview does not know the ledger, or the version", async () => {
    await assertPasses(policy, declared(9, [2], unknown));
    await assertPasses(policy, [record("db_writer", { current: unknown, ledger: rotated })]);
    await assertPasses(policy, [record("db_writer", { versions: unknown, ledger: rotated })]);
  });

  it("looks at nothing but records", async () => {
    await assertPasses(policy, [{ ...declared(9, [], rotated)[0], type: "a:b:C", name: "db_writer", props: {} }]);
  });
});

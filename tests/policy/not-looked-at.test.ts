import assert from "node:assert/strict";
import { notLookedAt as policy, readers } from "../../policy/not-looked-at.ts";
import { policies } from "../../policy/policies.ts";
import {
  assertPasses,
  assertTrips,
  binding,
  bound,
  dockerService,
  ledger,
  record,
  unknown,
  versionedSecret,
  violations,
} from "./support.ts";

const on1 = ledger(1, { 1: {} });

describe("not-looked-at", () => {
  it("says nothing where all is known: by the Swarm, by the state, or because the Swarm has nothing", async () => {
    await assertPasses(policy, [
      ...[versionedSecret("db_writer"), record("db_writer", { ledger: on1 })],
      ...[versionedSecret("db_reader"), record("db_reader", { ledger: null, onRecord: on1 })],
      ...[versionedSecret("session_key"), record("session_key", { ledger: { versions: {} } })],
      binding("api", bound("db_writer", 1)),
    ]);
  });

  it("tells once of which secrets nothing is on record, and which policies could not look therefore", async () => {
    const names = ["a", "b", "c", "d", "e"];
    const resources = names.flatMap((name) => [versionedSecret(name), record(name)]);
    const problem =
      "Nothing is on record of a, b, c and 2 others: no Swarm was asked, and the state has nothing of that.";
    await assertTrips(
      policy,
      resources,
      problem,
      "binding-atomic, compose-agrees-with-stack,",
      "could not look at that.",
    );
    await assertTrips(policy, resources.slice(0, 2), "Nothing is on record of a: ", "where a way leads to the Swarm");
  });

  it("tells what a preview does not know yet, and which policies read it", async () => {
    const known = record("db_writer", { ledger: on1 });
    const asks = async (resource: Parameters<typeof violations>[1][number], ...parts: string[]) => {
      await assertTrips(policy, [versionedSecret("db_writer"), known, resource], ...parts);
    };
    const late = record("db_reader", { ledger: on1, incident: unknown });
    await assertTrips(
      policy,
      [versionedSecret("db_writer"), known, versionedSecret("db_reader"), late],
      "The preview does not know incident of db_reader yet",
      "incident-revoked-first",
    );
    await asks(binding("api", {}, { service: unknown }), "service of api", "binding-atomic could not look at that.");
    await asks(binding("api", bound("db_writer", 1, { target: unknown })), "secrets of api", "binding-target-stable");
    await asks(versionedSecret("other", { group: unknown }), "group of other", "binding-atomic");
    await asks(dockerService("api", [{ secretName: unknown }]), "taskSpec of api", "no-dotenv");
  });

  it("says nothing of what no policy needs: fingerprints, IDs, what a run brings about", async () => {
    await assertPasses(policy, [
      ...[versionedSecret("db_writer"), record("db_writer", { ledger: on1, formerly: unknown })],
      ...[binding("api", bound("db_writer", 1)), dockerService("api", [{ secretName: "db", secretId: unknown }])],
    ]);
  });

  it("tells of a secret whose cadence nobody says", async () => {
    const asks = "No cadence is known of db_writer.";
    await assertTrips(policy, [record("db_writer", { ledger: on1 })], asks, "rotation-overdue");
    const [component, known] = [versionedSecret("db_writer", { cadence: null }), record("db_writer", { ledger: on1 })];
    await assertTrips(policy, [component, known], asks);
    const unsaid = await violations(policy, [versionedSecret("db_writer", { cadence: unknown }), known]);
    assert.equal(unsaid.length, 1);
    assert.match(unsaid[0] ?? "", /does not know cadence of db_writer yet/);
  });

  it("names policies that there are", () => {
    const named = Object.values(readers).flatMap((properties) => Object.values(properties).flat());
    const names = policies.map(({ name }) => name);
    assert.deepEqual(
      named.filter((name) => !names.includes(name)),
      [],
    );
  });
});

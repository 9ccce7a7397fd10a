import assert from "node:assert/strict";
import { overduePolicies } from "../../policy/rotation-overdue.ts";
import type { Ledger } from "../../rotation/ledger.ts";
import {
  assertPasses,
  assertTrips,
  ledger,
  pending,
  record,
  unknown,
  versionedSecret,
  violations,
  type TestResource,
} from "./support.ts";

/** The versions are from the third quarter of 2026: the rotation is due on Monday, 5 October. */
const rotated = ledger(4, { 4: {} });

const policiesOn = (now: string) => overduePolicies(() => new Date(`${now}T12:00:00Z`));

function declared(
  onSwarm: Ledger | string | undefined,
  {
    name = "db_writer",
    current = 4,
    incident = undefined as unknown,
    ...props
  }: Record<string, unknown> & { name?: string } = {},
): TestResource[] {
  const component = versionedSecret(name, { current, ...props });
  return [component, record(name, { current, versions: { [current as number]: unknown }, incident, ledger: onSwarm })];
}

describe("rotation-overdue", () => {
  const { rotationOverdue: policy } = policiesOn("2026-10-08");

  it("is advisory", () => {
    assert.equal(policy.enforcementLevel, "advisory");
  });

  it("names the secret, its owner and the days", async () => {
    const problem =
      "db_writer (owner: Platform) is overdue for rotation by 3 days: version 4 is from 2026-07-06, and was to be followed by 2026-10-05.";
    const remedy = "Rotate it: current: 5, retain: [4], with a new value.";
    await assertTrips(policy, declared(rotated), problem, remedy, "#quarterly-and-annual-rotation");
  });

  it("begins on the day after the one on which the rotation is due", async () => {
    await assertPasses(policiesOn("2026-10-05").rotationOverdue, declared(rotated));
    await assertTrips(policiesOn("2026-10-06").rotationOverdue, declared(rotated), "by 1 day:");
  });

  it("is told of each secret for itself", async () => {
    const others = declared(rotated, { name: "session_key", owner: "Observability" });
    const messages = await violations(policy, [...declared(rotated), ...others]);
    assert.deepEqual(
      messages.map((message) => message.slice(0, message.indexOf(" is"))),
      ["db_writer (owner: Platform)", "session_key (owner: Observability)"],
    );
  });

  it("is not said of an annual one before its year is over", async () => {
    const annual = { cadence: "annually", secretClass: "tenant-api" };
    await assertPasses(policy, declared(rotated, annual));
    await assertTrips(policiesOn("2027-07-07").rotationOverdue, declared(rotated, annual), "by 1 day: version 4");
  });

  it("goes by the months and the days of a cadence, for whatever owner", async () => {
    const monthly = declared(rotated, { cadence: "monthly", owner: "Équipe Sécurité" });
    await assertPasses(policiesOn("2026-08-03").rotationOverdue, monthly);
    await assertTrips(policiesOn("2026-08-04").rotationOverdue, monthly, "(owner: Équipe Sécurité)", "by 2026-08-03.");
    const daily = declared(rotated, { cadence: 10 });
    await assertPasses(policiesOn("2026-07-16").rotationOverdue, daily);
    await assertTrips(policiesOn("2026-07-18").rotationOverdue, daily, "by 2 days: version 4", "by 2026-07-16.");
  });

  it("is not said of what was rotated in this quarter", async () => {
    await assertPasses(policy, declared(ledger(4, { 4: { since: "2026-10-01T09:00:00.000Z" } })));
  });

  it("is not said of what is rotated in this very run, back or forth, or in an incident", async () => {
    await assertPasses(policy, declared(rotated, { current: 5 }));
    await assertPasses(policy, declared(ledger(5, { 4: {}, 5: {} }), { current: 4 }));
    await assertPasses(policy, declared(rotated, { incident: { ticket: "SEC-42" } }));
  });

  it("is still said of what was taken back to the value from before", async () => {
    const takenBack = ledger(4, { 4: { since: "2026-10-06T09:00:00.000Z" }, 5: { since: "2026-10-05T09:00:00.000Z" } });
    await assertTrips(policy, declared(takenBack), "version 4 is from 2026-07-06", "current: 6, retain: [4]");
  });

  it("goes by when a version became current, not by when it was put on record", async () => {
    const later = ledger(5, { 4: {}, 5: { since: "2026-10-02T09:00:00.000Z" } });
    await assertPasses(policy, declared(later, { current: 5 }));
  });

  it("is not said of a secret that begins, or whose ledger or cadence the preview does not know", async () => {
    for (const onSwarm of [undefined, unknown, ledger(undefined, { 4: pending }), ledger(4, { 4: pending })]) {
      await assertPasses(policy, declared(onSwarm));
    }
    await assertPasses(policy, declared(rotated, { cadence: unknown }));
    await assertPasses(policy, [versionedSecret("db_writer")]);
    await assertTrips(policy, declared(rotated, { owner: unknown }), "(owner: nobody)");
  });
});

describe("rotation-overdue-past-grace", () => {
  const past = policiesOn("2026-10-20").rotationOverduePastGrace;

  it("is mandatory", () => {
    assert.equal(past.enforcementLevel, "mandatory");
  });

  it("begins after 14 days", async () => {
    await assertPasses(policiesOn("2026-10-19").rotationOverduePastGrace, declared(rotated));
    await assertTrips(past, declared(rotated), "by 15 days", "past the 14 days of grace", "Rotate it: current: 5");
  });

  it("begins when it is set to", async () => {
    const soon = policiesOn("2026-10-06").rotationOverduePastGrace;
    assert.equal((await violations(soon, declared(rotated), { graceDays: 0 })).length, 1);
    assert.deepEqual(await violations(soon, declared(rotated), { graceDays: 1 }), []);
    await assert.rejects(violations(soon, declared(rotated), { graceDays: 1.5 }), /graceDays/);
  });

  it("does not refuse a run that rotates another secret, back or forth, or for an incident", async () => {
    const others = [
      declared(rotated, { name: "other", current: 5 }),
      declared(ledger(5, { 4: {}, 5: {} }), { name: "other", current: 4 }),
      declared(rotated, { name: "other", incident: { ticket: "SEC-42" } }),
    ];
    for (const other of others) await assertPasses(past, [...declared(rotated), ...other]);
  });

  it("does not refuse it once it is done, when the ledgers look as if nothing had moved", async () => {
    const done = (since: string) => declared(ledger(5, { 4: {}, 5: { since } }), { name: "other", current: 5 });
    await assertPasses(past, [...declared(rotated), ...done("2026-10-20T11:59:00.000Z")]);
    await assertTrips(past, [...declared(rotated), ...done("2026-10-19T11:59:00.000Z")], "db_writer (owner: Platform)");
  });

  it("refuses a run that only adds a secret, or of whose others the preview knows nothing", async () => {
    await assertTrips(past, [...declared(rotated), ...declared(undefined, { name: "other" })], "db_writer");
    await assertTrips(past, [...declared(rotated), ...declared(unknown, { name: "other" })], "db_writer");
  });
});

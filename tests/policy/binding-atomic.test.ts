import { bindingAtomic as policy } from "../../policy/binding-atomic.ts";
import type { Ledger } from "../../rotation/ledger.ts";
import {
  assertPasses,
  assertTrips,
  binding,
  bound,
  having,
  ledger,
  pending,
  record,
  retired,
  secret,
  unknown,
  versionedSecret,
  type TestResource,
} from "./support.ts";

/** What is declared of a secret, and what the Swarm has on record of it before the run. */
interface Declared {
  current: number;
  secretClass?: string;
  connections?: boolean;
  retain?: number[];
  ledger: Ledger | string | undefined;
  /** What the state has on record, as the provider's check gives it to the policies. */
  onRecord?: Ledger;
  incident?: object;
  group?: unknown;
}

function secretOf(
  name: string,
  { current, retain = [], group = "roles", secretClass = "swarm-infra", ...props }: Declared,
): TestResource[] {
  const versions = Object.fromEntries([current, ...retain].map((version) => [version, unknown]));
  return [
    versionedSecret(name, { current, retain, group, secretClass }),
    record(name, { current, versions, ...props }),
  ];
}

/** A writer and its reader, of one group, which the service `api` has together. */
function pair(writer: Declared, reader: Declared): TestResource[] {
  const secrets = { ...bound("db_writer", writer.current), ...bound("db_reader", reader.current) };
  return [...secretOf("db_writer", writer), ...secretOf("db_reader", reader), binding("api", secrets)];
}

const on4 = ledger(4, { 4: {} });
/** Begun at another number, and elsewhere since. */
const on12 = ledger(12, { 11: {}, 12: {} });
const rotated = ledger(5, { 4: {}, 5: {} });
const takenBack = ledger(4, { 4: {}, 5: {} });
const begun = ledger(4, { 4: {}, 5: pending });

describe("binding-atomic, of a service's secrets", () => {
  it("takes a binding for each service", async () => {
    await assertPasses(policy, [binding("api", bound("db_writer", 4)), binding("worker", bound("db_writer", 4))]);
  });

  it("refuses two bindings of one service", async () => {
    const second = binding("api_too", bound("db_reader", 4), { service: "busflow_api" });
    const problem = "The service busflow_api has more than one binding; api_too is another one.";
    const remedy = "List all its secrets in one binding.";
    await assertTrips(policy, [binding("api", bound("db_writer", 4)), second], problem, remedy, "#bindings");
  });

  it("says nothing of services that the preview does not know", async () => {
    const named = (name: string) => binding(name, {}, { service: unknown });
    await assertPasses(policy, [named("api"), named("worker")]);
  });
});

describe("binding-atomic, of one group's secrets", () => {
  it("refuses a rotation of one without the other", async () => {
    const resources = pair({ current: 5, retain: [4], ledger: on4 }, { current: 12, ledger: on12 });
    const problem = "db_writer moves to another version without db_reader, of the same group roles.";
    await assertTrips(policy, resources, problem, "The service busflow_api has them together.", "in one run");
  });

  it("takes a rotation of both, whatever their numbers", async () => {
    await assertPasses(
      policy,
      pair({ current: 5, retain: [4], ledger: on4 }, { current: 13, retain: [12], ledger: on12 }),
    );
  });

  it("takes it that nothing moves: a retirement, or nothing at all", async () => {
    await assertPasses(policy, pair({ current: 5, ledger: rotated }, { current: 12, retain: [11], ledger: on12 }));
  });

  it("refuses it once, though several services have them together", async () => {
    const resources = pair({ current: 5, ledger: on4 }, { current: 12, ledger: on12 });
    const secrets = { ...bound("db_writer", 5), ...bound("db_reader", 12) };
    await assertTrips(policy, [...resources, binding("worker", secrets)], "The service busflow_api");
  });

  it("takes it of secrets that no service has together", async () => {
    const [writer, reader] = [
      { current: 5, ledger: on4 },
      { current: 12, ledger: on12 },
    ];
    const apart = [
      ...pair(writer, reader).filter(({ name }) => name !== "api"),
      binding("api", bound("db_writer", 5)),
      binding("worker", bound("db_reader", 12)),
    ];
    await assertPasses(policy, apart);
  });

  it("takes it of secrets of no group, or of two", async () => {
    for (const group of [null, "others", unknown]) {
      await assertPasses(policy, pair({ current: 5, ledger: on4, group }, { current: 12, ledger: on12 }));
    }
    await assertPasses(
      policy,
      pair({ current: 5, ledger: on4, group: null }, { current: 12, ledger: on12, group: null }),
    );
  });

  it("takes an incident, which moves what has leaked alone", async () => {
    const incident = { ticket: "SEC-42", discoveredAt: "2026-11-23T09:00:00.000Z" };
    await assertPasses(policy, pair({ current: 5, ledger: on4, incident }, { current: 12, ledger: on12 }));
  });

  it("takes the completion of a rotation of which a part was verified already", async () => {
    await assertPasses(
      policy,
      pair({ current: 5, retain: [4], ledger: begun }, { current: 5, retain: [4], ledger: rotated }),
    );
  });

  it("takes the way back from a rotation of which a part was verified already", async () => {
    await assertPasses(
      policy,
      pair({ current: 4, retain: [5], ledger: begun }, { current: 4, retain: [5], ledger: rotated }),
    );
  });

  it("takes the next attempt for the one whose version failed and was dropped", async () => {
    const dropped = ledger(4, { 4: {}, 5: { ...pending, ...retired } });
    await assertPasses(policy, pair({ current: 6, retain: [4], ledger: dropped }, { current: 5, ledger: rotated }));
  });

  it("takes both back, and both forth again", async () => {
    await assertPasses(
      policy,
      pair({ current: 4, retain: [5], ledger: rotated }, { current: 11, retain: [12], ledger: on12 }),
    );
    await assertPasses(
      policy,
      pair({ current: 5, retain: [4], ledger: takenBack }, { current: 5, retain: [4], ledger: takenBack }),
    );
  });

  it("refuses to take back one where the other can go back, too", async () => {
    const back = { current: 4, retain: [5], ledger: rotated };
    await assertTrips(policy, pair(back, { current: 12, retain: [11], ledger: on12 }), "db_writer moves");
  });

  it("takes one back where the other has no way back any more, or is back already", async () => {
    const back = { current: 4, retain: [5], ledger: rotated };
    await assertPasses(policy, pair(back, { current: 12, ledger: on12 }));
    await assertPasses(policy, pair(back, { current: 4, retain: [5], ledger: takenBack }));
  });

  it("takes one back where the other is back already and could go further, or has an older version that never was current", async () => {
    const back = { current: 4, retain: [5], ledger: rotated };
    const further = { current: 12, retain: [11, 13], ledger: ledger(12, { 11: {}, 12: {}, 13: {} }) };
    await assertPasses(policy, pair(back, further));
    await assertPasses(policy, pair(back, { current: 12, retain: [11], ledger: ledger(12, { 11: pending, 12: {} }) }));
  });

  it("takes it that one catches up with the other, and refuses it that one of two goes forth", async () => {
    const forth = { current: 5, retain: [4], ledger: takenBack };
    await assertPasses(policy, pair(forth, { current: 12, ledger: on12 }));
    await assertTrips(policy, pair(forth, { current: 4, retain: [5], ledger: takenBack }), "db_writer moves");
  });

  it("takes a secret that begins, and one that comes back, beside one that stays", async () => {
    await assertPasses(policy, pair({ current: 1, ledger: undefined }, { current: 12, ledger: on12 }));
    const gone = ledger(2, { 1: retired, 2: retired });
    await assertPasses(policy, pair({ current: 3, ledger: gone }, { current: 12, ledger: on12 }));
    const killed = ledger(undefined, { 1: pending });
    await assertPasses(policy, pair({ current: 1, ledger: killed }, { current: 12, ledger: on12 }));
  });

  it("says nothing where the preview does not know the ledger of one", async () => {
    await assertPasses(policy, pair({ current: 5, ledger: on4 }, { current: 12, ledger: unknown }));
    await assertPasses(policy, pair({ current: 5, ledger: unknown }, { current: 12, ledger: on12 }));
  });

  it("goes by those that it knows, of three", async () => {
    const resources = pair({ current: 5, ledger: on4 }, { current: 12, ledger: on12 });
    await assertTrips(
      policy,
      [...resources, ...secretOf("db_admin", { current: 2, ledger: unknown })],
      "db_writer moves",
    );
  });

  it("takes two of a class with connections for a group by default, unless they say none", async () => {
    const database = (group: string | null): Partial<Declared> => ({
      secretClass: "database",
      connections: true,
      group,
    });
    const moved = (group: string | null) =>
      pair({ current: 5, ledger: on4, ...database(null) }, { current: 12, ledger: on12, ...database(group) });
    await assertTrips(policy, moved(null), "without db_reader, of the same group database (default).");
    await assertPasses(policy, moved("none"));
    const apart = pair({ current: 5, ledger: on4, ...database(null) }, { current: 12, ledger: on12, group: null });
    await assertPasses(policy, apart);
  });

  it("goes by the state's copy where no way leads to the Swarm", async () => {
    const offline = (current: number, onRecord: Ledger) => ({ current, ledger: undefined, onRecord });
    await assertTrips(policy, pair(offline(5, on4), offline(12, on12)), "db_writer moves");
    await assertPasses(policy, pair(offline(5, on4), offline(13, on12)));
  });

  it("takes the completion, and the way back, of a rotation of which the state's copies know one half only", async () => {
    const exists = (name: string, version: number): TestResource =>
      having(secret(name, version), (props) => (props["id"] = "aaaa"));
    const forth = pair({ current: 5, retain: [4], ledger: on4 }, { current: 5, retain: [4], ledger: rotated });
    await assertTrips(policy, [...forth, secret("db_writer", 5)], "db_writer moves");
    await assertPasses(policy, [...forth, exists("db_writer", 5)]);
    const back = pair({ current: 4, retain: [5], ledger: on4 }, { current: 4, retain: [5], ledger: rotated });
    await assertPasses(policy, [...back, exists("db_writer", 5)]);
  });
});

// What the runbook has an operator do, from the first version to the incident: no policy may stand in its way.
import assert from "node:assert/strict";
import { bindingAtomic } from "../../policy/binding-atomic.ts";
import { bindingTargetStable } from "../../policy/binding-target-stable.ts";
import { incidentPolicy } from "../../policy/incident-revoked-first.ts";
import { ownerAndCadence } from "../../policy/owner-and-cadence.ts";
import { previousVersionRetained } from "../../policy/previous-version-retained.ts";
import { resourceTypes } from "../../rotation/contract.ts";
import { overduePolicies } from "../../policy/rotation-overdue.ts";
import { secretNameVersioned } from "../../policy/secret-name-versioned.ts";
import { secretNoOverwrite } from "../../policy/secret-no-overwrite.ts";
import { secretVersionsMonotonic } from "../../policy/secret-versions-monotonic.ts";
import { RotationError } from "../../rotation/rotation-error.ts";
import { classes } from "../support/classes.ts";
import { useStackConfig } from "../policy/compose.ts";
import { Past, type Wanted } from "./rotations.ts";
import { violations, type TestResource } from "../policy/support.ts";

/** What all the policies say of a preview. */
async function said(past: Past, resources: readonly TestResource[]): Promise<string[]> {
  const clock = (): Date => past.now;
  const policies = [
    ...[secretNameVersioned, secretNoOverwrite, secretVersionsMonotonic, previousVersionRetained, bindingAtomic],
    ...[bindingTargetStable, incidentPolicy(clock), ...Object.values(overduePolicies(clock)), ownerAndCadence],
  ];
  return (await Promise.all(policies.map((policy) => violations(policy, resources)))).flat();
}

/** Those that go by what the ledger says of one secret. */
function ofTheRecord({ now }: Past) {
  return [secretVersionsMonotonic, previousVersionRetained, incidentPolicy(() => now)];
}

/** One `up`, with its preview before it and, when it is through, the one after it. */
async function run(past: Past, wanted: Record<string, Wanted>, ...failed: string[]): Promise<Past> {
  past.check(wanted);
  assert.deepEqual(await said(past, past.resources(wanted)), []);
  assert.deepEqual(await said(past, past.resources(wanted, { isOffline: true })), []);
  const after = past.up(wanted, failed);
  if (failed.length === 0) assert.deepEqual(await said(after, after.resources(wanted)), []);
  return after;
}

const both = (wanted: Wanted, reader: Wanted = wanted) => ({ db_writer: wanted, db_reader: reader });
const hoursAgo = (past: Past, hours: number): string => past.later(-hours).now.toISOString();

describe("a correct rotation, of a writer and its reader", () => {
  let past: Past;

  const configure = useStackConfig();
  beforeEach(async () => {
    configure({ classes });
    past = (await run(new Past(), both({ current: 4 }, { current: 12 }))).later(1);
    past = (await run(past, both({ current: 5, retain: [4] }, { current: 13, retain: [12] }))).later(1);
  });

  it("passes with its retirement, and the next one after it", async () => {
    past = (await run(past.later(73), both({ current: 5 }, { current: 13 }))).later(1);
    await run(past, both({ current: 6, retain: [5] }, { current: 14, retain: [13] }));
  });

  it("passes with the retirement of one before the other's", async () => {
    past = await run(past.later(73), both({ current: 5 }, { current: 13, retain: [12] }));
    await run(past, both({ current: 5 }, { current: 13 }));
  });

  it("passes back, forth again, and on to the next version", async () => {
    past = (await run(past, both({ current: 4, retain: [5] }, { current: 12, retain: [13] }))).later(1);
    past = (await run(past, both({ current: 5, retain: [4] }, { current: 13, retain: [12] }))).later(73);
    await run(past, both({ current: 6, retain: [5] }, { current: 14, retain: [13] }));
  });

  it("passes back, and to a third version from there", async () => {
    past = (await run(past, both({ current: 4, retain: [5] }, { current: 12, retain: [13] }))).later(1);
    await run(past, both({ current: 6, retain: [4, 5] }, { current: 14, retain: [12, 13] }));
  });

  for (const failed of [["db_writer"], ["db_reader"], ["db_writer", "db_reader"]]) {
    describe(`whose run fails before ${failed.join(" and ")} went through`, () => {
      const next = both({ current: 6, retain: [5] }, { current: 14, retain: [13] });

      const configure = useStackConfig();
      beforeEach(async () => {
        configure({ classes });
        past = (await run(past.later(73), next, ...failed)).later(1);
      });

      it("passes when it is run again, also when that fails", async () => {
        past = await run(past, next, ...failed);
        await run(past, next);
      });

      it("passes on its way back, with the failed version kept and then dropped", async () => {
        past = (await run(past, both({ current: 5, retain: [6] }, { current: 13, retain: [14] }))).later(73);
        await run(past, both({ current: 5 }, { current: 13 }));
      });

      it("passes with the next version in place of the one that failed", async () => {
        const again = { db_writer: { current: 7, retain: [5] }, db_reader: { current: 15, retain: [13] } };
        const wanted = Object.entries(again).map(([name, fixed]) => [
          name,
          failed.includes(name) ? fixed : next[name as keyof typeof next],
        ]);
        await run(past, Object.fromEntries(wanted) as Record<string, Wanted>);
      });

      it("passes with the failed version dropped first, and the next one later", async () => {
        const [old, again] = [
          both({ current: 5 }, { current: 13 }),
          both({ current: 7, retain: [5] }, { current: 15, retain: [13] }),
        ];
        const mixed = (fixed: typeof old) =>
          Object.fromEntries(
            Object.entries(fixed).map(([name, one]) => [
              name,
              failed.includes(name) ? one : next[name as keyof typeof next],
            ]),
          );
        past = (await run(past, mixed(old))).later(1);
        await run(past, mixed(again));
      });
    });
  }

  it("passes in an incident of one, when that fails, is run again, is closed, and when both are rotated after it", async () => {
    const incident = { ticket: "SEC-42", discoveredAt: hoursAgo(past, 0.9), revokedAt: hoursAgo(past, 0.5) };
    const wanted = both({ current: 6, incident }, { current: 13, retain: [12] });
    past = await run(past, wanted, "db_writer");
    past = (await run(past, wanted)).later(20);
    past = (await run(past, wanted)).later(20);
    past = (await run(past, both({ current: 6 }, { current: 13, retain: [12] }))).later(73);
    await run(past, both({ current: 7, retain: [6] }, { current: 14, retain: [13] }));
  });

  it("passes when one leaves the config and comes back with its next number", async () => {
    const reader = { current: 13, retain: [12] };
    const gone = past.up({ db_writer: { current: 5 }, db_reader: reader });
    const retired = new Past({ ...gone.ledgers, db_writer: retireAll(gone) }, {}, gone.now);
    past = await run(retired, { db_reader: reader });
    await run(past, both({ current: 6 }, reader));
  });
});

function retireAll({ ledgers, now }: Past) {
  const { versions = {}, ...rest } = ledgers["db_writer"] ?? {};
  const retiredAt = now.toISOString();
  return {
    ...rest,
    versions: Object.fromEntries(Object.entries(versions).map(([n, entry]) => [n, { ...entry, retiredAt }])),
  };
}

describe("whatever the program's own rules accept of a secret", function () {
  this.timeout(180_000);

  const candidates: Wanted[] = [1, 2, 3, 4].flatMap((current) => {
    const others = [1, 2, 3, 4].filter((version) => version !== current);
    const pairs = others.flatMap((one, index) => others.slice(index + 1).map((two) => [one, two]));
    return [[], ...others.map((one) => [one]), ...pairs].map((retain) => ({ current, retain }));
  });

  it("passes, in every past of three runs, but for a new version that is not to be the newest", async () => {
    const seen = new Set<string>();
    let accepted = 0;
    let pasts = [new Past()];
    for (let depth = 0; depth < 3; depth += 1) {
      const next: Past[] = [];
      for (const past of pasts) {
        for (const one of candidates.flatMap((wanted) => withIncidents(past, wanted, depth))) {
          const wanted = { db_writer: one };
          if (!isAccepted(past, wanted)) continue;
          accepted += 1;
          const records = past.resources(wanted).filter(({ type }) => type === resourceTypes.record);
          const messages = (await Promise.all(ofTheRecord(past).map((policy) => violations(policy, records)))).flat();
          if (isNewButNotNewest(past, one)) assert.match(messages.join("\n"), /the newer one is current/);
          else assert.deepEqual(messages, [], `${JSON.stringify(one)} after ${JSON.stringify(past.ledgers)}`);
          for (const after of [past.up(wanted), past.up(wanted, ["db_writer"])]) {
            if (seen.has(after.shape)) continue;
            seen.add(after.shape);
            next.push(after.later(80));
          }
        }
      }
      pasts = next;
    }
    assert.ok(accepted > 5000, `${accepted} declarations`);
  });
});

function withIncidents(past: Past, wanted: Wanted, run: number): Wanted[] {
  const times = { discoveredAt: hoursAgo(past, 2), revokedAt: hoursAgo(past, 1) };
  const recorded = past.ledgers["db_writer"]?.incident;
  // One that was closed 80 h ago is refused as such.
  const isOpen = recorded !== undefined && recorded.oldRemovedAt === undefined;
  return [
    wanted,
    { ...wanted, incident: { ticket: `SEC-${run}`, ...times } },
    ...(isOpen ? [{ ...wanted, incident: recorded }] : []),
  ];
}

function isAccepted(past: Past, wanted: Record<string, Wanted>): boolean {
  try {
    past.check(wanted);
    return true;
  } catch (error) {
    if (error instanceof RotationError) return false;
    throw error;
  }
}

function isNewButNotNewest({ ledgers }: Past, { current, retain = [] }: Wanted): boolean {
  const { versions = {}, current: before } = ledgers["db_writer"] ?? {};
  return before !== undefined && versions[current] === undefined && Math.max(...retain) > current;
}

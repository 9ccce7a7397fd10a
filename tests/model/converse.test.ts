// Whatever the program refuses the pack refuses, and the other way round, or it is in this table with the reason.
import assert from "node:assert/strict";
import { inventoryCodes, type InventoryCode } from "../../inventory/problems.ts";
import { policyCodes, type PolicyCode } from "../../policy/finding-codes.ts";
import { incidentPolicy } from "../../policy/incident-revoked-first.ts";
import { previousVersionRetained } from "../../policy/previous-version-retained.ts";
import { secretVersionsMonotonic } from "../../policy/secret-versions-monotonic.ts";
import type { Incident } from "../../rotation/incidents.ts";
import type { Ledger } from "../../rotation/ledger.ts";
import { rotationCodes, type RotationCode } from "../../rotation/rotation-error.ts";
import { declarationFindings } from "../../rotation/rules.ts";
import { ledger, record, retired, unknown, violations } from "../policy/support.ts";

const now = new Date("2026-11-23T12:00:00Z");
const onSwarm = ledger(5, { 3: retired, 4: { retiredAt: "2026-08-01T09:00:00.000Z" }, 5: {} });
const incident: Incident = {
  ...{ ticket: "SEC-42", discoveredAt: "2026-11-23T09:00:00.000Z", revokedAt: "2026-11-23T09:40:00.000Z" },
  ...{ roleRotatedAt: "2026-11-23T09:45:00.000Z", reason: undefined },
};

/** A declaration that both refuse, by the same rule. */
interface Both {
  current: number;
  retain?: number[];
  incident?: Incident;
}

/** Why only one of them refuses it, or how both do elsewhere. */
type Reason = string;

const declaresNothing =
  "program: it stops at its config and declares nothing; what the pack would see of it is not there";
const needsTheClock = "program: it needs the Engine's clock, or services that only the Swarm knows";
const needsTheSwarm = "program: it is seen on the Swarm while the run is under way";
const byHand = "pack: the program's own resources never are so; it guards those that somebody declares beside them";
const outside = "pack: it is about files and services that the program does not read";
const reviewed =
  "pack: a weaker guard is nothing that cannot be declared, but something that a reviewer has to approve";
const bothRead =
  "both: the pack parses the keys that it reads with the program's own parser; of a fault in the others it sees nothing, as nothing is declared";

const table: Record<InventoryCode | RotationCode | PolicyCode, Both | Reason> = {
  "missing": bothRead,
  "not-allowed": bothRead,
  "unknown-key": bothRead,
  "listed-twice": bothRead,
  "malformed-name": declaresNothing,
  "name-too-long": "both: secret-name-versioned has the limit for secrets of any program",
  "no-classes": "both: owner-and-cadence finds no known class then",
  "current-retained": declaresNothing,
  "cadence-too-long": "both: owner-and-cadence asks the same rule, isLonger",
  "only-with-connections": declaresNothing,
  "only-for-given-values": declaresNothing,
  "ambiguous-dependant": declaresNothing,
  "release-in-use": declaresNothing,
  "unknown-secret": declaresNothing,
  "same-service": "both: binding-atomic has it as second-binding",
  "same-target": "both: binding-target-stable asks the same rule, targetFile",
  "versioned-target": "both: binding-target-stable asks the same rule, targetFault",
  "mode-too-wide": "both: binding-target-stable asks the same rule, modeFault",
  "not-a-mapping": declaresNothing,
  "value-missing": declaresNothing,
  "value-malformed": declaresNothing,
  "value-too-large": declaresNothing,
  "value-elsewhere": declaresNothing,
  "value-undeclared": declaresNothing,
  "incident-not-revoked": { current: 6, incident: { ...incident, revokedAt: undefined } },
  "incident-in-the-future": { current: 6, incident: { ...incident, revokedAt: "2026-11-23T13:00:00.000Z" } },
  "incident-out-of-order": { current: 6, incident: { ...incident, revokedAt: "2026-11-23T08:00:00.000Z" } },
  "role-not-rotated": { current: 6, incident: { ...incident, roleRotatedAt: undefined } },
  "incident-open": needsTheClock,
  "incident-rewritten": "program: the ledger's own incident tells, and the next version is what is at stake",
  "incident-without-new-version": "program: the ledger's own incident tells, and the next version is what is at stake",
  "version-retired": { current: 5, retain: [3] },
  "version-out-of-order": { current: 8, retain: [5] },
  "version-revoked": "program: the provider refuses it once more, and nothing returns to what has leaked",
  "version-with-another-value": "program: the pack gets no fingerprint that a preview does not know",
  "still-in-use": { current: 6 },
  "still-retained": needsTheClock,
  "nothing-on-record": needsTheClock,
  "not-verified": needsTheSwarm,
  "changed-meanwhile": needsTheSwarm,
  "not-importable": "program: an import declares nothing",
  "another-swarm": needsTheSwarm,
  "protected": "program: the engine asks the hook, and no policy, about a deletion",
  "name-unknown": byHand,
  "name-without-labels": byHand,
  "name-not-versioned": byHand,
  "name-disagrees": byHand,
  "resource-not-named-so": byHand,
  "secret-replaceable": byHand,
  "change-ignored": byHand,
  "not-a-versioned-secret": byHand,
  "declared-twice": byHand,
  "foreign-reference": byHand,
  "older-than-new": "pack: advice of a reviewer's; both versions are new, and the ledger allows either",
  "second-binding": "both: the program has it as same-service",
  "group-split": "pack: a run that rotates a part of a group may be the one that completes another",
  "incident-without-ticket": byHand,
  "incident-unreadable": byHand,
  "incident-left-over": "pack: the run that closes an incident has to be possible with it still declared",
  "class-unknown": "both: the program has it as not-allowed",
  "owner-missing": byHand,
  "cadence-unknown": "both: the program has it as not-allowed",
  "rotation-overdue": "pack: an incident's run must never be stopped by another secret's date",
  "compose-file-unreadable": outside,
  "compose-disagrees": outside,
  "consumer-not-gated": outside,
  "plain-text": outside,
  "exception-faulty": outside,
  "guard-weakened": reviewed,
  "approval-faulty": reviewed,
  "approval-in-force": reviewed,
  "base-not-compared": reviewed,
  "cannot-look": outside,
  "not-looked-at": "pack: the program asks the Swarm, or says itself that it could not",
  "column-not-signed-off": "pack: the list of what is signed off is the pack's, out of the reach of the stack config",
};

describe("what the program refuses and what the pack refuses", () => {
  it("is told apart for every code that there is", () => {
    const codes = new Set<string>([...inventoryCodes, ...rotationCodes, ...policyCodes]);
    assert.deepEqual(Object.keys(table).sort(), [...codes].sort());
    for (const entry of Object.values(table)) {
      if (typeof entry === "string") assert.match(entry, /^(program|pack|both): .{10,}/);
    }
  });

  for (const [code, entry] of Object.entries(table)) {
    if (typeof entry === "string") continue;
    it(`is the same for ${code}, in the same words`, async () => {
      const { problem, remedy } = ofProgram(entry, code);
      const said = (await ofPack(entry)).filter((message) => message.includes(problem) && message.includes(remedy));
      assert.equal(said.length, 1, `${problem}\nis not in\n${(await ofPack(entry)).join("\n")}`);
    });
  }

  it("is nothing of a rotation that is right", async () => {
    assert.deepEqual(findings({ current: 6, retain: [5] }), []);
    assert.deepEqual(await ofPack({ current: 6, retain: [5] }), []);
  });
});

function findings({ current, retain = [], incident: declared }: Both, known: Ledger = onSwarm) {
  const declaration = {
    ...{ namespace: "busflow", logicalName: "db_writer", current, versions: [...retain, current] },
    ...{ retentionHours: 72, incident: declared, connections: true },
  };
  return declarationFindings(known, declaration, now);
}

function ofProgram(entry: Both, code: string) {
  const found = findings(entry).find((finding) => finding.code === code);
  assert.ok(found !== undefined, `the program does not find ${code}`);
  return found;
}

async function ofPack({ current, retain = [], incident: declared }: Both): Promise<string[]> {
  const versions = Object.fromEntries([current, ...retain].map((version) => [version, unknown]));
  const props = { current, versions, ledger: onSwarm, incident: declared, connections: true };
  const policies = [secretVersionsMonotonic, previousVersionRetained, incidentPolicy(() => now)];
  const messages = await Promise.all(policies.map((policy) => violations(policy, [record("db_writer", props)])));
  return messages.flat();
}

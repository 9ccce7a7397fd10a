// Ledgers as they are at some moments of a secret's life, and the rules that need the past as tables of cases.
import assert from "node:assert/strict";
import { type Ledger, type LedgerEntry } from "../../rotation/ledger.ts";
import { RotationError, rotationCodes } from "../../rotation/rotation-error.ts";
import type { Declaration } from "../../rotation/declaration.ts";
import { checkDeclaration } from "../../rotation/rules.ts";
import { incident, revokedIncident } from "./incidents.ts";

export const now = new Date("2026-11-23T10:00:00.000Z");

/** An hour, or any time, before now. */
export function ago(hours: number): string {
  return new Date(now.getTime() - hours * 3_600_000).toISOString();
}

/** A version that became current so many hours ago. */
export function used(hours: number, more: Partial<LedgerEntry> = {}): LedgerEntry {
  return { addedAt: ago(hours), since: ago(hours), ...more };
}

/** A version that is bound nowhere, or where a rotation failed. */
export function pending(hours: number, more: Partial<LedgerEntry> = {}): LedgerEntry {
  return { addedAt: ago(hours), ...more };
}

/** Versions 1 to 3 are retired, 4 is kept as the way back from 5, which was verified 31 hours ago. */
export const rotated: Ledger = {
  ...{ current: 5, settledAt: ago(31), retentionHours: 72 },
  versions: {
    ...{ 1: used(4000, { retiredAt: ago(1000) }), 2: used(3000, { retiredAt: ago(1000) }) },
    ...{ 3: used(2000, { retiredAt: ago(500) }), 4: used(1000), 5: used(31) },
  },
};

/** The rotation from 5 to 6 has failed. */
export const failed: Ledger = { ...rotated, versions: { ...rotated.versions, 6: pending(1) } };

/** The incident SEC-42 has revoked what was before 6, but its rotation has failed. */
export const leaking: Ledger = {
  ...rotated,
  versions: {
    ...rotated.versions,
    ...{ 4: used(1000, { revokedBy: "SEC-42" }), 5: used(31, { revokedBy: "SEC-42" }), 6: pending(0.1) },
  },
};

/** The incident's rotation is through: 4 and 5 are about to go. */
export const contained: Ledger = {
  ...{ current: 6, settledAt: ago(0.1), retentionHours: 72 },
  versions: { ...leaking.versions, 6: used(0.1) },
  incident: {
    ...{ ticket: "SEC-42", version: 6, discoveredAt: incident.discoveredAt, revokedAt: revokedIncident.revokedAt },
    missedDeadline: false,
  },
};

/** 4 was verified 80 hours ago in place of 3, and 5 two hours ago in place of 4. */
export const rotatedTwice: Ledger = {
  ...{ current: 5, settledAt: ago(2), retentionHours: 72 },
  versions: { 3: used(1000), 4: used(80), 5: used(2) },
};

interface Declared extends Partial<Declaration> {
  current: number;
  /** Besides the current one. */
  retain?: number[];
}

interface Case {
  what: string;
  ledger: Ledger;
  declared: Declared;
  /** What is wrong and what to do; undefined for a near miss. */
  message: string | undefined;
}

export function passes(what: string, ledger: Ledger, declared: Declared): Case {
  return { what, ledger, declared, message: undefined };
}

export function trips(what: string, ledger: Ledger, declared: Declared, problem: string, remedy: string): Case {
  return { what, ledger, declared, message: `busflow_db_writer_${problem}\n${remedy}` };
}

export function tripsIncident(what: string, ledger: Ledger, declared: Declared, problem: string, remedy: string): Case {
  return { what, ledger, declared, message: `Incident ${problem}\n${remedy}` };
}

/** That an error says this, besides the places: those are in the secret's entry, and each finding has its code. */
export function says(message: string) {
  return (error: unknown): boolean => {
    assert.ok(error instanceof RotationError, String(error));
    for (const { path = [], code } of error.findings) {
      assert.deepEqual(path.slice(0, 2), ["secrets", "db_writer"]);
      assert.ok(["current", "retain", "incident"].includes(String(path[2])), String(path));
      assert.ok(rotationCodes.includes(code), code);
    }
    assert.equal(
      new RotationError(error.findings.map((finding) => ({ ...finding, path: undefined }))).message,
      message,
    );
    return true;
  };
}

/** A test for each case, by the rules' names. */
export function describeRules(rules: Record<string, Case[]>): void {
  for (const [rule, cases] of Object.entries(rules)) {
    describe(rule, () => {
      for (const { what, ledger, declared, message } of cases) {
        it(what, () => {
          const { retain = [], ...rest } = declared;
          const declaration: Declaration = {
            ...{ namespace: "busflow", logicalName: "db_writer", versions: [...retain, declared.current] },
            ...{ retentionHours: 72, incident: undefined, connections: false },
            ...rest,
          };
          const check = () => {
            checkDeclaration(ledger, declaration, now);
          };
          if (message === undefined) assert.doesNotThrow(check);
          else assert.throws(check, says(message));
        });
      }
    });
  }
}

// What is due when, by the cadences of the declared secrets and what the ledgers say of their last rotation.
import type { Inventory } from "../inventory/inventory.ts";
import { cadenceText, daysOverdue, dueOn } from "../rotation/cadence.ts";
import { lastRotated } from "../rotation/last-rotated.ts";
import type { Ledger } from "../rotation/ledger.ts";

/** One secret's next rotation. */
export interface Due {
  readonly secret: string;
  readonly class: string;
  readonly owner: string;
  /** The cadence as words that follow "rotated": `quarterly`. */
  readonly cadence: string;
  readonly current: number;
  /** When it was rotated last: ISO 8601; left out when that is not on record. */
  readonly rotatedAt?: string;
  /** The day by whose end it has to be rotated: `2027-01-04`; left out when nothing is on record. */
  readonly due?: string;
  /** Whole days past that; 0 when it is in time. */
  readonly overdueDays: number;
}

/** All secrets, what is due first at the top, and what has nothing on record at the end. */
export function duesOf({ secrets }: Inventory, ledgers: ReadonlyMap<string, Ledger>, now: Date): Due[] {
  return secrets
    .map(({ logicalName, class: secretClass, owner, cadence, current }): Due => {
      const rotatedAt = lastRotated(ledgers.get(logicalName) ?? { versions: {} });
      const told = { secret: logicalName, class: secretClass, owner, cadence: cadenceText(cadence), current };
      if (rotatedAt === undefined) return { ...told, overdueDays: 0 };
      const due = dueOn(cadence, rotatedAt).toISOString().slice(0, 10);
      return { ...told, rotatedAt: rotatedAt.toISOString(), due, overdueDays: daysOverdue(cadence, rotatedAt, now) };
    })
    .sort((a, b) => compare(a.due ?? "9999", b.due ?? "9999") || compare(a.secret, b.secret));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

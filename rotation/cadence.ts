// When a secret's rotation is due. Days are UTC's, from midnight to midnight: the calendar is the runbook's, not a service's.
import { cadences, type Cadence } from "./defaults.ts";

const dayMs = 86_400_000;

/**
 * The day by whose end a secret has to be rotated again. Quarterly: the first Monday of the quarter after the one in which it
 * was rotated last, so that a rotation some days before the Monday of its own quarter counts. Annually: the same day of the
 * next year; 1 March after a 29 February.
 *
 * @param rotatedAt when it was rotated last
 * @returns that day's beginning
 */
export function dueOn(cadence: Cadence, rotatedAt: Date): Date {
  const [year, month] = [rotatedAt.getUTCFullYear(), rotatedAt.getUTCMonth()];
  if (cadence === "annually") return new Date(Date.UTC(year + 1, month, rotatedAt.getUTCDate()));
  return firstMonday(year, month - (month % 3) + 3);
}

/** For how many whole days a secret's rotation is overdue; 0 up to the end of the day on which it is due. */
export function daysOverdue(cadence: Cadence, rotatedAt: Date, now: Date): number {
  return Math.max(0, Math.floor((now.getTime() - dueOn(cadence, rotatedAt).getTime()) / dayMs));
}

/** Whether a cadence leaves more time between two rotations than another one. */
export function isLonger(cadence: Cadence, other: Cadence): boolean {
  return cadences.indexOf(cadence) > cadences.indexOf(other);
}

/** @param month from 0; 12 is the next year's first */
function firstMonday(year: number, month: number): Date {
  const first = new Date(Date.UTC(year, month, 1));
  return new Date(first.getTime() + ((8 - first.getUTCDay()) % 7) * dayMs);
}

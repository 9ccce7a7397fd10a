// When a secret's rotation is due. Days are UTC's, from midnight to midnight: the calendar is the runbook's, not a service's.
import { cadenceDays } from "./defaults.ts";

/** The cadences that go by the calendar, the shortest first. */
export const cadenceWords = ["monthly", "quarterly", "annually"] as const;

/** How often a secret has to be rotated: by the calendar, or after so many days. */
export type Cadence = (typeof cadenceWords)[number] | number;

/**
 * The most days that a cadence can leave between two rotations. Monthly and quarterly: from the first day of a month (31 days) or
 * quarter (92 days) to the seventh day of the next one. Annually: a year with a 29 February in it.
 */
const longestDays = { monthly: 37, quarterly: 98, annually: 366 } as const;

const dayMs = 86_400_000;

/** Whether a part of the stack config is a cadence: one of the words, or a whole number of days. */
export function isCadence(part: unknown): part is Cadence {
  if (typeof part !== "number") return cadenceWords.some((word) => word === part);
  return Number.isInteger(part) && part >= cadenceDays.min && part <= cadenceDays.max;
}

/** A cadence as words that follow "rotated": `quarterly`, `every 30 days`. */
export function cadenceText(cadence: Cadence): string {
  if (typeof cadence !== "number") return cadence;
  return cadence === 1 ? "every day" : `every ${cadence} days`;
}

/**
 * The day by whose end a secret has to be rotated again. Monthly and quarterly: the first Monday of the month or quarter after the
 * one in which it was rotated last, so that a rotation some days before the Monday of its own quarter counts. Annually: the same
 * day of the next year, or 1 March after a 29 February. A number: so many days later.
 *
 * @param rotatedAt when it was rotated last
 * @returns the beginning of that day
 * @example dueOn("quarterly", new Date("2026-11-27T10:00Z")) // 4 January 2027, a Monday
 */
export function dueOn(cadence: Cadence, rotatedAt: Date): Date {
  const [year, month, day] = [rotatedAt.getUTCFullYear(), rotatedAt.getUTCMonth(), rotatedAt.getUTCDate()];
  if (typeof cadence === "number") return new Date(Date.UTC(year, month, day + cadence));
  if (cadence === "annually") return new Date(Date.UTC(year + 1, month, day));
  return firstMonday(year, cadence === "monthly" ? month + 1 : month - (month % 3) + 3);
}

/** How many whole days a secret's rotation is overdue; 0 up to the end of the day on which it is due. */
export function daysOverdue(cadence: Cadence, rotatedAt: Date, now: Date): number {
  return Math.max(0, Math.floor((now.getTime() - dueOn(cadence, rotatedAt).getTime()) / dayMs));
}

/** Whether a cadence can leave more time between two rotations than another one ever does. */
export function isLonger(cadence: Cadence, other: Cadence): boolean {
  return mostDays(cadence) > mostDays(other);
}

/** The most days that a cadence can leave between two rotations. */
function mostDays(cadence: Cadence): number {
  return typeof cadence === "number" ? cadence : longestDays[cadence];
}

/** @param month counted from 0; 12 is January of the next year */
function firstMonday(year: number, month: number): Date {
  const first = new Date(Date.UTC(year, month, 1));
  return new Date(first.getTime() + ((8 - first.getUTCDay()) % 7) * dayMs);
}

// The days on which rotations are due, as a calendar that other programs subscribe to.
import ical from "ical-generator";
import type { Due } from "./due.ts";

/**
 * The calendar's text (RFC 5545): an event of a whole day for each secret, which keeps its identity when its day moves.
 *
 * @param namespace the stack's namespace, which the events' identities begin with
 * @param now when the calendar was made
 */
export function calendarOf(dues: readonly Due[], namespace: string, stack: string, now: Date): string {
  const calendar = ical({ name: `Secrets of ${namespace} (${stack})`, prodId: "//swarm-secrets//due//EN" });
  for (const { secret, owner, cadence, current, due } of dues) {
    if (due === undefined) continue;
    calendar.createEvent({
      id: `${namespace}-${stack}-${secret}@swarm-secrets`,
      start: new Date(`${due}T00:00:00Z`),
      end: new Date(Date.parse(`${due}T00:00:00Z`) + 86_400_000),
      allDay: true,
      stamp: now,
      summary: `Rotate ${secret} (${owner})`,
      description: `${secret} of ${namespace} is rotated ${cadence}; version ${current} is current.`,
      transparency: "TRANSPARENT" as never,
    });
  }
  return calendar.toString();
}

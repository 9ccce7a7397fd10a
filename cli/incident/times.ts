// Times as a person says them in an incident.
import { InvalidArgumentError } from "@commander-js/extra-typings";

/** A time that depends on when it is said, by the Engine's clock: ISO 8601, UTC, in whole seconds. */
export type SaidTime = (now: Date) => string;

/**
 * Reads a time: `now`, an hour of the last day (`09:00`, in this machine's zone), or ISO 8601 with its zone.
 *
 * @throws InvalidArgumentError when it is none
 */
export function saidTime(word: string): SaidTime {
  if (word === "now") return text;
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(word) ?? [];
  if (hours !== undefined && minutes !== undefined) {
    return (now) => {
      const today = new Date(now);
      today.setHours(Number(hours), Number(minutes), 0, 0);
      // An hour that is yet to come was yesterday's.
      if (today > now) today.setDate(today.getDate() - 1);
      return text(today);
    };
  }
  const time = new Date(word);
  if (/^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:?\d\d)$/.test(word) && !Number.isNaN(time.getTime()))
    return () => text(time);
  throw new InvalidArgumentError("Set it to now, to a time of the last day such as 09:00, or 2026-11-23T09:00:00Z.");
}

function text(time: Date): string {
  return new Date(Math.floor(time.getTime() / 1000) * 1000).toISOString();
}

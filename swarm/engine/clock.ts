// What time it is for the Swarm: rules that keep a version for hours go by the Engine's clock, not by that of whoever runs them.
import type { Connection } from "./client.ts";
import { SwarmError } from "./errors.ts";

/** By how much this machine's clock may differ from the Engine's, in milliseconds. */
const maxSkewMs = 60_000;

/**
 * The Engine's time.
 *
 * @throws SwarmError `clock-skew` when this machine's clock is more than a minute away from it: one of the two is wrong
 */
export function engineNow({ clockOffsetMs, address }: Pick<Connection, "clockOffsetMs" | "address">): Date {
  if (Math.abs(clockOffsetMs) <= maxSkewMs) return new Date(Date.now() + clockOffsetMs);
  const seconds = Math.round(Math.abs(clockOffsetMs) / 1000);
  throw new SwarmError(
    "clock-skew",
    `The clock of the Docker Engine at ${address} is ${seconds} s ${clockOffsetMs > 0 ? "ahead of" : "behind"} this machine's.`,
    "Set the one that is wrong (timedatectl): when versions may be retired is told by the clock.",
  );
}

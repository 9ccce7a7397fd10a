// Tells the time by the Engine's clock. Rules that keep a version for hours go by it, and not by the clock of whoever runs them.
import { clockToleranceMs } from "../../rotation/clocks.ts";
import type { Connection } from "./client.ts";
import { SwarmError } from "./errors.ts";

/**
 * The Engine's time.
 *
 * @throws SwarmError `clock-skew` when this machine's clock differs from it by more than {@link clockToleranceMs}: one of the two
 *   is wrong, and nobody knows which
 */
export function engineNow({ clockOffsetMs, address }: Pick<Connection, "clockOffsetMs" | "address">): Date {
  if (Math.abs(clockOffsetMs) <= clockToleranceMs) return new Date(Date.now() + clockOffsetMs);
  const seconds = Math.round(Math.abs(clockOffsetMs) / 1000);
  throw new SwarmError(
    "clock-skew",
    `The clock of the Docker Engine at ${address} is ${seconds} s ${clockOffsetMs > 0 ? "ahead of" : "behind"} this machine's.`,
    "Set the one that is wrong (timedatectl): when versions may be retired is told by the clock.",
  );
}

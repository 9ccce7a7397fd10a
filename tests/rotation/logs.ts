// Logs for tests.
import { emptyLedger } from "../../rotation/ledger.ts";
import { withLogEntry, type Log } from "../../rotation/log.ts";

/** A log to which so many entries were added, each for a version that came. */
export function logOf(count: number): Log {
  let log: Log | undefined;
  for (let n = 1; n <= count; n++) {
    const at = new Date(Date.UTC(2026, 10, 23, 9, n)).toISOString();
    log = withLogEntry(log, { at, by: "ada", host: "ops-1", added: [n] }, JSON.stringify(emptyLedger));
  }
  return log ?? { entries: [], head: "" };
}

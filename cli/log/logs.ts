// The logs that a command shows: of some secrets, or of all that have a ledger, whether they are declared or not.
import { entryDigest, parseLog, type Log, type LogEntry } from "../../rotation/log.ts";
import { UserError } from "../../rotation/user-error.ts";
import type { Reading } from "../reading.ts";

/** The log of one secret. */
export interface SecretLog {
  readonly secret: string;
  /** Undefined where there is none, or none that can be read. */
  readonly log: Log | undefined;
  /** Whether there is one that cannot be read. */
  readonly isUnreadable: boolean;
  /** The text of the ledger that it belongs to. */
  readonly ledgerText: string;
}

/** One entry, with its secret. */
export interface ShownEntry extends LogEntry {
  readonly secret: string;
  readonly digest: string;
}

/**
 * The logs of some secrets, sorted by name.
 *
 * @param names the secrets that are asked about; none stands for all
 * @throws UserError when nothing is on record of one of them
 */
export function logsOf({ ledgerTexts }: Pick<Reading, "ledgerTexts">, names: readonly string[]): SecretLog[] {
  const known = [...ledgerTexts.keys()].sort();
  const unknown = names.find((name) => !ledgerTexts.has(name));
  if (unknown !== undefined) {
    const remedy = known.length === 0 ? "The first `pulumi up` begins the ledgers." : `There are: ${known.join(", ")}.`;
    throw new UserError(`The Swarm has nothing on record of ${unknown}.`, remedy);
  }
  const asked = names.length === 0 ? known : [...new Set(names)].sort();
  return asked.map((secret) => {
    const { ledger: ledgerText = "", log: text } = ledgerTexts.get(secret) ?? {};
    const log = text === undefined ? undefined : parseLog(text);
    return { secret, ledgerText, log, isUnreadable: text !== undefined && log === undefined };
  });
}

/** All entries since a time, the newest first. */
export function entriesOf(logs: readonly SecretLog[], since = new Date(0)): ShownEntry[] {
  return logs
    .flatMap(({ secret, log }) =>
      (log?.entries ?? []).map((entry) => ({ secret, ...entry, digest: entryDigest(entry) })),
    )
    .filter(({ at }) => at >= since.toISOString())
    .sort((a, b) => compare(b.at, a.at) || compare(a.secret, b.secret) || b.n - a.n);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

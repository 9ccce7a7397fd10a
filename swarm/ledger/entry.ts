// The entry that a change of a ledger adds to its log.
import { operator } from "../../processes/operator.ts";
import { deedsOf, type Proof, type PutBack } from "../../rotation/deeds.ts";
import type { Ledger } from "../../rotation/ledger.ts";
import { digestOf, isTold, parseLog, withLogEntry, type Folded, type Log } from "../../rotation/log.ts";

/** What the log says of a change that the ledgers before and after it do not show. */
export interface Note {
  /** When it was, by the Engine's clock. */
  at: Date;
  /** How the current version was verified, if it was. */
  proof?: Proof;
  /** The services were put back. This is told even where the ledger stays as it is. */
  putBack?: PutBack;
  /** Gets the line by which the entry can be known again. */
  onEntry?: (line: string) => void;
}

/** A change of a ledger. */
export interface Change {
  before: Ledger;
  after: Ledger;
  /** Whether the two say the same. */
  isSame: boolean;
  /** The text of the ledger after it. */
  text: string;
}

/**
 * The log after a change.
 *
 * @param logText the log's text before it; undefined where there is no log yet
 * @returns undefined when nothing is to be told, or the newest entry tells it
 */
export async function logAfter(logText: string | undefined, change: Change, note: Note): Promise<Log | undefined> {
  const { before, after, isSame, text } = change;
  const { at, proof, putBack } = note;
  if (isSame && putBack === undefined) return undefined;
  const deeds = { ...deedsOf(before, after, proof), ...(putBack && { putBack }) };
  const draft = { at: at.toISOString(), ...(await operator()), ...deeds };
  const log = logOf(logText);
  return isSame && isTold(log, draft) ? undefined : withLogEntry(log, draft, text);
}

/** The log to go on with. One that cannot be read stops no rotation: its digest is kept, and the check tells of it. */
function logOf(text: string | undefined): Log | undefined {
  if (text === undefined) return undefined;
  const folded: Folded = { n: 0, digest: digestOf(text), broken: 0 };
  return parseLog(text) ?? { folded, entries: [], head: folded.digest };
}

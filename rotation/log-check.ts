// Whether a log is whole: each entry has the digest of the one before, the newest has the one on record, and the ledger is what it says.
import { digestOf, entryDigest, noDigest, type Log } from "./log.ts";

/** Something that was changed or taken away. */
export interface LogFault {
  /** The number of the entry. */
  readonly n: number;
  /** "entry 3 was taken away" */
  readonly problem: string;
}

/** What somebody has kept of a log elsewhere: the digest of one of its entries, or the beginning of it. */
export interface Anchor {
  readonly n: number;
  readonly digest: string;
}

/** So many digits of a digest are enough to know it again: 128 bits. */
const shortDigest = 32;

/**
 * Finds what is wrong with a log; nothing where it is whole.
 *
 * @param ledgerText the ledger's text as it is now
 */
export function logFaults({ folded, entries, head }: Log, ledgerText: string): LogFault[] {
  const faults: LogFault[] = [];
  if (folded?.broken !== undefined) {
    const { broken } = folded;
    const what =
      broken === 0 ? "the log before entry 1 could not be read" : `entry ${broken} or the one behind it was changed`;
    faults.push({ n: broken, problem: `${what}, and is not kept any more` });
  }
  let [n, digest] = [folded?.n ?? 0, folded?.digest ?? noDigest];
  for (const entry of entries) {
    if (entry.n !== n + 1) faults.push(goneFault(n + 1, entry.n - 1));
    else if (entry.prev !== digest) faults.push(changedFault(n, folded?.n));
    [n, digest] = [entry.n, entryDigest(entry)];
  }
  if (digest !== head) {
    faults.push({ n, problem: `entry ${n} was changed, or a newer one was taken away` });
    return faults;
  }
  const last = entries.at(-1);
  if (last !== undefined && last.ledger !== digestOf(ledgerText)) {
    faults.push({ n, problem: `the ledger was changed after entry ${n} by something that wrote no entry` });
  }
  return faults;
}

function goneFault(first: number, last: number): LogFault {
  if (last < first) return { n: first, problem: `entry ${first} stands at another place` };
  const which = first === last ? `entry ${first} was` : `entries ${first} to ${last} were`;
  return { n: first, problem: `${which} taken away` };
}

/** @param n the entry whose digest the next one does not have */
function changedFault(n: number, folded: number | undefined): LogFault {
  if (n === 0) return { n: 1, problem: "entry 1 was changed, or one before it was taken away" };
  if (n === folded) return { n: n + 1, problem: `entry ${n + 1} was changed, or what was folded before it` };
  return { n, problem: `entry ${n} was changed` };
}

/**
 * Compares a log with what was kept of it elsewhere.
 *
 * @returns what is wrong; undefined when nothing is, or the entry is folded by now
 */
export function anchorFault(log: Log | undefined, { n, digest }: Anchor): LogFault | undefined {
  const { folded, entries = [] } = log ?? {};
  if (folded !== undefined && n < folded.n) return undefined;
  const entry = entries.find((one) => one.n === n);
  const now = entry === undefined ? (folded?.n === n ? folded.digest : undefined) : entryDigest(entry);
  if (now?.startsWith(digest) === true) return undefined;
  const what = now === undefined ? `entry ${n} is gone` : `entry ${n} is another one now`;
  return { n, problem: `${what}: it was kept elsewhere with the digest ${digest.slice(0, shortDigest)}` };
}

/** The line by which an entry can be known again, as each run prints it: "busflow_db_writer: log entry 7, digest 3f2a…". */
export function anchorLine(ledgerName: string, { n, digest }: Anchor): string {
  return `${ledgerName}: log entry ${n}, digest ${digest.slice(0, shortDigest)}`;
}

/** All anchors in a text, such as the output of a run or of `secrets log verify`: by the ledger's name. */
export function anchorsIn(text: string): [ledgerName: string, anchor: Anchor][] {
  const found = text.matchAll(/([\w.-]+): log entry (\d+), digest ([\da-f]{32,64})/g);
  return [...found].map(([, name = "", n, digest = ""]) => [name, { n: Number(n), digest }]);
}

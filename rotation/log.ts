// The log of one secret: who changed its ledger, when, from which commit, and what became of the secret. An entry is written in the very
// write that it tells of. Each has the digest of the entry before, so that an entry that was changed or taken away is seen.
import { createHash } from "node:crypto";
import type { Deeds } from "./deeds.ts";

/** Who did something, as far as the machine tells on which it was done. Nothing proves it. */
export interface Operator {
  /** The account on GitHub that has started the CI run, or the user's name. */
  readonly by: string;
  /** The machine's name. */
  readonly host: string;
  /** The address of the CI run; left out outside CI. */
  readonly run?: string;
  /** The Git commit of the project's folder, or the one that CI names; left out where there is no Git. */
  readonly commit?: string;
  /** Set when files that Git knows differed from the commit. */
  readonly dirty?: true;
}

/** One entry: a change of the ledger, or services that were put back. */
export interface LogEntry extends Operator, Deeds {
  /** Its number. The first one has 1. */
  readonly n: number;
  /** When: ISO 8601, UTC, by the Engine's clock. */
  readonly at: string;
  /** The digest of the ledger's text after the change. */
  readonly ledger: string;
  /** The digest of the entry before; {@link noDigest} where there is none. */
  readonly prev: string;
}

/** The entries that are not kept any more. */
export interface Folded {
  /** The number of the last one. */
  readonly n: number;
  /** The digest of the last one. */
  readonly digest: string;
  /** The first one behind which the chain was broken when it was folded; left out when it was whole. */
  readonly broken?: number;
}

/** The log of one secret, oldest entry first. */
export interface Log {
  /** Left out while every entry is kept. */
  readonly folded?: Folded;
  readonly entries: readonly LogEntry[];
  /** The digest of the newest entry. */
  readonly head: string;
}

/** An entry before it has its place in the chain. */
export type Draft = Omit<LogEntry, "n" | "prev" | "ledger">;

/**
 * So many entries are kept of each secret: about six rotations. An entry has about 400 bytes, so the logs of 1,000 secrets have about 8 MB,
 * and one that is made of the longest texts stays far below the 1.5 MB that Swarm takes in one change.
 */
export const keptEntries = 20;

/** What stands for the digest of an entry where there is none. */
export const noDigest = "0".repeat(64);

/** SHA-256, in hexadecimal. */
export function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** The digest of an entry: that of its JSON without any spaces, with its fields in the order in which they are written. */
export function entryDigest(entry: LogEntry): string {
  return digestOf(JSON.stringify(entry));
}

/**
 * The log with one more entry. Where there are too many the oldest are folded.
 *
 * It goes on from the digest that is on record, not from the entry itself: where the newest entry was changed or taken away, that stays
 * visible behind the new one.
 *
 * @param ledgerText the ledger's text after the change
 */
export function withLogEntry(log: Log | undefined, draft: Draft, ledgerText: string): Log {
  const { folded, entries = [], head = noDigest } = log ?? {};
  const n = (entries.at(-1)?.n ?? folded?.n ?? 0) + 1;
  const entry: LogEntry = { n, ...draft, ledger: digestOf(ledgerText), prev: head };
  return foldOldest({ ...(folded && { folded }), entries: [...entries, entry], head: entryDigest(entry) });
}

/** Whether the newest entry says the same already, as after an answer of the Engine that got lost. */
export function isTold(log: Log | undefined, draft: Draft): boolean {
  const last = log?.entries.at(-1);
  if (last === undefined) return false;
  const { n, ledger, prev } = last;
  return entryDigest(last) === entryDigest({ n, ...draft, ledger, prev });
}

function foldOldest(log: Log): Log {
  let { folded } = log;
  const dropped = log.entries.slice(0, -keptEntries);
  for (const [index, entry] of dropped.entries()) {
    const digest = entryDigest(entry);
    const broken = folded?.broken ?? (log.entries[index + 1]?.prev === digest ? undefined : entry.n);
    folded = { n: entry.n, digest, ...(broken !== undefined && { broken }) };
  }
  return { ...(folded && { folded }), entries: log.entries.slice(-keptEntries), head: log.head };
}

/**
 * Reads a log from its text.
 *
 * @returns undefined when the text is no log
 */
export function parseLog(text: string): Log | undefined {
  try {
    const log = JSON.parse(text) as Partial<Log> | null;
    const isEntry = (entry: Partial<LogEntry> | null): boolean =>
      typeof entry?.n === "number" && [entry.at, entry.by, entry.ledger, entry.prev].every(isText);
    if (!Array.isArray(log?.entries) || !isText(log.head) || !log.entries.every(isEntry)) return undefined;
    const { folded } = log;
    return folded === undefined || (typeof folded.n === "number" && isText(folded.digest)) ? (log as Log) : undefined;
  } catch {
    return undefined;
  }
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

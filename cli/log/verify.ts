// Whether logs are whole, by themselves and compared with what was kept of them elsewhere.
import { anchorFault, anchorLine, anchorsIn, logFaults, type LogFault } from "../../rotation/log-check.ts";
import { unversionedName } from "../../rotation/secret-name.ts";
import { UserError } from "../../rotation/user-error.ts";
import type { SecretLog } from "./logs.ts";

/** What the check of some logs has found. */
export interface Verdict {
  readonly faults: readonly (LogFault & { readonly secret: string })[];
  /** How many logs there are. */
  readonly logs: number;
  /** How many entries they have, those included that are folded. */
  readonly entries: number;
  /** How many anchors were compared; left out where none were given. */
  readonly compared?: number;
  /** The newest entry of each log in a line, to be kept elsewhere. */
  readonly anchors: readonly string[];
}

/**
 * Checks logs.
 *
 * @param anchorText the text in which anchors were kept; undefined where there is none
 * @throws UserError when the text has no anchor of these logs
 */
export function verdictOn(logs: readonly SecretLog[], namespace: string, anchorText: string | undefined): Verdict {
  const there = logs.flatMap(({ secret, log }) => (log === undefined ? [] : [{ secret, log }]));
  const faults = logs.flatMap(({ secret, log, isUnreadable, ledgerText }) => {
    const unreadable = [{ n: 0, problem: "the log is not one that can be read" }];
    const found = isUnreadable ? unreadable : log === undefined ? [] : logFaults(log, ledgerText);
    return found.map((fault) => ({ secret, ...fault }));
  });
  const kept = anchorText === undefined ? undefined : anchorsOf(logs, namespace, anchorText);
  const differing = (kept ?? []).flatMap(({ secret, log, anchor }) => {
    const fault = anchorFault(log, anchor);
    return fault === undefined ? [] : [{ secret, ...fault }];
  });
  return {
    faults: [...faults, ...differing],
    logs: there.length,
    entries: there.reduce((sum, { log }) => sum + log.entries.length + (log.folded?.n ?? 0), 0),
    ...(kept !== undefined && { compared: kept.length }),
    anchors: there.flatMap(({ secret, log: { entries, head } }) => {
      const last = entries.at(-1);
      return last === undefined ? [] : [anchorLine(unversionedName(namespace, secret), { n: last.n, digest: head })];
    }),
  };
}

function anchorsOf(logs: readonly SecretLog[], namespace: string, text: string) {
  const byName = new Map(logs.map((log) => [unversionedName(namespace, log.secret), log]));
  const found = anchorsIn(text).flatMap(([name, anchor]) => {
    const log = byName.get(name);
    return log === undefined ? [] : [{ ...log, anchor }];
  });
  if (found.length > 0) return found;
  throw new UserError(
    "The file has no anchor of these logs: no line such as `shop_db_writer: log entry 7, digest 3f2a…`.",
    "Give the output of a `pulumi up`, or of an earlier `secrets log verify`.",
  );
}

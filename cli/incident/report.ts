// The report of an incident, in Markdown: what the ledger and its log have on record, and what the Swarm shows now.
import type { IncidentRecord } from "../../rotation/ledger.ts";
import { logFaults } from "../../rotation/log-check.ts";
import { entriesOf, type SecretLog } from "../log/logs.ts";
import { deedWords, operatorWords } from "../log/words.ts";
import { plural } from "../words.ts";
import type { IncidentStatus } from "./progress.ts";

/** What the report of one secret is made from. */
export interface Reported {
  readonly status: IncidentStatus;
  readonly record: IncidentRecord;
  readonly log: SecretLog;
}

/**
 * The report of the incidents of some secrets.
 *
 * @param stack the stack's namespace and name
 * @param now when the Swarm was looked at, by the Engine's clock
 */
export function reportOf(
  reported: readonly Reported[],
  stack: { namespace: string; stack: string },
  now: Date,
): string {
  const tickets = [...new Set(reported.map(({ status }) => status.ticket))];
  const lines = [
    `# Incident ${tickets.join(", ")}`,
    "",
    `Stack ${stack.stack} of ${stack.namespace}, by the ledgers on the Swarm at ${utc(now.toISOString())} (UTC).`,
    ...reported.flatMap((one) => ["", ...sectionOf(one, now)]),
  ];
  return `${lines.join("\n")}\n`;
}

function sectionOf({ status, record, log }: Reported, now: Date): string[] {
  const { secret, revokes, services } = status;
  const { discoveredAt, revokedAt, roleRotatedAt, firstFlipAt, lastFlipAt, oldRemovedAt, version } = record;
  const after = (time: string): string => `${Math.round((Date.parse(time) - Date.parse(discoveredAt)) / 60_000)} min`;
  const times: [string, string | undefined][] = [
    ["Discovered", discoveredAt],
    ["Revoked at the source (as declared)", revokedAt],
    ["The role's password changed (as declared)", roleRotatedAt],
    ["The first service sent to the new version", firstFlipAt],
    ["The last service verified on it", lastFlipAt],
    ["The last leaked version deleted", oldRemovedAt],
  ];
  const kept = record.missedDeadline ? "**missed**" : "kept";
  const leaked = revokes.map((one) => `v${one}`).join(", ");
  return [
    `## ${text(secret)}: ${leaked === "" ? "" : `${leaked} → `}v${version}`,
    "",
    "| What | When (UTC) | After the discovery |",
    "| --- | --- | --- |",
    ...times.flatMap(([what, time]) => (time === undefined ? [] : [`| ${what} | ${utc(time)} | ${after(time)} |`])),
    "",
    `- The hour from the discovery to the revocation was ${kept}.`,
    `- How it was seen that the leaked value is refused: ${text(record.proof ?? "nothing is on record")}`,
    ...(record.reason === undefined ? [] : [`- Reason: ${text(record.reason)}`]),
    `- Now (${utc(now.toISOString())}): ${servicesText(services, status.current)}; nothing on the Swarm has or uses a leaked version.`,
    "",
    "Who did what:",
    "",
    ...whoLines(log, discoveredAt),
  ];
}

function servicesText(services: IncidentStatus["services"], current: number): string {
  if (services.length === 0) return "no service uses it";
  return `${services.map(({ name, running, wanted }) => `${name} ${running} of ${plural(wanted, "replica")}`).join(", ")} on v${current}`;
}

function whoLines({ secret, log, ledgerText, isUnreadable }: SecretLog, since: string): string[] {
  if (log === undefined) return [isUnreadable ? "The log cannot be read." : "There is no log."];
  const entries = entriesOf([{ secret, log, ledgerText, isUnreadable }], new Date(since)).toReversed();
  const faults = logFaults(log, ledgerText);
  const last = log.entries.at(-1);
  return [
    "| When (UTC) | What | Who |",
    "| --- | --- | --- |",
    ...entries.map((entry) => `| ${utc(entry.at)} | ${text(deedWords(entry))} | ${text(operatorWords(entry))} |`),
    "",
    faults.length === 0
      ? `The log is whole; its entry ${last?.n ?? 0} has the digest \`${log.head}\`.`
      : `**The log is not whole:** ${faults.map(({ problem }) => problem).join("; ")}.`,
  ];
}

function utc(time: string): string {
  return time.slice(0, 19).replace("T", " ");
}

/** Text of others in Markdown: it opens no markup and no column. */
function text(given: string): string {
  return given.replaceAll(/[\\`*_[\]<>|#]/g, (character) => `\\${character}`).replaceAll(/\s+/g, " ");
}

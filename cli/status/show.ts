// Shows where a stack stands, in 80 columns: what needs a person first.
import type { DriftFinding } from "../drift/finding.ts";
import { columns, dayText, fitNames, labelled, moment, table } from "../text.ts";
import { plural, wholeDays } from "../words.ts";
import type { SecretStatus, Status } from "./status.ts";

/** How a part of the text looks on a terminal. */
export type Styled = (style: "dim" | "red" | "bold", text: string) => string;

/** So many secrets are shown whatever there is to say of them. */
const shortList = 15;
/** A secret that is due within so many days is shown. */
const soonDays = 30;

/**
 * The status as lines.
 *
 * @param isWhole whether secrets are shown of which there is nothing to say
 */
export function showStatus(status: Status, isWhole: boolean, styled: Styled): string[] {
  const now = new Date(status.at);
  const { needs } = status;
  const noteworthy = isWhole || status.secrets.length <= shortList ? () => true : isNoteworthy(status, now);
  const shown = status.secrets.filter(noteworthy);
  const left = status.secrets.length - shown.length;
  return [
    ...heading(status),
    "",
    ...(needs.length === 0
      ? []
      : [
          styled("bold", `${needs.length} need${needs.length === 1 ? "s" : ""} you`),
          ...needs.flatMap((need) => needLines(need, styled)),
          "",
        ]),
    ...(shown.length === 0 ? [] : rows(shown, now, styled)),
    ...(left === 0 ? [] : [`…  ${left} more, all verified and in time (--all)`]),
  ];
}

function heading({ namespace, stack, address, managers, secrets, services }: Status): string[] {
  const answering =
    managers.reachable === managers.all ? "" : ` (${managers.reachable} of ${managers.all} managers answer)`;
  const left = `${namespace} · ${stack} · ${address}${answering}`;
  const right = `${plural(secrets.length, "secret")}, ${plural(services, "service")}`;
  return left.length + right.length + 2 > columns ? [left, right] : [left.padEnd(columns - right.length) + right];
}

function needLines({ kind, subject, problem, cause, remedy }: DriftFinding, styled: Styled): string[] {
  const [first = "", ...others] = labelled(`  ${subject}`, Math.max(15, subject.length + 4), problem);
  const rest = [...(cause === undefined ? [] : [cause]), ...(remedy === "" ? [] : [remedy])];
  const indent = " ".repeat(Math.max(15, subject.length + 4));
  const further = rest.flatMap((text) => labelled("", indent.length, text));
  return [styled(kind === "LINGERING" ? "dim" : "red", first), ...others, ...further];
}

function isNoteworthy({ needs }: Status, now: Date): (secret: SecretStatus) => boolean {
  const named = new Set(needs.map(({ secret }) => secret));
  const soon = new Date(now.getTime() + soonDays * 86_400_000).toISOString();
  return ({ name, verified, kept, due }) =>
    named.has(name) || !verified || kept.length > 0 || (due !== undefined && due < soon);
}

function rows(secrets: readonly SecretStatus[], now: Date, styled: Styled): string[] {
  const cells = secrets.map((secret) => [
    secret.name,
    `v${secret.current}`,
    secret.since === undefined ? "-" : wholeDays(now.getTime() - Date.parse(secret.since)),
    secret.overdueDays > 0 ? "overdue" : secret.due === undefined ? "-" : dayText(secret.due, now),
    secret.kept.map((kept) => keptText(kept, now)).join(", "),
  ]);
  const head = ["SECRET", "NOW", "SINCE", "DUE", "KEPT"];
  const widths = head.map((title, column) => Math.max(title.length, ...cells.map((row) => row[column]?.length ?? 0)));
  const room = Math.max(12, columns - widths.reduce((sum, width) => sum + width + 2, 0));
  const withServices = cells.map((row, index) => [
    ...row.slice(0, 4),
    fitNames(servicesOf(secrets[index]), room),
    row[4] ?? "",
  ]);
  const [title = "", ...lines] = table([["SECRET", "NOW", "SINCE", "DUE", "SERVICES", "KEPT"], ...withServices]);
  return [
    styled("dim", title),
    ...lines.map((line, index) => (isInOrder(secrets[index]) ? line : styled("red", line))),
  ];
}

function servicesOf(secret: SecretStatus | undefined): string[] {
  return (secret?.services ?? []).map(({ name, stands }) => (stands ? name : `${name} ✗`));
}

function isInOrder(secret: SecretStatus | undefined): boolean {
  return secret !== undefined && secret.verified && secret.overdueDays === 0;
}

function keptText({ version, until, canGo, pending }: SecretStatus["kept"][number], now: Date): string {
  if (canGo) return `v${version} can go`;
  if (pending) return `v${version} pending`;
  return until === undefined ? `v${version}` : `v${version} until ${moment(new Date(until), now)}`;
}

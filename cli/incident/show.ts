// Shows where incidents stand, in 80 columns: the clock first, then the steps, then what to do next.
import { columns, labelled, moment } from "../text.ts";
import type { Styled } from "../status/show.ts";
import { plural } from "../words.ts";
import type { IncidentStatus, Next, Step } from "./progress.ts";

const titles: Readonly<Record<Step["name"], string>> = {
  revoke: "revoke at the source",
  prove: "prove that it is refused",
  role: "the role's password",
  version: "a new version",
  flip: "flip and verify",
  remove: "remove what leaked",
  close: "close",
};
const marks: Readonly<Record<Step["state"], string>> = { done: "✓", said: "✓", open: "→", waits: "·" };
const indent = Math.max(...Object.values(titles).map((title) => title.length)) + 6;

/** One incident as lines. */
export function showIncident(status: IncidentStatus, now: Date, styled: Styled): string[] {
  const left = `${status.secret} · ${status.ticket}`;
  const right = clockText(status, now);
  const isTight = left.length + right.length + 2 > columns;
  const clock = status.isPast || status.missedDeadline === true ? styled("red", right) : right;
  return [
    ...(isTight ? [left, clock] : [left + " ".repeat(columns - left.length - right.length) + clock]),
    ...status.steps.flatMap((step) => stepLines(step, now, styled)),
    ...(status.next === undefined ? [] : nextLines(status.next)),
  ];
}

/** What to do next. The commands are on lines of their own, as they are typed. */
export function nextLines({ what, commands }: Next): string[] {
  return [...labelled("Next: ", 6, what), ...commands.map((command) => `  ${command}`)];
}

/** What is left to do before an incident can be closed: the steps, and the next command. */
export function leftLines({ steps, next }: IncidentStatus): string[] {
  const left = steps.filter(
    ({ name, state }) => ["open", "waits"].includes(state) && !["prove", "close"].includes(name),
  );
  return [
    ...left.map(({ name, detail }) => `${titles[name]}${detail === "" ? "" : `: ${detail}`}`),
    ...(next === undefined ? [] : nextLines(next)),
  ];
}

/** The time that is left of the hour, or what became of it: "discovered 09:00, deadline 10:00 (48 min left)". */
export function clockText(status: IncidentStatus, now: Date): string {
  const { discoveredAt, deadline, minutesLeft, revokedAt, missedDeadline, isOver } = status;
  const begun = `discovered ${moment(new Date(discoveredAt), now)}`;
  const late = missedDeadline === true ? ", revoked too late" : "";
  if (isOver) return `${begun}, over${late}`;
  const time = minutesLeft >= 0 ? `${minutesLeft} min left` : `${plural(-minutesLeft, "minute")} past`;
  const revoked = revokedAt === undefined || missedDeadline === true ? "" : ", revoked in time";
  return `${begun}, deadline ${moment(new Date(deadline), now)} (${time}${revoked}${late})`;
}

function stepLines({ name, state, detail }: Step, now: Date, styled: Styled): string[] {
  const label = `  ${marks[state]} ${titles[name]}`;
  const lines = labelled(label, indent, withMoments(detail, now)).map((line) => line.trimEnd());
  const style = state === "waits" ? "dim" : state === "open" ? "bold" : undefined;
  return style === undefined ? lines : lines.map((line) => styled(style, line));
}

/** The text with its times as a person reads them. */
function withMoments(text: string, now: Date): string {
  return text.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, (time) => moment(new Date(time), now));
}

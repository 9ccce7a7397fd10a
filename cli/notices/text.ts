// What a notice says: to people as text, to programs as JSON.
import type { NoticeEvent } from "../../inventory/notices.ts";
import { table } from "../text.ts";
import type { Notice } from "./notice.ts";

/** Whose notice it is. */
export interface Sender {
  readonly namespace: string;
  readonly stack: string;
}

const titles: Record<NoticeEvent, { readonly title: string; readonly head: readonly string[] }> = {
  "rotation-complete": { title: "rotation complete", head: ["SECRET", "VERSION", "SERVICES", "REPLICAS"] },
  "incident-opened": { title: "incident opened", head: ["TICKET", "SECRETS", ""] },
  "incident-45-minutes": { title: "45 minutes into an incident", head: ["TICKET", "SECRETS", ""] },
  "incident-closed": { title: "incident closed", head: ["TICKET", "SECRETS", ""] },
  "failed": { title: "not as declared", head: ["WHERE", "WHAT", "WHAT TO DO"] },
  "overdue": { title: "rotation overdue", head: ["SECRET", "DUE", "", "OWNER"] },
};

/** As many lines are shown of one notice; a message of Slack has room for about these. */
const maxRows = 40;

/** The title: `busflow · prod: rotation complete`. */
function titleOf({ event }: Notice, { namespace, stack }: Sender): string {
  return `${namespace} · ${stack}: ${titles[event].title}`;
}

/** The table of what has happened, as lines. */
export function linesOf({ event, happenings }: Notice): string[] {
  const shown = happenings.slice(0, maxRows).map(({ cells }) => cells);
  const left = happenings.length - shown.length;
  return [...table([titles[event].head, ...shown]), ...(left === 0 ? [] : [`… and ${left} more: secrets status`])];
}

/** The text of a message of Slack. What is said is shown as it is: none of it is read as Slack's own signs. */
export function slackText(notice: Notice, sender: Sender): string {
  const { mention } = notice.channel;
  const called = mention !== undefined && notice.event.startsWith("incident-") ? `${mention} ` : "";
  const lines = linesOf(notice).map((line) => escaped(line).replaceAll("`", "'"));
  return `${called}*${escaped(titleOf(notice, sender))}*\n\`\`\`\n${lines.join("\n")}\n\`\`\``;
}

/** The body of a webhook's request; docs/runbook.md says what is in it. */
export function webhookBody(notice: Notice, sender: Sender): string {
  const { event, happenings } = notice;
  const told = happenings.map(({ id, at, secrets, owners, cells }) => {
    return { id, at, secrets, owners, text: cells.filter((cell) => cell !== "").join(", ") };
  });
  return JSON.stringify({ version: 1, event, ...sender, title: titleOf(notice, sender), happenings: told });
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

// `secrets due`: what has to be rotated when.
import process from "node:process";
import { Option } from "@commander-js/extra-typings";
import { coloured } from "../colour.ts";
import { toolCommand, wholeNumber } from "../command-line.ts";
import { duesOf, type Due } from "../due.ts";
import { exitCodeHelp, exitCodes } from "../exit-codes.ts";
import { readAll, stackOption } from "../reading.ts";
import { dayText, table } from "../text.ts";
import { plural } from "../words.ts";

const dayMs = 86_400_000;

const description =
  "Shows which secrets have to be rotated within the next days, and by when: by their cadences and their last rotation, as the Swarm has " +
  `it on record. Those that are overdue come first. ${exitCodeHelp}`;

export default toolCommand("secrets due", description, [
  ["npx secrets due --stack prod", "what is due within 30 days"],
  ["npx secrets due --within 120 --issue", "a task list of the quarter, for a ticket"],
  ["npx secrets due --ics > secrets.ics", "all days, for a calendar"],
])
  .option(...stackOption)
  .option("--within <days>", "how far to look ahead; default 30, with --ics everything", wholeNumber(0, 3660))
  .addOption(new Option("--json", "as JSON").conflicts(["ics", "issue"]))
  .addOption(new Option("--ics", "as a calendar, a day for each secret").conflicts("issue"))
  .addOption(new Option("--issue", "as a Markdown task list, by owner"))
  .action(async ({ stack, within, json, ics, issue }) => {
    const { inventory, facts, now, stack: name } = await readAll(stack);
    const dues = duesOf(inventory, facts.ledgers, now);
    if (dues.some(({ overdueDays }) => overdueDays > 0)) process.exitCode = exitCodes.attention;
    const days = within ?? 30;
    const soon = dues.filter(isWithin(days, now));
    if (ics === true) {
      const { calendarOf } = await import("../calendar.ts");
      const all = within === undefined ? dues : soon;
      process.stdout.write(calendarOf(all, inventory.namespace, name, now));
      return;
    }
    const lines =
      json === true
        ? [JSON.stringify({ withinDays: days, due: soon }, undefined, 2)]
        : issue === true
          ? taskList(soon, days)
          : rows(soon, days, now);
    process.stdout.write(`${lines.join("\n")}\n`);
  });

function isWithin(days: number, now: Date): (due: Due) => boolean {
  const last = new Date(now.getTime() + days * dayMs).toISOString().slice(0, 10);
  return ({ due }) => due !== undefined && due <= last;
}

function rows(dues: readonly Due[], days: number, now: Date): string[] {
  if (dues.length === 0) return [`✓ nothing is due within ${plural(days, "day")}`];
  const cells = dues.map(({ secret, current, owner, cadence, due = "", overdueDays }) => [
    secret,
    `v${current}`,
    overdueDays > 0 ? `overdue by ${overdueDays} d` : dayText(due, now),
    cadence,
    owner,
  ]);
  const [head = "", ...lines] = table([["SECRET", "NOW", "DUE", "CADENCE", "OWNER"], ...cells]);
  const isOverdue = (index: number): boolean => (dues[index]?.overdueDays ?? 0) > 0;
  return [
    coloured("dim", head, process.stdout),
    ...lines.map((line, index) => (isOverdue(index) ? coloured("red", line, process.stdout) : line)),
  ];
}

/** One task for each secret, under its owner: a ticket's text. */
function taskList(dues: readonly Due[], days: number): string[] {
  if (dues.length === 0) return [`Nothing is due within ${plural(days, "day")}.`];
  const byOwner = [...Map.groupBy(dues, ({ owner }) => owner)].sort(([a], [b]) => (a < b ? -1 : 1));
  return byOwner.flatMap(([owner, owned], index) => [
    ...(index === 0 ? [] : [""]),
    `### ${owner}`,
    "",
    ...owned.map(({ secret, current, due = "", overdueDays, cadence }) => {
      const late = overdueDays > 0 ? ` (overdue by ${plural(overdueDays, "day")})` : "";
      return `- [ ] \`${secret}\`: from version ${current} to the next, by ${due}${late}; rotated ${cadence}`;
    }),
  ]);
}

// `secrets notify`: tells people what has happened.
import process from "node:process";
import { changeTold, readTold } from "../../swarm/ledger/told.ts";
import { toolCommand, wholeNumber } from "../command-line.ts";
import { exitCodeHelp, exitCodes } from "../exit-codes.ts";
import { happenings } from "../notices/happening.ts";
import { noticesDue, ownersWithoutChannel, withTold, type Notice } from "../notices/notice.ts";
import { send } from "../notices/send.ts";
import { linesOf } from "../notices/text.ts";
import { reach, reached, stackOption } from "../reading.ts";

const description =
  "Tells the channels that the stack config names under `notices` what has happened and was not told yet: rotations that are verified, " +
  "incidents, what did not come through, and what is overdue. It goes by the config, the ledgers and the Swarm as they are now, and " +
  "remembers on the Swarm what it has told. To be called after `pulumi up`, and every few minutes. A notice that cannot be sent is " +
  `shown, and sent with the next call. ${exitCodeHelp}`;

/** One notice and what became of it. */
interface Outcome {
  readonly notice: Notice;
  /** Why it was not sent; undefined when it was. */
  readonly why: string | undefined;
}

export default toolCommand("secrets notify", description, [
  ["npx secrets notify --stack prod --run-ended", "after `pulumi up`: what is not verified now has failed"],
  ["npx secrets notify --dry-run", "shows what would be told, and tells nobody"],
])
  .option(...stackOption)
  .option("--run-ended", "a run has just ended: what is not as declared now has failed, and not only after 30 minutes")
  .option("--since <hours>", "leaves out rotations and ends of incidents from before; default 72", wholeNumber(1, 8760))
  .option("--dry-run", "sends nothing")
  .option("--json", "what was sent as JSON")
  .action(async ({ stack: name, runEnded: hasRunEnded = false, since = 72, dryRun: isDry = false, json: isJson }) => {
    const { stack, connection, read } = await reach(name);
    const reading = await read();
    const { notices, namespace } = stack.inventory;
    const all = happenings(reading, hasRunEnded);
    const told = await reached(readTold(connection.engine, namespace));
    const oldest = new Date(reading.now.getTime() - since * 3_600_000).toISOString();
    const due = noticesDue(all, notices, told, oldest);
    const sender = { namespace, stack: stack.name };
    const outcomes = await Promise.all(
      due.map(async (notice): Promise<Outcome> => {
        return { notice, why: isDry ? undefined : await send(notice, sender, process.env) };
      }),
    );
    const lost = outcomes.filter(({ why }) => why !== undefined);
    const sent = outcomes.filter(({ why }) => why === undefined).map(({ notice }) => notice);
    const homeless = ownersWithoutChannel(all, notices);
    if (lost.length > 0 || homeless.length > 0) process.exitCode = exitCodes.attention;
    process.stdout.write(
      isJson === true ? asJson(outcomes, isDry) : `${asLines(outcomes, homeless, isDry).join("\n")}\n`,
    );
    if (!isDry) await reached(changeTold(connection.engine, namespace, (before) => withTold(before, sent, all)));
  });

function asLines(outcomes: readonly Outcome[], homeless: readonly string[], isDry: boolean): string[] {
  const lines = outcomes.flatMap(({ notice, why }) => {
    const { event, channel } = notice;
    const mark = why === undefined ? (isDry ? "would tell" : "✓ told") : "✗ could not tell";
    return [
      `${mark} ${channel.name}: ${event}${why === undefined ? "" : ` (${why})`}`,
      ...linesOf(notice).map((line) => `  ${line}`),
    ];
  });
  const unknown = homeless.map((owner) => `✗ ${owner} has no channel: name one under notices.owners`);
  return lines.length + unknown.length === 0 ? ["✓ nothing new to tell"] : [...lines, ...unknown];
}

function asJson(outcomes: readonly Outcome[], isDry: boolean): string {
  const notices = outcomes.map(({ notice: { event, channel, happenings: told }, why }) => {
    return { event, channel: channel.name, ids: told.map(({ id }) => id), sent: !isDry && why === undefined, why };
  });
  return `${JSON.stringify({ notices }, undefined, 2)}\n`;
}

// `secrets log`: who did what, and whether that log is whole.
import { readFileSync } from "node:fs";
import process from "node:process";
import { InvalidArgumentError } from "@commander-js/extra-typings";
import { coloured } from "../colour.ts";
import { toolCommand } from "../command-line.ts";
import { exitCodeHelp, exitCodes } from "../exit-codes.ts";
import { entriesOf, logsOf } from "../log/logs.ts";
import { foldedLines, showEntries } from "../log/show.ts";
import { verdictOn } from "../log/verify.ts";
import { readAll, stackOption } from "../reading.ts";
import type { Styled } from "../status/show.ts";
import { UserError } from "../../rotation/user-error.ts";

const unitMs: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, min: 60_000 };

const description =
  "Shows who did what to the stack's secrets, the newest first: when, from which commit and CI run, from which version to which, on how many " +
  `replicas it was verified, and why services were put back. The Swarm keeps the last 20 entries of each secret. ${exitCodeHelp}`;

const verifyDescription =
  "Checks whether an entry of a log was changed or taken away: each has the digest of the one before. Whoever may write to the Swarm could make " +
  "a whole log anew; that is seen by comparing it with lines that were kept elsewhere, such as the output of `pulumi up` in CI. " +
  exitCodeHelp;

const styled: Styled = (style, text) => coloured(style, text, process.stdout);

const verify = toolCommand("verify", verifyDescription, [
  ["npx secrets log verify --stack prod > anchors.txt", "checks all, and keeps the newest digests"],
  ["npx secrets log verify --anchor anchors.txt", "checks whether they still are in the logs"],
])
  .argument("[secrets...]", "the secrets' logical names; default: all that have a ledger")
  .option(...stackOption)
  .option("--anchor <file>", "a text in which digests were kept: the output of a run, or of this command")
  .option("--json", "as JSON")
  .action(async (names, { stack, anchor, json }) => {
    const anchorText = anchor === undefined ? undefined : textOf(anchor);
    const reading = await readAll(stack);
    const { namespace } = reading.inventory;
    const verdict = verdictOn(logsOf(reading, names), namespace, anchorText);
    const { faults, logs, entries, compared, anchors } = verdict;
    if (faults.length > 0) process.exitCode = exitCodes.attention;
    const kept = compared === undefined ? "" : `, ${compared} kept digests compared`;
    const lines =
      json === true
        ? [JSON.stringify({ namespace, stack: reading.stack, ...verdict }, undefined, 2)]
        : [
            ...faults.map(({ secret, problem }) => styled("red", `✗ ${secret}: ${problem}`)),
            `${faults.length === 0 ? "✓ " : ""}${logs} logs, ${entries} entries${kept}${faults.length === 0 ? ": nothing was changed" : ""}`,
            ...anchors.map((line) => styled("dim", line)),
          ];
    process.stdout.write(`${lines.join("\n")}\n`);
  });

export default toolCommand("secrets log", description, [
  ["npx secrets log --since 30d", "what was done in 30 days"],
  ["npx secrets log db_writer --json", "all that is kept of one secret, for a program"],
  ["npx secrets log verify", "whether an entry was changed or taken away"],
])
  .enablePositionalOptions()
  .argument("[secrets...]", "the secrets' logical names; default: all that have a ledger")
  .option(...stackOption)
  .option("--since <when>", "only what was done since: 30d, 12h, 90min, or a day such as 2026-11-01", beginning)
  .option("--json", "as JSON")
  .action(async (names, { stack, since, json }) => {
    const reading = await readAll(stack);
    const logs = logsOf(reading, names);
    const from = since?.(reading.now);
    const entries = entriesOf(logs, from);
    const unreadable = logs.filter(({ isUnreadable }) => isUnreadable).map(({ secret }) => secret);
    if (unreadable.length > 0) process.exitCode = exitCodes.attention;
    if (json === true) {
      const { namespace } = reading.inventory;
      const folded = Object.fromEntries(logs.flatMap(({ secret, log }) => (log?.folded ? [[secret, log.folded]] : [])));
      const told = { namespace, stack: reading.stack, ...(from && { since: from.toISOString() }), entries, folded };
      process.stdout.write(`${JSON.stringify({ ...told, unreadable }, undefined, 2)}\n`);
      return;
    }
    const lines = [
      ...unreadable.map((name) => styled("red", `✗ ${name}: its log cannot be read: secrets log verify`)),
      ...(entries.length === 0 ? ["nothing is in the log"] : showEntries(entries, reading.now, styled)),
      ...(from === undefined ? foldedLines(logs) : []),
    ];
    process.stdout.write(`${lines.join("\n")}\n`);
  })
  .addCommand(verify);

/** Reads when something begins: so long ago, or a day (UTC). The Engine's clock tells what "ago" is. */
function beginning(word: string): (now: Date) => Date {
  const [, count, unit = ""] = /^(\d+)(d|h|min)$/.exec(word) ?? [];
  const ms = unitMs[unit];
  if (count !== undefined && ms !== undefined)
    return (now) => new Date(Math.max(0, now.getTime() - Number(count) * ms));
  const day = new Date(word);
  if (/^\d{4}-\d\d-\d\d/.test(word) && !Number.isNaN(day.getTime())) return () => day;
  throw new InvalidArgumentError("Set it to 30d, 12h, 90min, or a day such as 2026-11-01.");
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new UserError(`${file} cannot be read.`, "Name a file with the output of a run.", { cause: error });
  }
}

// `secrets status`: where the stack stands.
import process from "node:process";
import { setTimeout as delay } from "node:timers/promises";
import { coloured } from "../colour.ts";
import { toolCommand, wholeNumber } from "../command-line.ts";
import { exitCodeHelp, exitCodes } from "../exit-codes.ts";
import { reach, readAll, stackOption } from "../reading.ts";
import { showStatus, type Styled } from "../status/show.ts";
import { statusOf, type Status } from "../status/status.ts";

const description =
  "Shows where the stack stands, read from the Swarm now: each secret with its version, since when, when it is due, its services, " +
  `and how long the version before is kept. What needs a person comes first. ${exitCodeHelp}`;

const styled: Styled = (style, text) => coloured(style, text, process.stdout);

export default toolCommand("secrets status", description, [
  ["npx secrets status --stack prod", "what is overdue, stuck or unverified, and the rest in short"],
  ["npx secrets status --json | jq .needs", "the same for a program"],
])
  .option(...stackOption)
  .option("--all", "also the secrets of which there is nothing to say")
  .option("--json", "as JSON, everything")
  .option("--watch [seconds]", "again and again, until Ctrl-C; default every 2 s", wholeNumber(1, 3600))
  .action(async ({ stack, all: isWhole = false, json: isJson = false, watch }) => {
    const print = (status: Status): void => {
      const lines = isJson ? [JSON.stringify(status, undefined, 2)] : showStatus(status, isWhole, styled);
      process.stdout.write(`${lines.join("\n")}\n`);
      process.exitCode = status.needs.length > 0 ? exitCodes.attention : 0;
    };
    if (watch === undefined) {
      print(statusOf(await readAll(stack)));
      return;
    }
    const seconds = watch === true ? 2 : watch;
    const { read } = await reach(stack);
    let before = "";
    for (;;) {
      const status = statusOf(await read());
      // A terminal shows each reading in the place of the one before; elsewhere only what changes is printed.
      if (process.stdout.isTTY) process.stdout.write("\u001B[2J\u001B[H");
      const text = JSON.stringify({ ...status, at: "" });
      if (process.stdout.isTTY || text !== before) print(status);
      before = text;
      await delay(seconds * 1000);
    }
  });

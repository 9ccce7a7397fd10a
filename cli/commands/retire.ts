// `secrets retire`: takes versions whose time is over out of the stack config.
import process from "node:process";
import { toolCommand } from "../command-line.ts";
import type { Move } from "../edit/stack-edit.ts";
import { applyMoves } from "../edit/apply-moves.ts";
import { exitCodeHelp } from "../exit-codes.ts";
import { reach, stackOption } from "../reading.ts";
import { retirements } from "../moves.ts";

const description =
  "Takes versions out of the stack config, with their values, whose retention is over and that no service refers to; without names, all of " +
  `them. The config's comments and order stay. \`pulumi up\` then deletes the versions from the Swarm. ${exitCodeHelp}`;

export default toolCommand("secrets retire", description, [
  ["npx secrets retire --stack prod", "everything that may go"],
  ["npx secrets retire db_writer --dry-run", "only says what would change"],
])
  .argument("[secrets...]", "the secrets' logical names; default: all of which something may go")
  .option(...stackOption)
  .option("--dry-run", "changes no file")
  .action(async (names, { stack: name, dryRun: isDry = false }) => {
    const { stack, read } = await reach(name);
    const moves = retirements(await read(), names);
    if (moves.length === 0) {
      process.stdout.write("✓ no version can be retired now\n");
      return;
    }
    const describe = ({ secret, dropped }: Move): string =>
      `${secret}: v${dropped.join(", v")} ${isDry ? "can go" : "goes"}`;
    applyMoves(stack, moves, { describe, then: `pulumi up --stack ${stack.name}`, isDry });
  });

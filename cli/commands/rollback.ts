// `secrets rollback`: takes secrets back to the version before, in the stack config.
import { toolCommand } from "../command-line.ts";
import type { Move } from "../edit/stack-edit.ts";
import { applyMoves } from "../edit/apply-moves.ts";
import { exitCodeHelp } from "../exit-codes.ts";
import { reach, stackOption } from "../reading.ts";
import { rollbacks } from "../moves.ts";

const description =
  "Declares the version before as current again, and retains the one that was current, so that the way forward stays. The pins in the " +
  "compose files that the config lists move with it. Secrets of one group go together. `pulumi up` then moves the services back. " +
  exitCodeHelp;

export default toolCommand("secrets rollback", description, [
  ["npx secrets rollback db_writer db_reader --stack prod", "both go back"],
  ["npx secrets rollback session_key --dry-run", "only says what would change"],
])
  .argument("<secrets...>", "the secrets' logical names")
  .option(...stackOption)
  .option("--dry-run", "changes no file")
  .action(async (names, { stack: name, dryRun: isDry = false }) => {
    const { stack, read } = await reach(name);
    const moves = rollbacks(await read(), names);
    const describe = ({ secret, current }: Move): string => `${secret}: v${current?.from ?? 0} → v${current?.to ?? 0}`;
    const then = `pulumi preview --stack ${stack.name}, and pulumi up --stack ${stack.name}`;
    applyMoves(stack, moves, { describe, then, isDry });
  });

// `secrets rollback`: takes secrets back to the version before, in the stack config.
import path from "node:path";
import process from "node:process";
import { toolCommand } from "../command-line.ts";
import { editsFor, write } from "../edit/stack-edit.ts";
import { showEdits } from "../edit/show-edits.ts";
import { exitCodeHelp } from "../exit-codes.ts";
import { open, readSwarm, stackOption } from "../reading.ts";
import { rollbacks } from "../moves.ts";
import { connect } from "../../swarm/engine/client.ts";

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
    const stack = open(name);
    const reading = await readSwarm(stack, await connect());
    const moves = rollbacks(reading, names);
    const edits = editsFor(stack, moves);
    if (!isDry) write(edits);
    const lines = [
      ...moves.map(({ secret, current }) => `${secret}: v${current?.from ?? 0} → v${current?.to ?? 0}`),
      ...showEdits(edits, path.dirname(stack.project.file)),
      ...(isDry ? [] : [`Then: pulumi preview --stack ${stack.name}, and pulumi up --stack ${stack.name}`]),
    ];
    process.stdout.write(`${lines.join("\n")}\n`);
  });

// `secrets retire`: takes versions whose time is over out of the stack config.
import path from "node:path";
import process from "node:process";
import { toolCommand } from "../command-line.ts";
import { editsFor, write, type Move } from "../edit/stack-edit.ts";
import { showEdits } from "../edit/show-edits.ts";
import { exitCodeHelp } from "../exit-codes.ts";
import { open, readSwarm, stackOption } from "../reading.ts";
import { retirements } from "../moves.ts";
import { connect } from "../../swarm/engine/client.ts";

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
    const stack = open(name);
    const reading = await readSwarm(stack, await connect());
    const moves = retirements(reading, names);
    if (moves.length === 0) {
      process.stdout.write("✓ no version can be retired now\n");
      return;
    }
    const edits = editsFor(stack, moves);
    if (!isDry) write(edits);
    const lines = [
      ...moves.map(({ secret, dropped }: Move) => `${secret}: v${dropped.join(", v")} ${isDry ? "can go" : "goes"}`),
      ...showEdits(edits, path.dirname(stack.project.file)),
      ...(isDry ? [] : [`Then: pulumi up --stack ${stack.name}`]),
    ];
    process.stdout.write(`${lines.join("\n")}\n`);
  });

// `secrets verify`: whether every replica runs on what is declared, seen now.
import process from "node:process";
import { toolCommand } from "../command-line.ts";
import { exitCodeHelp, exitCodes } from "../exit-codes.ts";
import { named } from "../moves.ts";
import { reach, reached, stackOption } from "../reading.ts";
import { proofLines, proofSummary } from "../verify/show.ts";
import { proofs, type ServiceProof } from "../verify/verify.ts";

const description =
  "Looks whether every replica of each service runs on the declared versions at this moment, none on another, and keeps running, by the " +
  "rules that make a rotation verified; and runs the declared probes, for which a task runs on the Swarm for a moment. It puts nothing " +
  `on record. ${exitCodeHelp}`;

export default toolCommand("secrets verify", description, [
  ["npx secrets verify --stack prod", "all services"],
  ["npx secrets verify db_writer --no-probe", "those that have db_writer, without their probes"],
])
  .argument("[secrets...]", "the secrets' logical names; default: all")
  .option(...stackOption)
  .option("--no-probe", "runs no probe")
  .option("--json", "as JSON")
  .action(async (names, { stack, probe: isProbed, json: isJson = false }) => {
    const { connection, read } = await reach(stack);
    const reading = await read();
    const asked = names.length === 0 ? reading.inventory.secrets : named(reading, names);
    const seen: ServiceProof[] = [];
    const looks = proofs(
      connection,
      reading,
      asked.map(({ logicalName }) => logicalName),
      isProbed,
    );
    for (let next = await reached(looks.next()); next.done !== true; next = await reached(looks.next())) {
      seen.push(next.value);
      if (!isJson) process.stdout.write(`${proofLines(next.value).join("\n")}\n`);
    }
    const verified = seen.every((one) => one.verified);
    if (!verified) process.exitCode = exitCodes.attention;
    const { namespace } = reading.inventory;
    const document = { namespace, stack: reading.stack, at: reading.now.toISOString(), verified, services: seen };
    process.stdout.write(`${isJson ? JSON.stringify(document, undefined, 2) : proofSummary(seen)}\n`);
  });

// Applies what is declared: `pulumi up` on this process's terminal, and a look at the services after it.
import path from "node:path";
import process from "node:process";
import type { Inventory } from "../../inventory/inventory.ts";
import { exitCodes } from "../exit-codes.ts";
import { passThrough } from "../programs.ts";
import { say } from "../progress.ts";
import type { Reached } from "../reading.ts";
import { proofLines } from "../verify/show.ts";
import { proofs, type ServiceProof } from "../verify/verify.ts";

/**
 * Runs `pulumi up`, and looks at the services of some secrets after it.
 *
 * @param inventory what the stack declares by now
 * @param names the secrets' logical names
 * @param isJson whether standard output is for a document alone
 * @returns what was seen; undefined when `pulumi up` has failed, whose exit code is then this command's
 */
export async function apply(
  { stack, connection, read }: Reached,
  inventory: Inventory,
  names: readonly string[],
  isJson: boolean,
): Promise<ServiceProof[] | undefined> {
  const where = { cwd: path.dirname(stack.project.file), env: process.env };
  const exitCode = await passThrough("pulumi", ["up", "--yes", "--stack", stack.name], where, isJson);
  if (exitCode !== 0) {
    process.exitCode = exitCode;
    say(`pulumi up has failed. The files stay as they are: pulumi up --stack ${stack.name} goes on.`);
    return undefined;
  }
  const seen: ServiceProof[] = [];
  for await (const proof of proofs(connection, { ...(await read()), inventory }, names, false)) seen.push(proof);
  if (!isJson) process.stdout.write(`${seen.flatMap(proofLines).join("\n")}\n`);
  if (seen.some(({ verified }) => !verified)) process.exitCode = exitCodes.attention;
  return seen;
}

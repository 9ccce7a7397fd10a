// `secrets rotate`: moves secrets to their next versions, in the stack's files; and applies that where it is asked to.
import path from "node:path";
import process from "node:process";
import { Option } from "@commander-js/extra-typings";
import type { Secret } from "../../inventory/secrets.ts";
import { UserError } from "../../rotation/user-error.ts";
import { toolCommand } from "../command-line.ts";
import { changedLines, readFiles, write } from "../edit/stack-edit.ts";
import { exitCodeHelp } from "../exit-codes.ts";
import { named, partsOfGroups } from "../moves.ts";
import { say } from "../progress.ts";
import { reach, stackOption, type Reading } from "../reading.ts";
import { apply } from "../rotate/apply.ts";
import { bodyOf, rotationLines, subjectOf } from "../rotate/describe.ts";
import { encrypt } from "../rotate/encrypt.ts";
import { planOf, rotationsOf } from "../rotate/plan.ts";
import { serviceMoves } from "../rotate/preview.ts";
import { branchFor, publish } from "../rotate/pull-request.ts";
import { originOf, takeValues, valueOrigins } from "../rotate/values.ts";
import { askYes, isTerminal } from "../terminal.ts";
import { proofSummary } from "../verify/show.ts";

const description =
  "Declares the next version of secrets: `current`, `retain`, the new value, encrypted by Pulumi, and the pins in the compose files that " +
  "the config lists; comments, order and spacing stay. It says which services restart, and when. Secrets of one group go together. " +
  "The Swarm changes by `pulumi up`: with --yes that runs at once, on a terminal after a question, and else it is for you to run. Called " +
  "again, it goes on where an earlier call was cut short, and declares no further version while the last one is not applied. A value is " +
  "asked for, without being shown, or comes from standard input; one newline at its end is dropped. " +
  exitCodeHelp;

export default toolCommand("secrets rotate", description, [
  ["npx secrets rotate session_key", "edits the files, asks to apply"],
  ["npx secrets rotate a_token --value-from stdin -y < FILE", "edits and applies"],
  ["npx secrets rotate db_writer db_reader --pr", "a pull request"],
])
  .argument("<secrets...>", "the secrets' logical names")
  .option(...stackOption)
  .addOption(
    new Option(
      "--value-from <origin>",
      "where new values come from: stdin (of several secrets: a JSON object), prompt, or source, which generates them; default: source " +
        "for generated values, else what the config has already for the version, else prompt",
    ).choices(valueOrigins),
  )
  .addOption(new Option("--pr", "leaves the files, and pushes a branch with the change").conflicts("yes"))
  .addOption(new Option("--dry-run", "only says what would change").conflicts(["yes", "pr"]))
  .option("-y, --yes", "applies: runs pulumi up, whose exit code is kept")
  .option("--json", "what changes, as JSON")
  .action(async (names, options) => {
    const { valueFrom, pr: isPr = false, dryRun: isDry = false, yes: isYes = false, json: isJson = false } = options;
    const reached = await reach(options.stack);
    const { stack } = reached;
    const files = readFiles(stack);
    const folder = path.dirname(stack.project.file);
    const reading = await reached.read();
    const secrets = await wholeGroups(reading, named(reading, names), options);
    const asksAgain = valueFrom === "stdin" || valueFrom === "prompt";
    const rotations = rotationsOf(reading, { stack, files, asksAgain }, secrets);
    const origin = isDry ? undefined : originOf(rotations, valueFrom);
    const { edits: expected, after } = planOf(reading, { stack, files }, rotations);
    const logicalNames = rotations.map(({ secret }) => secret.logicalName);
    const moves = serviceMoves(reading, after, logicalNames);
    const branch = isPr ? await branchFor(folder, rotations, expected) : undefined;

    const told = { rotations, moves, edits: expected, folder };
    if (!isJson) process.stdout.write(`${rotationLines(told).join("\n")}\n`);
    const then = `pulumi preview --stack ${stack.name}, and pulumi up --stack ${stack.name}`;
    const document = {
      ...{ namespace: reading.inventory.namespace, stack: stack.name, at: reading.now.toISOString(), dryRun: isDry },
      secrets: rotations.map(({ secret, from, to, retain, value }) => ({
        name: secret.logicalName,
        from,
        to,
        retain,
        value,
      })),
      services: moves,
      files: expected.map((edit) => ({ file: path.relative(folder, edit.file), lines: changedLines(edit) })),
    };
    const finish = (result: object, ...lines: string[]): void => {
      process.stdout.write(
        isJson
          ? `${JSON.stringify({ ...document, ...result }, undefined, 2)}\n`
          : lines.map((line) => `${line}\n`).join(""),
      );
    };
    if (isDry) {
      finish({ applied: false });
      return;
    }

    // What the branch of an earlier call has is not made again.
    const isMade = branch?.commit !== undefined;
    const values = origin === undefined || isMade ? new Map<string, string>() : await takeValues(rotations, origin);
    const ciphertexts = await encrypt(stack, files, rotations, values);
    const { edits } = planOf(reading, { stack, files }, rotations, ciphertexts);
    if (branch !== undefined) {
      const published = await publish(branch, edits, { subject: subjectOf(rotations), body: bodyOf(told) });
      const { url = "", isOpen } = published;
      const made = isMade ? "goes on with the commit of an earlier call; " : "";
      finish(
        { applied: false, ...published },
        `${made}pushed ${branch.name} to ${branch.remote}`,
        ...(url === "" ? [] : [`${isOpen ? "The pull request" : "Open the pull request"}: ${url}`]),
      );
      return;
    }
    write(edits);
    if (edits.length === 0) say("The files declare it already.");
    if (!isYes && !(isTerminal() && (await askYes("Apply now (pulumi up)?")))) {
      finish({ applied: false, then }, `Then: ${then}`, ...(isTerminal() ? [] : ["With --yes it applies by itself."]));
      return;
    }
    const proven = await apply(reached, after, logicalNames, isJson);
    finish(
      { applied: proven !== undefined, ...(proven && { verification: proven }) },
      ...(proven ? [proofSummary(proven)] : []),
    );
  });

/**
 * The secrets with all that move together with them, if the person at the terminal agrees.
 *
 * @throws UserError with the whole command when nobody can be asked, or does not agree
 */
async function wholeGroups(
  reading: Reading,
  secrets: readonly Secret[],
  options: { valueFrom?: string | undefined; pr?: true | undefined; yes?: true | undefined },
): Promise<readonly Secret[]> {
  const parts = partsOfGroups(reading, secrets);
  const [first] = parts;
  if (first === undefined) return secrets;
  const others = parts.flatMap(({ missing }) => missing);
  const names = (some: readonly Secret[]): string => some.map(({ logicalName }) => logicalName).join(" ");
  if (isTerminal() && (await askYes(`${first.problem} Rotate ${names(others).replaceAll(" ", " and ")}, too?`))) {
    return [...secrets, ...others];
  }
  const { valueFrom, pr, yes } = options;
  const words = [
    ...(valueFrom === undefined ? [] : [`--value-from ${valueFrom}`]),
    ...(pr ? ["--pr"] : []),
    ...(yes ? ["--yes"] : []),
  ];
  const command = ["npx secrets rotate", names([...secrets, ...others]), `--stack ${reading.stack}`, ...words].join(
    " ",
  );
  throw new UserError(parts.map(({ problem }) => problem).join("\n"), `Rotate all of them: ${command}`);
}

// `secrets incident`: walks the runbook's incident. Where it stands is read anew each time, from the stack config, the ledgers and the Swarm,
// so a command that was killed is just run again.
import { renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { Option } from "@commander-js/extra-typings";
import { coloured } from "../colour.ts";
import { toolCommand } from "../command-line.ts";
import { incidentEdits } from "../edit/incident-edit.ts";
import { changedLines, write, type FileEdit } from "../edit/stack-edit.ts";
import { exitCodeHelp, exitCodes } from "../exit-codes.ts";
import { bringValues } from "../incident/bring-values.ts";
import { declaredIncident, moveOf, type Sayings } from "../incident/declare.ts";
import { closable, openSecrets } from "../incident/choose.ts";
import { progressOf } from "../incident/progress.ts";
import { reportOf } from "../incident/report.ts";
import { clockText, nextLines, showIncident } from "../incident/show.ts";
import { saidTime } from "../incident/times.ts";
import { named } from "../moves.ts";
import { say } from "../progress.ts";
import { reach, stackOption } from "../reading.ts";
import type { Stack } from "../stack.ts";
import type { Styled } from "../status/show.ts";
import { plural } from "../words.ts";
import { readInventory } from "../../inventory/stack-files.ts";

const styled: Styled = (style, text) => coloured(style, text, process.stdout);

const openDescription =
  "Declares that a secret's value has leaked, in the stack config, and says what to do next with the exact command. Call it again as the work " +
  "goes on: with what was done at the source, and then with the next version's value. It declares that version, and takes out of the " +
  `config, and of the compose files' pins, what leaked. Nothing else in the files changes. ${exitCodeHelp}`;

const open = toolCommand("open", openDescription, [
  ["npx secrets incident open db_writer --ticket SEC-42 --discovered 09:00", "begins"],
  ["npx secrets incident open db_writer --revoked 09:40 --proof 'login refused'", "goes on"],
  ["npx secrets incident open db_writer --value-from prompt", "brings the next value, and declares it"],
])
  .argument("<secrets...>", "the secrets' logical names")
  .option(...stackOption)
  .option("--ticket <ticket>", "names the incident on record; needed once")
  .option("--discovered <time>", "when the leak was noticed: now, 09:00, or ISO 8601; default now", saidTime)
  .option("--revoked <time>", "when the value was revoked where it comes from", saidTime)
  .option("--role-rotated <time>", "when the database role got its new password", saidTime)
  .option("--proof <sentence>", "how it was seen that the leaked value is refused")
  .option("--reason <sentence>", "what happened, for the record; without any secret in it")
  .addOption(
    new Option(
      "--value-from <origin>",
      "takes the next version's value from stdin (of several secrets: a JSON object) or prompt; default: what the config has",
    ).choices(["stdin", "prompt"] as const),
  )
  .option("--dry-run", "changes no file")
  .option("--json", "as JSON")
  .action(async (names, { stack: name, dryRun: isDry = false, json: isJson = false, valueFrom, ...said }) => {
    const { stack, read } = await reach(name);
    const reading = await read();
    const { now } = reading;
    const sayings = sayingsOf({ ...said, discovered: said.discovered?.(now) }, now);
    const changes = named(reading, names).map((secret) => {
      const after = declaredIncident(reading, secret, sayings);
      const move = moveOf(reading, stack, { ...secret, incident: after }, valueFrom !== undefined);
      return { secret, after, move };
    });
    const moves =
      valueFrom === undefined || isDry
        ? changes.flatMap(({ move }) => move ?? [])
        : await bringValues(stack, changes, valueFrom);
    const edits = incidentEdits(
      stack,
      changes.map(({ secret, after }) => ({ secret: secret.logicalName, after })),
      moves,
    );
    if (!isDry) write(edits);
    const inventory = isDry ? reading.inventory : readInventory(stack.project, stack.file);
    const statuses = named({ inventory }, names).flatMap(
      (secret) => progressOf({ ...reading, inventory }, secret) ?? [],
    );
    if (isJson) {
      print([
        JSON.stringify(
          { isDry, files: edits.map(({ file }) => nameOf(stack, file)), incidents: statuses },
          undefined,
          2,
        ),
      ]);
      return;
    }
    print([
      ...statuses.map((status) => `${status.secret}: incident ${status.ticket}, ${clockText(status, now)}`),
      ...moves.map(({ secret, current }) =>
        current === undefined
          ? `${secret}: what leaked goes`
          : `${secret}: v${current.from} → v${current.to}, nothing is retained`,
      ),
      ...fileLines(stack, edits),
      ...(isDry
        ? ["Nothing was changed: --dry-run"]
        : statuses.flatMap(({ next }) => (next === undefined ? [] : nextLines(next)))),
    ]);
  });

const statusDescription =
  "Shows where incidents stand, read now: of the hour how many minutes are left, each step, and what to do next with the exact command. " +
  "Exit code: 0 in time, or over; 1 past the hour; 2 called wrongly; 3 the Swarm or the stack cannot be read.";

const status = toolCommand("status", statusDescription, [
  ["npx secrets incident status --stack prod", "all incidents that are open"],
  ["npx secrets incident status db_writer --json | jq .incidents[0].minutesLeft", "for a program"],
])
  .argument("[secrets...]", "the secrets' logical names; default: all with an open incident")
  .option(...stackOption)
  .option("--json", "as JSON")
  .action(async (names, { stack: name, json: isJson = false }) => {
    const { stack, read } = await reach(name);
    const reading = await read();
    const statuses = openSecrets(reading, names).flatMap((secret) => progressOf(reading, secret) ?? []);
    if (statuses.some(({ isPast }) => isPast)) process.exitCode = exitCodes.attention;
    if (isJson) {
      print([JSON.stringify({ stack: stack.name, at: reading.now.toISOString(), incidents: statuses }, undefined, 2)]);
      return;
    }
    const shown = statuses.flatMap((one, index) => [
      ...(index === 0 ? [] : [""]),
      ...showIncident(one, reading.now, styled),
    ]);
    print(shown.length === 0 ? ["✓ no incident is open"] : shown);
  });

const closeDescription =
  "Makes sure, on the Swarm, that every service is verified on the new version and that the old one is neither there nor used, writes the report, " +
  `and takes the incident out of the stack config. The ledger keeps it, and the report can be made again. ${exitCodeHelp}`;

const close = toolCommand("close", closeDescription, [
  ["npx secrets incident close db_writer --report SEC-42.md", "the report goes into a file"],
  ["npx secrets incident close db_writer --dry-run", "the report alone"],
])
  .argument("<secrets...>", "the secrets' logical names")
  .option(...stackOption)
  .option("--report <file>", "where the report goes; default standard output")
  .option("--dry-run", "changes no stack config")
  .option("--json", "as JSON, with the report in it")
  .action(async (names, { stack: name, report: file, dryRun: isDry = false, json: isJson = false }) => {
    const { stack, read } = await reach(name);
    const reading = await read();
    const closed = closable(reading, named(reading, names));
    const declared = closed.filter(({ status: { isDeclared } }) => isDeclared);
    const changes = declared.map(({ status: { secret } }) => ({ secret, after: undefined }));
    const edits = incidentEdits(stack, changes, []);
    const { namespace } = reading.inventory;
    const report = reportOf(closed, { namespace, stack: stack.name }, reading.now);
    // The report comes first: whoever is stopped in between has it, and runs this again.
    if (file !== undefined) replaceFile(file, report);
    else if (!isJson) process.stdout.write(report);
    if (!isDry) write(edits);
    if (isJson) {
      const files = edits.map((edit) => nameOf(stack, edit.file));
      print([JSON.stringify({ isDry, files, incidents: closed.map((one) => one.status), report }, undefined, 2)]);
      return;
    }
    const then = `Then: pulumi preview --stack ${stack.name}, which shows no change of a service`;
    for (const line of [
      ...(file === undefined ? [] : [`the report is in ${file}`]),
      ...fileLines(stack, edits),
      ...(edits.length === 0 ? ["the stack config declares no incident of it any more"] : isDry ? [] : [then]),
    ]) {
      say(line);
    }
  });

export default toolCommand(
  "secrets incident",
  "A value has leaked: walks the runbook's steps, with a clock against the hour. docs/runbook.md has them in full.",
  [["npx secrets incident open db_writer --ticket SEC-42", "begins, and says what to do next"]],
)
  .addCommand(open)
  .addCommand(status)
  .addCommand(close);

interface Options {
  ticket?: string | undefined;
  discovered?: string | undefined;
  revoked?: ((now: Date) => string) | undefined;
  roleRotated?: ((now: Date) => string) | undefined;
  proof?: string | undefined;
  reason?: string | undefined;
}

function sayingsOf({ ticket, discovered, revoked, roleRotated, proof, reason }: Options, now: Date): Sayings {
  const said = {
    ...{ ticket, discoveredAt: discovered, revokedAt: revoked?.(now) },
    ...{ roleRotatedAt: roleRotated?.(now), proof, reason },
  };
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
}

function fileLines(stack: Stack, edits: readonly FileEdit[]): string[] {
  return edits.map((edit) => `${nameOf(stack, edit.file)}: ${plural(changedLines(edit), "line")}`);
}

function nameOf({ project }: Stack, file: string): string {
  return path.relative(path.dirname(project.file), file);
}

/** Writes a file at once, so that nobody finds half of it. */
function replaceFile(file: string, content: string): void {
  writeFileSync(`${file}.new`, content);
  renameSync(`${file}.new`, file);
}

function print(lines: readonly string[]): void {
  process.stdout.write(`${lines.join("\n")}\n`);
}

// The runbook's commands for what comes up again and again, each as it stands there and in that order: a rotation, a way back, a leak, and
// the looks at what is so. The other sections are followed by the tests that are named here.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import type { Ledger } from "../../rotation/ledger.ts";
import type { RecordState } from "../../rotation/rotation-record.ts";
import { changeLedger } from "../../swarm/ledger/store.ts";
import { projectDir, projectName } from "../../tools/paths.ts";
import type { StateResource } from "../support/pulumi.ts";
import { secretNames, TestServices } from "../support/services.ts";
import { inSteps } from "../support/steps.ts";
import { client, namesIn, readInTask } from "../support/swarm.ts";
import { ProgramProject } from "./program-project.ts";
import { commandsUnder, retold } from "./runbook.ts";

const here = [
  "Quarterly and annual rotation",
  "Rollback",
  "Incident: a value has leaked",
  "What differs from what is declared",
  "Who did what",
  "Notices",
];
/** The sections that other tests follow, or whose commands they give. */
const elsewhere: Readonly<Record<string, string>> = {
  "A state file that was cut short": "cut-short",
  "An older state": "lost-state",
  "Rebuilding the state": "lost-state",
  "Another Swarm": "identity",
  "A service, or a secret that nothing uses": "taking-out",
  "A service that does not start without its secrets": "taking-out",
  "Releasing a service or a secret": "taking-out",
  "The whole stack": "taking-out",
};

/** The stack `dev` of the checkout's program, of which a person types the runbook's commands in its folder. */
class Operated extends ProgramProject {
  /**
   * Types commands, and answers what they ask.
   *
   * @param input what the one command gets that asks for a value; it takes that as from a pipe
   */
  async type(commands: string, namespace: string, input = ""): Promise<string> {
    // psql asks for the role's new password at a terminal, and no database belongs to this stack: a stand-in says that it was asked.
    const script = `set -eu -o pipefail
pulumi() { case "$1" in up) command pulumi "$@" --yes --skip-preview ;; *) command pulumi "$@" ;; esac; }
npx() { shift; case "$1" in rotate) set -- "$@" --value-from stdin ;; *) set -- "\${@/prompt/stdin}" ;; esac; node '${path.join(projectDir, "cli", "secrets.mjs")}' "$@"; }
psql() { echo "asked: psql $*"; }
${retold(commands, { stack: "dev", namespace })}`;
    const { exitCode, output } = await this.finish("bash", ["-c", script], { cwd: this.directory, input });
    assert.equal(exitCode, 0, `${commands}:\n${output}`);
    return output;
  }

  /** Lets hours go by: what ledgers say, on the Swarm and in the state, becomes older by so much. */
  async age(namespace: string, hours: number, logicalNames: readonly string[]): Promise<void> {
    const shift = (time: string): string => new Date(Date.parse(time) - hours * 3_600_000).toISOString();
    const older = <T>(told: T): T =>
      JSON.parse(JSON.stringify(told).replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, shift)) as T;
    for (const logicalName of logicalNames) {
      await changeLedger(client, { namespace, logicalName }, (ledger: Ledger) => older(ledger));
    }
    const state = JSON.parse(await this.exported()) as { deployment: { resources: StateResource[] } };
    for (const { type, outputs } of state.deployment.resources) {
      if (type !== "swarm:index:RotationRecord") continue;
      const record = outputs as unknown as RecordState;
      record.ledger = older(record.ledger);
    }
    await this.must(["stack", "import"], { input: JSON.stringify(state) });
  }

  /** What the stack config says of a secret. */
  declared(logicalName: string): unknown {
    const text = readFileSync(path.join(this.directory, "Pulumi.dev.yaml"), "utf8");
    const { config } = parse(text) as { config: Record<string, Record<string, unknown>> };
    return config[`${projectName}:secrets`]?.[logicalName];
  }
}

describe("the runbook", function () {
  this.timeout(600_000);
  inSteps();

  const project = new Operated();
  let services: TestServices;
  let api: string;
  const names = ["db_writer", "db_reader"];
  const minutesAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();

  before(async () => {
    services = await TestServices.create();
    api = await services.service("api");
    await project.make();
    await project.configure({
      ...{ namespace: services.namespace, protect: false },
      secrets: Object.fromEntries(names.map((name) => [name, { class: "database", current: 4 }])),
      services: { api: { secrets: names } },
      values: Object.fromEntries(names.map((name) => [name, { 4: "four" }])),
    });
    await project.succeed(["up", "--yes", "--skip-preview"]);
  });

  after(async () => {
    await services.remove();
    await project.remove();
  });

  const type = (commands: string, input?: string): Promise<string> => project.type(commands, services.namespace, input);
  const bound = (version: number): string[] => names.map((name) => `${services.namespace}_${name}_v${version}`).sort();
  const both = (value: string): string => JSON.stringify(Object.fromEntries(names.map((name) => [name, value])));

  it("has no command that no test types", () => {
    const page = readFileSync(path.join(projectDir, "docs", "runbook.md"), "utf8");
    const withCommands = page
      .split(/^##+ /m)
      .filter((section) => section.includes("```sh\n"))
      .map((section) => section.split("\n", 1)[0] ?? "");
    assert.deepEqual(withCommands, [...here, ...Object.keys(elsewhere)]);
    for (const test of Object.values(elsewhere))
      assert.ok(existsSync(path.join(import.meta.dirname, `${test}.test.ts`)));
  });

  it("leads through a rotation, up to the old version's end", async () => {
    const [rotate = "", byHand = "", preview = "", up = "", proof = "", retire = "", ...more] = commandsUnder(
      here[0] ?? "",
    );
    assert.deepEqual(more, []);
    await type(rotate, both("five"));
    await type(byHand, "five by hand");
    assert.match(await type(preview), /api {3}db_reader v4 → v5, db_writer v4 → v5 {3}restarts 1 replica, wave 1/);
    await type(up);
    assert.match(await type(proof), /✓ api .*1 of 1 replica/);
    assert.deepEqual(await secretNames(api), bound(5));
    assert.equal(await readInTask(api, `/run/secrets/${services.namespace}_db_writer`), "five by hand");
    await project.age(services.namespace, 73, names);
    await type(retire);
    assert.deepEqual(
      (await namesIn(services.namespace)).filter((name) => name.includes("_v4")),
      [],
    );
  });

  it("leads back", async () => {
    await type(commandsUnder(here[0] ?? "")[0] ?? "", both("six"));
    await project.succeed(["up", "--yes", "--skip-preview"]);
    assert.deepEqual(await secretNames(api), bound(6));
    for (const block of commandsUnder("Rollback")) await type(block);
    assert.deepEqual(await secretNames(api), bound(5));
    assert.equal(await readInTask(api, `/run/secrets/${services.namespace}_db_writer`), "five by hand");
  });

  it("leads through a leak, until nothing has the value and the report is written", async () => {
    const blocks = commandsUnder("Incident: a value has leaked");
    const [status = "", open = "", psql = "", revoked = "", bring = "", apply = "", close = "", ...more] = blocks;
    assert.deepEqual(more, []);
    await type(status);
    await type(open.replace("09:00", minutesAgo(30)));
    assert.match(await type(status), /db_writer/);
    assert.match(await type(psql), /asked: psql --command \\password/);
    await type(revoked.replace("09:40", minutesAgo(10)).replace("09:45", minutesAgo(5)));
    await type(bring, "seven");
    await type(apply);
    assert.equal(await readInTask(api, `/run/secrets/${services.namespace}_db_writer`), "seven");
    const left = (await namesIn(services.namespace)).filter((name) => name.includes("db_writer_v"));
    assert.deepEqual(left, [`${services.namespace}_db_writer_v7`]);
    await type(close);
    assert.match(readFileSync(path.join(project.directory, "SEC-42.md"), "utf8"), /SEC-42/);
    assert.deepEqual(project.declared("db_writer"), { class: "database", current: 7 });
    await project.succeed(["preview", "--expect-no-changes"]);
  });

  it("has looks that find nothing to do then, and tell what was done", async () => {
    for (const heading of here.slice(3)) {
      for (const block of commandsUnder(heading)) await type(block);
    }
    const [log = ""] = commandsUnder("Who did what");
    assert.match(await type(log), /db_writer.*v7/);
  });
});

// What compose files pin, compared with a stack on a real Swarm.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { ledgerOf, PlantedStack } from "../planted-stack.ts";

describe("the pins of compose files", function () {
  this.timeout(120_000);
  let stack: PlantedStack;

  before(async () => {
    stack = await PlantedStack.create();
    for (const version of [1, 2, 3]) await stack.version("db_writer", version);
    await stack.version("db_reader", 1);
    await stack.ledger("db_writer", ledgerOf([1, 2]));
    await stack.ledger("db_reader", ledgerOf([1]));
    await stack.configure((config) => {
      config.services = {};
      config.secrets["db_writer"] = { class: "database", current: 2, retain: [1, 3] };
      config.composeFiles = ["compose.yml"];
    });
  });

  after(async () => {
    await stack.clear();
  });

  /** What `secrets drift` says of a compose file with this text. */
  async function told(text: string): Promise<[string[], number | undefined]> {
    await writeFile(path.join(stack.folder, "compose.yml"), text);
    const { stdout, exitCode } = await stack.run("drift", "--json");
    const { findings } = JSON.parse(stdout) as {
      findings: Record<"kind" | "subject" | "problem" | "remedy", string>[];
    };
    return [findings.map(({ kind, subject, problem, remedy }) => `${kind} ${subject} ${problem}: ${remedy}`), exitCode];
  }

  const pins = (...names: string[]): string =>
    `secrets:\n${names.map((name, index) => `  s${index}: { external: true, name: "${name}" }\n`).join("")}`;

  it("agree as the declared versions, one that is yet to become current, and what is not the stack's", async () => {
    const names = [
      stack.nameOf("db_writer", 2),
      stack.nameOf("db_writer", 3),
      stack.nameOf("db_reader", 1),
      "other_v1",
    ];
    assert.deepEqual(await told(pins(...names)), [[], 0]);
  });

  it("are stale behind the declared version, with line, version and edit", async () => {
    assert.deepEqual(await told(pins(stack.nameOf("db_reader", 1), stack.nameOf("db_writer", 1))), [
      [`STALE compose.yml:3 pins db_writer v1, declared v2: Set it to ${stack.nameOf("db_writer", 2)}.`],
      0,
    ]);
  });

  it("are stale where only the environment of a deployment knows the version", async () => {
    const [[only = ""], exitCode] = await told(pins(`${stack.namespace}_db_writer_v$V`));
    assert.match(
      only,
      /^STALE compose\.yml:2 takes the name of db_writer from the environment \(V\): Give V a default/,
    );
    assert.equal(exitCode, 0);
  });

  it("make the next deploy fail where the Swarm has no such secret, behind, ahead, or of no secret of the stack", async () => {
    const [found, exitCode] = await told(pins(stack.nameOf("db_writer", 9), stack.nameOf("other", 1)));
    assert.deepEqual(found, [
      `MISSING compose.yml:2 pins db_writer v9, which is not on the Swarm, declared v2: Set it to ${stack.nameOf("db_writer", 2)}.`,
      `MISSING compose.yml:3 pins ${stack.nameOf("other", 1)}, which is neither on the Swarm nor in the stack: Declare it, or take it out there.`,
    ]);
    assert.equal(exitCode, 1);
  });

  it("are not known of a file that cannot be read, and that is said", async () => {
    const [found, exitCode] = await told("secrets: [");
    assert.deepEqual(found, [
      "MISSING composeFiles compose.yml is not YAML: see line 1.: Correct it: `docker stack config -c` says more.",
    ]);
    assert.equal(exitCode, 1);
  });
});

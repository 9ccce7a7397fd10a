// `secrets retire` and `secrets rollback` on a real Swarm: what they change of the stack's files.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { revokeVersions } from "../../rotation/ledger.ts";
import { ledgerOf, PlantedStack } from "./planted-stack.ts";

const compose = (namespace: string): string => `secrets:
  writer:
    external: true
    name: ${namespace}_db_writer_v2 # the writer's
  reader: { external: true, name: "${namespace}_db_reader_v1" }
  other: { external: true, name: ${namespace}_db_writer_v22 }
`;

describe("secrets that retire or go back", function () {
  this.timeout(300_000);
  let stack: PlantedStack;
  const text = (file: string): string => readFileSync(path.join(stack.folder, file), "utf8");

  before(async () => {
    stack = await PlantedStack.create();
    await stack.apply();
    await writeFile(path.join(stack.folder, "compose.yml"), compose(stack.namespace));
  });

  after(async () => {
    await stack.clear();
  });

  /** The stack's file, by hand: with a comment, and with values. */
  beforeEach(async () => {
    await writeFile(
      path.join(stack.folder, "Pulumi.prod.yaml"),
      `# Of everybody.
config:
  planted:namespace: ${stack.namespace}
  planted:classes: { database: { owner: Platform, cadence: quarterly } }
  planted:composeFiles: [compose.yml]
  planted:secrets:
    db_writer: { class: database, current: 2, retain: [1] } # the writer
    db_reader: { class: database, current: 1 }
  planted:services: { api: { secrets: [db_writer, db_reader] }, worker: { secrets: [db_reader] } }
  planted:values:
    db_writer:
      "1":
        secure: v1:one
      "2":
        secure: v1:two
    db_reader: { "1": { secure: v1:three } }
`,
    );
  });

  it("keep a version for as long as it has to stay, and say until when", async () => {
    const before = text("Pulumi.prod.yaml");
    assert.deepEqual((await stack.run("retire")).stdout, "✓ no version can be retired now");
    const { exitCode, stderr } = await stack.run("retire", "db_writer");
    assert.equal(exitCode, 1);
    assert.match(stderr, /^No version of db_writer can be retired now: v1 is kept until 20\d\d-/);
    assert.equal(text("Pulumi.prod.yaml"), before);
  });

  it("go back with their pins, and keep the way forward, and all else of the files", async () => {
    const before = text("Pulumi.prod.yaml");
    const dry = await stack.run("rollback", "db_writer", "--dry-run");
    assert.deepEqual(
      [dry.exitCode, dry.stdout],
      [0, "db_writer: v2 → v1\nPulumi.prod.yaml: 1 line\ncompose.yml: 1 line"],
    );
    assert.equal(text("Pulumi.prod.yaml"), before);
    const { exitCode, stdout } = await stack.run("rollback", "db_writer");
    assert.equal(exitCode, 0);
    assert.ok(stdout.endsWith("Then: pulumi preview --stack prod, and pulumi up --stack prod"));
    assert.equal(text("Pulumi.prod.yaml"), before.replace("current: 2, retain: [1] }", "current: 1, retain: [2] }"));
    assert.equal(text("compose.yml"), compose(stack.namespace).replace("_db_writer_v2 ", "_db_writer_v1 "));
  });

  it("go back only as a group, to what was in use, and never to what is revoked", async () => {
    const grouped = text("Pulumi.prod.yaml").replace("owner: Platform,", "owner: Platform, connections: true,");
    await writeFile(path.join(stack.folder, "Pulumi.prod.yaml"), grouped);
    const alone = await stack.run("rollback", "db_writer");
    assert.match(alone.stderr, /^db_reader and db_writer are one group .*\n {2}Name them all: db_writer db_reader/);
    const both = await stack.run("rollback", "db_writer", "db_reader");
    assert.match(both.stderr, /^db_reader has no way back/);
    await stack.ledger("db_writer", revokeVersions(ledgerOf([1, 2]), "SEC-42", 2));
    await writeFile(path.join(stack.folder, "Pulumi.prod.yaml"), grouped.replace(", connections: true", ""));
    const revoked = await stack.run("rollback", "db_writer");
    assert.match(revoked.stderr, /_db_writer_v1 is revoked by SEC-42: nothing goes back to it/);
    assert.match((await stack.run("rollback", "db_wirter")).stderr, /^The stack declares no secret db_wirter\./);
    assert.equal((await stack.run("rollback")).exitCode, 2);
    await stack.ledger("db_writer", ledgerOf([1, 2]));
  });

  it("keep a version that is yet to become current, and change nothing where a file is missing", async () => {
    const { versions, ...ledger } = ledgerOf([1], 9);
    const pending = { ...ledger, versions: { ...versions, 2: { addedAt: new Date().toISOString() } } };
    await stack.ledger("db_writer", pending);
    const file = path.join(stack.folder, "Pulumi.prod.yaml");
    const before = text("Pulumi.prod.yaml").replace("current: 2, retain: [1]", "current: 1, retain: [2]");
    await writeFile(file, before);
    assert.equal((await stack.run("retire")).stdout, "✓ no version can be retired now");
    assert.match((await stack.run("status")).stdout, /\ndb_writer .* v2 pending/);
    await stack.ledger("db_writer", ledgerOf([1, 2]));
    const lost = before
      .replace("current: 1, retain: [2]", "current: 2, retain: [1]")
      .replace("compose.yml", "gone.yml");
    await writeFile(file, lost);
    const { exitCode, stderr } = await stack.run("rollback", "db_writer");
    assert.equal(exitCode, 1);
    assert.match(stderr, /^The compose file gone\.yml is not there\./);
    assert.equal(text("Pulumi.prod.yaml"), lost);
  });

  it("have exit code 3 where the Swarm cannot be reached", async () => {
    for (const words of [["retire"], ["rollback", "db_writer"], ["status", "--watch"]]) {
      const { exitCode, stderr } = await stack.runWith({ DOCKER_HOST: "unix:///nowhere.sock" }, ...words);
      assert.equal(exitCode, 3, words.join(" "));
      assert.match(stderr, /^Cannot reach the Docker Engine/);
    }
  });

  it("retire with their values once their time is over", async () => {
    await stack.ledger("db_writer", ledgerOf([1, 2], 4));
    const before = text("Pulumi.prod.yaml");
    const { exitCode, stdout } = await stack.run("retire");
    assert.deepEqual(
      [exitCode, stdout],
      [0, "db_writer: v1 goes\nPulumi.prod.yaml: 3 lines\nThen: pulumi up --stack prod"],
    );
    assert.equal(
      text("Pulumi.prod.yaml"),
      before.replace(", retain: [1] }", " }").replace('      "1":\n        secure: v1:one\n', ""),
    );
  });
});

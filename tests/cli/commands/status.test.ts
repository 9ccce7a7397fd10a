// `secrets status` on a real Swarm.
import assert from "node:assert/strict";
import type { Status } from "../../../cli/status/status.ts";
import { ledgerOf, PlantedStack } from "../planted-stack.ts";

describe("secrets status", function () {
  this.timeout(300_000);
  let stack: PlantedStack;

  before(async () => {
    stack = await PlantedStack.create();
    await stack.apply();
  });

  after(async () => {
    await stack.clear();
  });

  it("says in 80 columns where each secret stands, and that nothing needs anybody", async () => {
    const { exitCode, stdout, stderr } = await stack.run("status");
    assert.deepEqual([exitCode, stderr], [0, ""]);
    // With a long address the heading takes two lines.
    const [heading = "", head = ""] = stdout.split("\n\n");
    assert.match(heading, new RegExp(`^${stack.namespace} · prod · unix:\\S+\\s+2 secrets, 2 services$`));
    const [titles = "", reader = "", writer = ""] = head.split("\n");
    assert.deepEqual(titles.split(/ {2,}/), ["SECRET", "NOW", "SINCE", "DUE", "SERVICES", "KEPT"]);
    assert.match(reader, /^db_reader +v1 +24 h +\S.* +api, worker$/);
    assert.match(writer, /^db_writer +v2 +24 h +\S.* +api +v1 until (?:\w{3} )?\d\d:\d\d$/);
    assert.ok(stdout.split("\n").every((line) => line.length <= 80 || line.startsWith(stack.namespace)));
    assert.doesNotMatch(stdout, /\u001B/);
  });

  it("says the same as JSON, with everything in it", async () => {
    const { stdout } = await stack.run("status", "--json");
    const status = JSON.parse(stdout) as Status;
    assert.deepEqual([status.stack, status.namespace, status.needs], ["prod", stack.namespace, []]);
    assert.deepEqual(status.managers, { reachable: 1, all: 1 });
    const [reader, writer] = status.secrets;
    assert.deepEqual(
      [reader?.verified, reader?.services.map(({ name, stands, running, wanted }) => [name, stands, running, wanted])],
      [
        true,
        [
          ["api", true, 1, 1],
          ["worker", true, 1, 1],
        ],
      ],
    );
    assert.deepEqual(
      writer?.kept.map(({ version, canGo, until }) => [version, canGo, until !== undefined]),
      [[1, false, true]],
    );
  });

  it("says first what needs a person, by whom and how it is mended, and ends with 1", async () => {
    await stack.ledger("db_reader", ledgerOf([1], 400));
    const { exitCode, stdout } = await stack.run("status");
    assert.equal(exitCode, 1);
    assert.match(
      stdout,
      /\n1 needs you\n {2}db_reader {4}overdue by \d+ days \(Platform\)\n {15}npx secrets rotate db_reader --stack prod\n/,
    );
    assert.match(stdout, /\ndb_reader +v1 +400 d +overdue /);
  });

  it("says what can go once its time is over", async () => {
    await stack.ledger("db_writer", ledgerOf([1, 2], 4));
    assert.match((await stack.run("status")).stdout, /\ndb_writer .* v1 can go$/);
  });

  it("has exit code 3 where the stack or the Swarm cannot be read, and 2 for a word that it does not know", async () => {
    const noStack = await stack.run("status", "--stack", "pord");
    assert.deepEqual([noStack.exitCode, noStack.stdout], [3, ""]);
    assert.match(noStack.stderr, /^There is no Pulumi\.pord\.yaml/);
    const noSwarm = await stack.runWith({ DOCKER_HOST: "unix:///nowhere.sock" }, "status");
    assert.deepEqual([noSwarm.exitCode, noSwarm.stdout], [3, ""]);
    assert.match(noSwarm.stderr, /^Cannot reach the Docker Engine at unix:\/\/\/nowhere\.sock/);
    const misspelt = await stack.run("status", "--jsno");
    assert.equal(misspelt.exitCode, 2);
    assert.match(misspelt.stderr, /Did you mean --json/);
  });
});

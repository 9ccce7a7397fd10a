// `secrets rotate` on a real Swarm, with values that the real Pulumi encrypts.
import assert from "node:assert/strict";
import { unsettle } from "../../../rotation/ledger.ts";
import { ledgerOf } from "../planted-stack.ts";
import { RotatingStack } from "../rotating-stack.ts";

describe("secrets rotate", function () {
  this.timeout(300_000);
  let stack: RotatingStack;

  before(async () => {
    stack = await RotatingStack.create();
  });

  beforeEach(() => {
    stack.reset();
  });

  after(async () => {
    await stack.planted.clear();
  });

  /** The config with some lines exchanged. */
  const changed = (...changes: [string, string][]): string =>
    changes.reduce((text, [from, to]) => {
      assert.ok(text.includes(from), from);
      return text.replace(from, to);
    }, stack.config);

  it("changes what a rotation needs and nothing else, and says in the words of the preview what restarts", async () => {
    const { exitCode, stdout, stderr } = await stack.run(["rotate", "db_writer", "--value-from", "stdin"], {
      input: "fresh\n",
    });
    assert.deepEqual([exitCode, stderr], [0, ""]);
    assert.deepEqual(stdout.split("\n"), [
      "db_writer: v2 → v3, with a new value",
      "  api   db_writer v2 → v3   restarts 1 replica, wave 0",
      "db_writer v2 is kept for 72 h after the last service is verified",
      "Pulumi.prod.yaml: 3 lines",
      "compose.yml: 1 line",
      "Then: pulumi preview --stack prod, and pulumi up --stack prod",
      "With --yes it applies by itself.",
    ]);
    const [, second = ""] = /"2":\n( +secure: \S+)\n/.exec(stack.config) ?? [];
    const expected = changed(
      ["current: 2, retain: [1]}", "current: 3, retain: [1, 2]}"],
      [second, `${second}\n      "3":\n        secure: <fresh>`],
    );
    assert.equal(stack.shown(), expected);
    assert.match(stack.text("compose.yml"), /_db_writer_v3 # the writer's\n.*_db_reader_v\$\{READER:-1\}/);
    assert.deepEqual(stack.leftovers(), []);
  });

  it("goes on where a rotation is declared and not applied, and declares no further version", async () => {
    await stack.run(["rotate", "db_reader", "--value-from", "stdin"], { input: "fresh" });
    const once = stack.text("Pulumi.prod.yaml");
    assert.match(stack.text("compose.yml"), /READER:-2/);
    assert.match(stack.text("more.yml"), /_db_reader_v2 /);
    const again = await stack.run(["rotate", "db_reader"]);
    assert.deepEqual([again.exitCode, again.stderr], [0, "The files declare it already."]);
    assert.match(
      again.stdout,
      /^db_reader: v1 → v2, declared already, not on the Swarm yet, its value is in the config already\n/,
    );
    assert.match(again.stdout, /\n {2}api {3}db_reader v1 → v2 {3}restarts 1 replica, wave 0\n {2}worker .* wave 1\n/);
    assert.equal(stack.text("Pulumi.prod.yaml"), once);
    await stack.run(["rotate", "db_reader", "--value-from", "stdin"], { input: "corrected" });
    assert.equal(stack.plain("db_reader", 2), "corrected");
    assert.equal(stack.plain("db_reader", 3), undefined);
  });

  it("asks for no value that is generated, and changes nothing on a dry run", async () => {
    const dry = await stack.run(["rotate", "session_key", "--dry-run", "--json"]);
    assert.equal(stack.text("Pulumi.prod.yaml"), stack.config);
    assert.deepEqual(
      { ...(JSON.parse(dry.stdout) as object), at: "" },
      {
        ...{ namespace: stack.planted.namespace, stack: "prod", at: "", dryRun: true },
        secrets: [{ name: "session_key", from: 1, to: 2, retain: [1], value: "generated" }],
        ...{ services: [], files: [{ file: "Pulumi.prod.yaml", lines: 1 }], applied: false },
      },
    );
    assert.equal((await stack.run(["rotate", "session_key"])).exitCode, 0);
    assert.equal(stack.shown(), changed(["current: 1, source", "current: 2, retain: [1], source"]));
  });

  it("takes the values of several secrets from one document, and a group only as a whole", async () => {
    const grouped = changed(["database: { owner: Platform,", "database: { owner: Platform, connections: true,"]);
    stack.write("Pulumi.prod.yaml", grouped);
    const alone = await stack.run(["rotate", "db_writer", "--value-from", "stdin"], { input: "x" });
    assert.equal(alone.exitCode, 1);
    assert.match(
      alone.stderr,
      /^db_reader and db_writer are one group \(database \(default\)\), and move together\.\n {2}Rotate all of them: npx secrets rotate db_writer db_reader --stack prod --value-from stdin$/,
    );
    const both = ["rotate", "db_writer", "db_reader", "--value-from", "stdin"];
    for (const input of ["writer", '{ "db_writer": "w" }', '{ "db_writer": "w", "db_reader": 1 }']) {
      const { exitCode, stderr } = await stack.run(both, { input });
      assert.equal(exitCode, 1);
      assert.match(
        stderr,
        /^Standard input is no JSON object .*\n {2}It has to be: \{ "db_writer": "…", "db_reader": "…" \}$/,
      );
    }
    assert.equal(stack.text("Pulumi.prod.yaml"), grouped);
    const { exitCode, stdout } = await stack.run(both, { input: '{ "db_writer": "w", "db_reader": "r" }' });
    assert.equal(exitCode, 0);
    assert.match(stdout, /\n {2}api {3}db_reader v1 → v2, db_writer v2 → v3 {3}restarts 1 replica, wave 0\n/);
    assert.deepEqual([stack.plain("db_writer", 3), stack.plain("db_reader", 2)], ["w", "r"]);
  });

  it("asks on a terminal without showing the value, for the rest of the group, and whether to apply", async () => {
    stack.write(
      "Pulumi.prod.yaml",
      changed(["database: { owner: Platform,", "database: { owner: Platform, connections: true,"]),
    );
    const typed = await stack.type(
      ["rotate", "db_writer"],
      [
        ["Rotate db_reader, too? [y/N]", "y"],
        ["Value of db_writer v3 (not shown)", "hidden w"],
        ["Once more", "hidden w"],
        ["Value of db_reader v2 (not shown)", "hidden r"],
        ["Once more", "hidden r"],
        ["Apply now (pulumi up)? [y/N]", "n"],
      ],
    );
    assert.equal(typed.exitCode, 0, typed.stdout);
    assert.match(typed.stdout, /Apply now \(pulumi up\)\? \[y\/N\] .*n\s+Then: pulumi preview/);
    assert.doesNotMatch(typed.stdout, /hidden/);
    assert.deepEqual([stack.plain("db_writer", 3), stack.plain("db_reader", 2)], ["hidden w", "hidden r"]);
    stack.reset();
    const differing = await stack.type(
      ["rotate", "db_writer"],
      [
        ["Value of db_writer v3", "one"],
        ["Once more", "two"],
      ],
    );
    assert.match(differing.stdout, /The two values of db_writer differ\./);
    assert.equal(stack.text("Pulumi.prod.yaml"), stack.config);
  });

  it("refuses values that cannot be, and origins that do not fit", async () => {
    const stdin = ["--value-from", "stdin"];
    const cases: [string[], string | undefined, RegExp][] = [
      [["db_writer", ...stdin], "\n", /^The value of db_writer is empty\./],
      [["db_writer", ...stdin], "x".repeat(200_000), /^The value of db_writer is 200000 bytes long/],
      [
        ["db_writer"],
        undefined,
        /^db_writer: a new value is needed, and no terminal .*\n {2}Pipe it in with --value-from stdin/,
      ],
      [["db_writer", "--value-from", "source"], undefined, /^The values of db_writer stand in the stack config/],
      [["session_key", ...stdin], "x", /^The values of session_key are generated/],
      [["db_wirter"], undefined, /^The stack declares no secret db_wirter\. Did you mean db_writer\?/],
    ];
    for (const [words, input, expected] of cases) {
      const { exitCode, stderr } = await stack.run(["rotate", ...words], input === undefined ? {} : { input });
      assert.equal(exitCode, 1, words.join(" "));
      assert.match(stderr, expected);
    }
    assert.equal((await stack.run(["rotate", "db_writer", "--pr", "--yes"])).exitCode, 2);
    assert.equal((await stack.run(["rotate", "db_writer"], { env: { DOCKER_HOST: "unix:///no" } })).exitCode, 3);
    assert.equal(stack.text("Pulumi.prod.yaml"), stack.config);
  });

  it("refuses what is unfinished, and says what to do", async () => {
    const refusal = async (config: string, secret = "db_writer"): Promise<string> => {
      stack.write("Pulumi.prod.yaml", config);
      const { exitCode, stderr } = await stack.run(["rotate", secret, "--value-from", "stdin"], { input: "x" });
      assert.equal(exitCode, 1);
      assert.equal(stack.text("Pulumi.prod.yaml"), config);
      return stderr;
    };
    const incident = "incident: { ticket: SEC-42, discoveredAt: 2026-11-23T09:00:00Z }";
    assert.match(
      await refusal(changed(["retain: [1]}", `retain: [1], ${incident}}`])),
      /^db_writer has an open incident: SEC-42\./,
    );
    const back = changed(["current: 2, retain: [1]}", "current: 1, retain: [2]}"]);
    assert.match(
      await refusal(back),
      /on record is v2: the way back is not applied yet\.\n {2}Apply it first: pulumi up --stack prod$/,
    );
    const late = changed(["wave: 0 }", "wave: 0 }\n    late: { secrets: [db_writer] }"]);
    assert.match(await refusal(late), /^The Swarm has no service \S+_late, which has db_writer\./);
    await stack.planted.ledger("db_writer", unsettle(ledgerOf([1, 2]), 1));
    assert.match(
      await refusal(stack.config),
      /a run to v2 has failed or was cut short\.\n {2}See it through: pulumi up --stack prod\n {2}When its value is wrong, go back, .*: npx secrets rollback db_writer --stack prod$/,
    );
    await stack.planted.ledger("db_writer", ledgerOf([1, 2]));
  });

  it("says what Pulumi says when that cannot encrypt, and leaves the files", async () => {
    const wrong = { PULUMI_CONFIG_PASSPHRASE: "another" };
    const words = ["rotate", "db_writer", "--value-from", "stdin"];
    const { exitCode, stderr } = await stack.run(words, { input: "canary", env: wrong });
    assert.equal(exitCode, 1);
    assert.match(stderr, /^Pulumi did not encrypt the value of db_writer: .*passphrase/);
    assert.doesNotMatch(stderr, /canary/);
    const missing = await stack.run(words, { input: "canary", env: { PATH: "/nowhere" } });
    assert.match(missing.stderr, /^pulumi is not installed, or not on PATH\./);
    const unkeyed = stack.config.replace(/^encryptionsalt:.*\n/m, "");
    stack.write("Pulumi.prod.yaml", unkeyed);
    const first = await stack.run(words, { input: "canary" });
    assert.match(first.stderr, /^Nothing encrypts the values of Pulumi\.prod\.yaml yet/);
    assert.equal(stack.text("Pulumi.prod.yaml"), unkeyed);
    assert.deepEqual(stack.leftovers(), []);
  });
});

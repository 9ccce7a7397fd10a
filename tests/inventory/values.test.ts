import assert from "node:assert/strict";
import { parseInventory } from "../../inventory/inventory.ts";
import { parseValues } from "../../inventory/values.ts";
import { valueBytes } from "../../rotation/defaults.ts";
import { classes } from "../support/classes.ts";
import { problemsThrownBy } from "./config.ts";

const inventory = parseInventory({
  namespace: "busflow",
  classes,
  secrets: {
    db_reader: { class: "swarm-infra", current: 4, retain: [3] },
    db_writer: { class: "swarm-infra", current: 5 },
    session_key: { class: "swarm-infra", current: 1, source: { kind: "random", length: 48 } },
  },
  services: {},
});

const withBase64 = parseInventory({
  namespace: "busflow",
  classes,
  secrets: { db_cert: { class: "swarm-infra", current: 1, encoding: "base64" } },
  services: {},
});

const complete = { db_reader: { "3": "a", "4": "b" }, db_writer: { "5": "c" } };

function problemsOf(values: unknown): string[] {
  return problemsThrownBy(() => parseValues(inventory, values));
}

function set(path: string): string {
  return `Type: pulumi config set --secret --path 'values.${path}'`;
}

function remove(path: string): string {
  return `pulumi config rm --path 'values.${path}'`;
}

describe("the values in the stack config", () => {
  it("are accepted when each declared version has one, and given back by version", () => {
    const values = parseValues(inventory, complete);
    assert.deepEqual([values["db_reader"]?.[3], values["db_reader"]?.[4], values["db_writer"]?.[5]], ["a", "b", "c"]);
  });

  it("may hold a name without any version, as `pulumi config rm` leaves behind", () => {
    assert.deepEqual(problemsOf({ ...complete, session_key: {} }), []);
  });

  it("are all named with the command to type when they are missing", () => {
    const missing = [
      `values.db_reader["3"]: missing. ${set('db_reader["3"]')}`,
      `values.db_reader["4"]: missing. ${set('db_reader["4"]')}`,
      `values.db_writer["5"]: missing. ${set('db_writer["5"]')}`,
    ];
    for (const nothing of [undefined, null, {}, { db_writer: {} }, { db_reader: null }]) {
      assert.deepEqual(problemsOf(nothing), missing);
    }
  });

  it("have to be text, not empty", () => {
    assert.deepEqual(problemsOf({ ...complete, db_reader: { "3": "", "4": 4 } }), [
      `values.db_reader["3"]: empty. ${set('db_reader["3"]')}`,
      `values.db_reader["4"]: not a text. ${set('db_reader["4"]')}`,
    ]);
  });

  it("have 130,000 bytes at most, counted in UTF-8", () => {
    const most = "€".repeat(43_333) + "x";
    assert.deepEqual(problemsOf({ ...complete, db_writer: { "5": most } }), []);
    assert.deepEqual(problemsOf({ ...complete, db_writer: { "5": `${most}x` } }), [
      `values.db_writer["5"]: 130001 bytes long, and Pulumi cannot hand a program more than 130000. Shorten it. ${set('db_writer["5"]')}`,
    ]);
  });

  it("are refused with U+FFFD in them, which stands for a byte that was not UTF-8", () => {
    assert.deepEqual(problemsOf({ ...complete, db_writer: { "5": "0\uFFFD\uFFFD" } }), [
      `values.db_writer["5"]: holds U+FFFD: what was given is not UTF-8, and its bytes are lost. Set secrets.db_writer.encoding to base64, then type: base64 FILE | pulumi config set --secret --path 'values.db_writer["5"]'`,
    ]);
  });

  it("are base64 where the secret says so, in one line or wrapped", () => {
    const accepts = (value: string): string[] =>
      problemsThrownBy(() => parseValues(withBase64, { db_cert: { "1": value } }));
    const problem = (what: string): string[] => [
      `values.db_cert["1"]: ${what} Type: base64 FILE | ${set('db_cert["1"]').replace("Type: ", "")}`,
    ];
    for (const good of ["MP/+", "MP8=", "MA==", "MP/+\nMP8=\n"]) assert.deepEqual(accepts(good), []);
    for (const bad of ["c4n4ry!", "MP8", "MP-_", "MA=", "MB==", "MA==MA==", "0\uFFFD"]) {
      assert.deepEqual(accepts(bad), problem("not base64, as the secret's encoding says."));
    }
    assert.deepEqual(accepts(""), problem("empty."));
    const most = Buffer.alloc(valueBytes.max.base64).toString("base64");
    assert.deepEqual(accepts(most), []);
    const more = Buffer.alloc(valueBytes.max.base64 + 1).toString("base64");
    assert.deepEqual(
      accepts(more),
      problem("97501 bytes long, and Pulumi cannot hand a program more than 97500. Shorten it."),
    );
  });

  it("do not outlive their version", () => {
    assert.deepEqual(problemsOf({ ...complete, db_writer: { "4": "old", "5": "c", "6": "new" } }), [
      `values.db_writer["4"]: version 4 is neither current nor retained. Declare it, or type: ${remove('db_writer["4"]')}`,
      `values.db_writer["6"]: version 6 is neither current nor retained. Declare it, or type: ${remove('db_writer["6"]')}`,
    ]);
  });

  it("belong to a declared secret", () => {
    assert.deepEqual(problemsOf({ ...complete, db_writter: { "5": "x" }, old_token: {} }), [
      `values.db_writter: no secret is called db_writter. Did you mean db_writer? Declare it, or type: ${remove("db_writter")}`,
      `values.old_token: no secret is called old_token. Declare it, or type: ${remove("old_token")}`,
    ]);
  });

  it("are not given for a generated secret", () => {
    assert.deepEqual(problemsOf({ ...complete, session_key: { "1": "x" } }), [
      `values.session_key: the values of this secret are generated (source: random). Type: ${remove("session_key")}`,
    ]);
  });

  it("are mappings from names and versions", () => {
    assert.deepEqual(problemsOf("x"), ["values: not a mapping. Remove it and set the values one by one."]);
    assert.deepEqual(problemsOf({ ...complete, db_writer: ["c"] }), [
      `values.db_writer: not a mapping of versions to values. Remove it: ${remove("db_writer")}`,
    ]);
    const keys = 'Keys are versions in quotes, such as "4": correct the file.';
    assert.deepEqual(problemsOf({ ...complete, db_writer: { "5": "c", "05": "x", "v5": "x" } }), [
      `values.db_writer: holds a key that is not a version. ${keys}`,
      `values.db_writer: holds a key that is not a version. ${keys}`,
    ]);
    assert.deepEqual(problemsOf({ ...complete, "DB-WRITER": {} }), [
      "values: holds a key that is not a secret's name. Keys are the names under secrets: correct the file.",
    ]);
  });

  it("are all looked at before anything is said", () => {
    assert.equal(problemsOf({ db_reader: { "2": "x", "3": "" }, session_key: { "1": "x" }, old: {} }).length, 6);
  });

  it("are taken from the mapping itself, not from what every object has", () => {
    const secrets = { constructor: { class: "sso", current: 1 } };
    const other = parseInventory({ namespace: "busflow", classes, secrets, services: {} });
    assert.deepEqual(
      problemsThrownBy(() => parseValues(other, {})),
      [`values.constructor["1"]: missing. ${set('constructor["1"]')}`],
    );
  });

  it("never stand in a message, wherever they are put", () => {
    const canary = "c4n4ry";
    const misplaced = [
      canary,
      { db_writer: canary },
      { db_writer: { [canary]: "x" }, [`${canary}!`]: "x" },
      { ...complete, [canary]: { "1": "x" } },
      {
        db_reader: { "3": { value: canary }, "9": canary },
        session_key: { "1": canary },
        db_writer: { "5": [canary] },
      },
      { ...complete, db_writer: { "5": `${canary}\uFFFD` } },
      { ...complete, db_writer: { "5": canary.repeat(100_000) } },
    ];
    for (const values of misplaced) {
      const problems = problemsOf(values);
      assert.ok(problems.length > 0);
      assert.doesNotMatch(problems.join("\n"), /c4n4ry/);
    }
  });
});

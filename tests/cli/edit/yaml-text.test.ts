import assert from "node:assert/strict";
import fc from "fast-check";
import { parse } from "yaml";
import { valueAt, withNested, withoutKey, withValue } from "../../../cli/edit/yaml-text.ts";
import { chooseSeed } from "../../support/seed.ts";

const config = `# The inventory.
config:
  shop:secrets: # all of them
    # One on a line.
    db_writer: {class: database, current: 4, owner: "Platform"} # the first
    db_reader: { class: database, current: "4", retain: [ 3 ] }

    session_key:
      class: swarm-infra   # generated
      current: 4           # since May
      retain:
        - 2
        - 3
      source: {kind: random, length: 48}
  shop:values:
    db_writer: { "4": { secure: v1:aaaa } }
    db_reader:
      "3":
        secure: v1:bbbb
      "4":
        secure: v1:cccc
`;
const secret = (name: string, field: string): string[] => ["config", "shop:secrets", name, field];
const value = (name: string, version: number): string[] => ["config", "shop:values", name, String(version)];

/** The lines that differ: what went and what came. */
function difference(before: string, after: string): string[] {
  const [old, now] = [before.split("\n"), after.split("\n")];
  return [
    ...old.filter((line) => !now.includes(line)).map((line) => `-${line}`),
    ...now.filter((line) => !old.includes(line)).map((line) => `+${line}`),
  ];
}

const seed = chooseSeed("YAML_SEED");

describe(`an edit of YAML (YAML_SEED=${seed})`, () => {
  const edits: [string, string, string[]][] = [
    [
      "changes a number, and keeps quotes and what follows",
      withValue(withValue(config, secret("session_key", "current"), 5), secret("db_reader", "current"), 5),
      [
        '-    db_reader: { class: database, current: "4", retain: [ 3 ] }',
        "-      current: 4           # since May",
        '+    db_reader: { class: database, current: "5", retain: [ 3 ] }',
        "+      current: 5           # since May",
      ],
    ],
    [
      "changes a list as it is written",
      withValue(withValue(config, secret("session_key", "retain"), [4, 5]), secret("db_reader", "retain"), [4]),
      [
        '-    db_reader: { class: database, current: "4", retain: [ 3 ] }',
        "-        - 2",
        "-        - 3",
        '+    db_reader: { class: database, current: "4", retain: [ 4 ] }',
        "+        - 4",
        "+        - 5",
      ],
    ],
    [
      "puts a new key behind another one, on one line",
      withValue(config, secret("db_writer", "retain"), [4], "current"),
      [
        '-    db_writer: {class: database, current: 4, owner: "Platform"} # the first',
        '+    db_writer: {class: database, current: 4, retain: [4], owner: "Platform"} # the first',
      ],
    ],
    [
      "puts a new mapping on lines of its own where the one before it has them, too",
      withValue(config, value("db_reader", 5), { secure: "v1:dd/+=:dd==" }),
      ['+      "5":', "+        secure: v1:dd/+=:dd=="],
    ],
    [
      "puts a new mapping in with all that it needs",
      withNested(config, [...value("session_key", 5), "secure"], "v1:eeee"),
      ['+      "5":', "+        secure: v1:eeee"],
    ],
    [
      "puts a new mapping on one line beside one on one line",
      withNested(config, [...value("db_writer", 5), "secure"], "yes"),
      [
        '-    db_writer: { "4": { secure: v1:aaaa } }',
        '+    db_writer: { "4": { secure: v1:aaaa }, "5": { secure: "yes" } }',
      ],
    ],
    [
      "replaces what is there",
      withNested(config, [...value("db_reader", 4), "secure"], "v1:ffff"),
      ["-        secure: v1:cccc", "+        secure: v1:ffff"],
    ],
    [
      "takes a key out of a line, with its comma",
      withoutKey(withoutKey(config, secret("db_reader", "retain")), secret("db_writer", "class")),
      [
        '-    db_writer: {class: database, current: 4, owner: "Platform"} # the first',
        '-    db_reader: { class: database, current: "4", retain: [ 3 ] }',
        '+    db_writer: {current: 4, owner: "Platform"} # the first',
        '+    db_reader: { class: database, current: "4" }',
      ],
    ],
    [
      "takes a key out with its lines",
      withoutKey(withoutKey(config, secret("session_key", "retain")), value("db_reader", 3)),
      ["-      retain:", "-        - 2", "-        - 3", '-      "3":', "-        secure: v1:bbbb"],
    ],
    [
      "takes a mapping out that would be empty",
      withoutKey(config, value("db_writer", 4)),
      ['-    db_writer: { "4": { secure: v1:aaaa } }'],
    ],
  ];
  for (const [what, after, expected] of edits) {
    it(what, () => {
      assert.deepEqual(difference(config, after), expected);
    });
  }

  it("keeps the ends of lines, and leaves alone what is not there", () => {
    const windows = config.replaceAll("\n", "\r\n");
    const edited = withNested(windows, [...value("db_reader", 5), "secure"], "v1:dddd");
    assert.ok(!/[^\r]\n/.test(edited));
    assert.equal(withoutKey(config, secret("db_writer", "retain")), config);
  });

  it("works on a text without an end of line", () => {
    const edited = withValue("a:\n  b: 1", ["a", "c"], 2);
    assert.equal(edited, "a:\n  b: 1\n  c: 2\n");
  });

  it("refuses what stands behind an alias, an anchor or a tag, and what is no mapping", () => {
    for (const text of ["a: &x 1\nb: *x\n", "a: 1\nb: !num 2\n", "a: 1\nb: &y 2\nc: *y\n"]) {
      assert.throws(() => withValue(text, ["b"], 3), /b is not written in a way that can be edited here/);
    }
    assert.throws(() => withValue("a: 1\n", ["a", "b"], 3), /a\.b is not written/);
    // The other place has the same mapping, and would change with it.
    assert.throws(() => withValue("a: &x { b: 1 }\nc: *x\n", ["a", "b"], 2), /a\.b is not written/);
    assert.throws(() => withValue("{{\n", ["a"], 3), /a is not written/);
  });

  it("says afterwards just what was asked for, however the mapping is written", () => {
    const name = fc.constantFrom("a", "b", "c", "5", "true", "x-y");
    const layout = fc.record({
      keys: fc.uniqueArray(name, { minLength: 1 }),
      isFlow: fc.boolean(),
      indent: fc.constantFrom(2, 4),
      comment: fc.constantFrom("", " # a comment: [", "   # x"),
    });
    const written = (key: string): string => (/^[a-z]$|-/.test(key) ? key : JSON.stringify(key));
    fc.assert(
      fc.property(layout, name, fc.integer({ min: 1, max: 9 }), ({ keys, isFlow, indent, comment }, key, number) => {
        const pad = " ".repeat(indent);
        const text = isFlow
          ? `top: {${keys.map((one) => `${written(one)}: 0`).join(", ")}}${comment}\nnext: 1\n`
          : `top:${comment}\n${keys.map((one) => `${pad}${written(one)}: 0${comment}\n`).join("")}next: 1\n`;
        const edited = withValue(text, ["top", key], number);
        assert.equal(valueAt(edited, ["top", key]), number);
        if (comment !== "") assert.equal(edited.split(comment).length, text.split(comment).length);
        const without = withoutKey(text, ["top", key]);
        assert.equal(valueAt(without, ["top", key]), undefined);
        assert.equal((parse(without) as { next: number }).next, 1);
      }),
      { seed, numRuns: 300 },
    );
  });
});

import assert from "node:assert/strict";
import { parse } from "yaml";
import { projectName as project } from "../../../../tools/paths.ts";
import { withGeneratedValues } from "../../../../tools/ci/preview/generated-values.ts";

type Leaf = { secure?: string } | string;

/** The values of a file after it got generated ones, which are "encrypted" by a mark before them. */
function valuesOf(text: string): Record<string, Record<string, Leaf>> {
  const { config } = parse(withGeneratedValues(text, (value) => `sealed ${value}`)) as {
    config: Record<string, Record<string, Record<string, Leaf>>>;
  };
  return config[`${project}:values`] ?? {};
}

describe("generated values", () => {
  const text = `config:
  ${project}:secrets:
    db: { current: 2, retain: [1] }
    key: { current: 1, source: { kind: random, length: 32 } }
    store: { current: 1, encoding: base64 }
    odd: { current: many }
`;

  it("are there for each declared version that the config gives a value to", () => {
    const values = valuesOf(text);
    assert.deepEqual(Object.keys(values).sort(), ["db", "store"]);
    assert.deepEqual(Object.keys(values["db"] ?? {}), ["1", "2"]);
    const leaves = Object.values(values).flatMap((versions) => Object.values(versions));
    for (const leaf of leaves) assert.match((leaf as { secure: string }).secure, /^sealed [\w+/=]{32,}$/);
    assert.equal(new Set(leaves.map((leaf) => JSON.stringify(leaf))).size, 3);
  });

  it("take the place of encrypted ones; what is not encrypted, or not declared, stays for the rules to see", () => {
    const values = valuesOf(
      `${text}  ${project}:values: {db: {"2": {secure: v1:x}, "7": {secure: v1:y}, "1": plain}}\n`,
    );
    assert.deepEqual(Object.keys(values["db"] ?? {}), ["1", "2", "7"]);
    assert.equal(values["db"]?.["1"], "plain");
    assert.ok(!JSON.stringify(values).includes("v1:"));
  });

  it("are a key where the config has one", () => {
    const keyed = parse(withGeneratedValues(`${text}  ${project}:fingerprintKey: {secure: x}\n`, (value) => value)) as {
      config: Record<string, { secure: string }>;
    };
    assert.equal(Buffer.from(keyed.config[`${project}:fingerprintKey`]?.secure ?? "", "base64").length, 32);
  });

  it("leave a file without secrets as it is", () => {
    for (const odd of ["", "config: {}\n", `config:\n  ${project}:secrets: none\n`]) {
      assert.equal(
        withGeneratedValues(odd, (value) => value),
        odd,
      );
    }
  });
});

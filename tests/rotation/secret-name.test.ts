import assert from "node:assert/strict";
import fc from "fast-check";
import {
  formatSecretName,
  isLogicalName,
  isNamespace,
  isWordy,
  parseSecretName,
  readingsOf,
} from "../../rotation/secret-name.ts";

describe("secret names", () => {
  it("are written <namespace>_<logical name>_v<version>", () => {
    assert.equal(formatSecretName("busflow", "db_writer", 5), "busflow_db_writer_v5");
    assert.deepEqual(parseSecretName("busflow_db_writer_v5", "busflow"), { logicalName: "db_writer", version: 5 });
  });

  const word = (first: readonly string[], rest: readonly string[]) =>
    fc
      .tuple(fc.constantFrom(...first), fc.array(fc.constantFrom(...rest), { maxLength: 5 }))
      .map(([head, tail]) => head + tail.join(""));
  const letters = ["a", "z", "v"];
  const alphanumeric = [...letters, "0", "9"];
  const joined = (...separators: string[]) =>
    fc
      .tuple(
        word(letters, alphanumeric),
        fc.array(fc.tuple(fc.constantFrom(...separators), word(alphanumeric, alphanumeric)), { maxLength: 3 }),
      )
      .map(([head, tail]) => head + tail.flat().join(""));
  const namespaces = joined("-", "_").filter((name) => name.length <= 32);
  const logicalNames = fc
    .tuple(joined("-", "_"), fc.constantFrom("", "__", "-_-", "_v"), fc.constantFrom("", "a", "0", "_v0a", "-v2"))
    .map((parts) => parts.join(""))
    .filter((name) => !/[_-]$|_v\d+$/.test(name));
  const versions = fc.integer({ min: 1, max: 9999 });
  const fits = (...parts: (string | number)[]): boolean => parts.join("__v").length <= 64;

  it("are read back as what they were made of, whatever that is", () => {
    fc.assert(
      fc.property(namespaces, logicalNames, versions, (namespace, logicalName, version) => {
        fc.pre(fits(namespace, logicalName, version));
        const name = formatSecretName(namespace, logicalName, version);
        assert.deepEqual(parseSecretName(name, namespace), { logicalName, version });
        assert.ok(readingsOf(name).some((reading) => reading.logicalName === logicalName));
      }),
    );
  });

  it("have one reading only in a namespace: no other logical name and version give the same name", () => {
    fc.assert(
      fc.property(
        namespaces,
        logicalNames,
        versions,
        logicalNames,
        versions,
        (namespace, some, first, other, second) => {
          fc.pre(fits(namespace, some, first) && fits(namespace, other, second));
          const isSame = formatSecretName(namespace, some, first) === formatSecretName(namespace, other, second);
          assert.equal(isSame, some === other && first === second);
        },
      ),
    );
  });

  it("are read in a namespace only if they were made there, whatever text they are", () => {
    const texts = fc.string({ unit: fc.constantFrom(...letters, ...["_", "-", "0", "1", ".", "A"]), maxLength: 20 });
    let read = 0;
    fc.assert(
      fc.property(namespaces, texts, (namespace, text) => {
        for (const name of [text, `${namespace}_${text}`, `${namespace}_${text}_v1`]) {
          const parsed = parseSecretName(name, namespace);
          if (parsed === undefined) continue;
          read += 1;
          assert.equal(formatSecretName(namespace, parsed.logicalName, parsed.version), name);
        }
      }),
    );
    assert.ok(read > 0, "none of the texts was read");
  });

  it("have several readings where nobody says whose they are", () => {
    assert.deepEqual(readingsOf("busflow_eu_db_v1"), [
      { logicalName: "eu_db", version: 1 },
      { logicalName: "db", version: 1 },
    ]);
    assert.deepEqual(parseSecretName("busflow_eu_db_v1", "busflow"), { logicalName: "eu_db", version: 1 });
    assert.deepEqual(parseSecretName("busflow_eu_db_v1", "busflow_eu"), { logicalName: "db", version: 1 });
    assert.deepEqual(readingsOf("acme_1x_db_v1"), [{ logicalName: "db", version: 1 }]);
    for (const name of ["", "db_v1", "busflow_db", "busflow_db_v0", "nginx:1.27"])
      assert.deepEqual(readingsOf(name), []);
  });

  it("are not read when they are another namespace's or of another form", () => {
    const foreign = [
      "",
      "busflow",
      "busflow_db_writer",
      "busflow_db_writer_v",
      "busflow_db_writer_v0",
      "busflow_db_writer_v05",
      "busflow_db_writer_v10000",
      "busflow_db_writer_v5x",
      "busflow_db_writer_v5\n",
      " busflow_db_writer_v5",
      "busflow_db_writer_v5_v6",
      "busflow_db_writer_V5",
      "busflow_2db_v5",
      "busflow_db__v5",
      "busflow_db-_v5",
      "busflow_-db_v5",
      "busflow_db.x_v5",
      "busflow_Db_v5",
      "busflow__v5",
      "busflow__db_v5",
      "busflow_v5",
      "busflow-db_writer_v5",
      "busflow-eu_db_writer_v5",
      "busflows_db_writer_v5",
      "xbusflow_db_writer_v5",
      `busflow_${"a".repeat(54)}_v5`,
    ];
    for (const name of foreign) assert.equal(parseSecretName(name, "busflow"), undefined, JSON.stringify(name));
    assert.equal(parseSecretName("a_b_v5", "a_b"), undefined);
    assert.equal(parseSecretName("b.s_db_v5", "b.s"), undefined);
    assert.deepEqual(parseSecretName("busflow_constructor_v1", "busflow"), { logicalName: "constructor", version: 1 });
  });

  it("take 64 characters, and not one more", () => {
    const name = formatSecretName("busflow", "a".repeat(53), 1);
    assert.equal(name.length, 64);
    assert.equal(parseSecretName(name, "busflow")?.version, 1);
    assert.throws(() => formatSecretName("busflow", "a".repeat(54), 1), RangeError);
    assert.throws(() => formatSecretName("busflow", "a".repeat(53), 10), RangeError);
  });

  it("are not made of malformed parts", () => {
    for (const version of [0, -1, 1.5, 10_000, Number.NaN, Number.POSITIVE_INFINITY]) {
      assert.throws(() => formatSecretName("busflow", "db", version), RangeError, String(version));
    }
    assert.throws(() => formatSecretName("bus__flow", "db", 1), RangeError);
    assert.throws(() => formatSecretName("busflow", "db_v2", 1), RangeError);
    assert.equal(formatSecretName("busflow", "db", 9999), "busflow_db_v9999");
  });
});

describe("logical names", () => {
  it("hold lower-case letters, digits, hyphens and underscores, a letter first, and end in a letter or digit", () => {
    const good = ["a", "db_writer", "slack_ops_webhook", "a__b", "db_v", "constructor", "s3_access_key", "api-v2"];
    for (const name of [...good, "oauth2-client-secret", "v2", "v_2", "db_v2a", "x_v1_y"])
      assert.ok(isLogicalName(name), name);
    // The Engine takes none that ends so: the ledger's name is the secret's without the version.
    const ends = ["a_", "a-", "db_v2_", "_a", "-a", "2a"];
    for (const name of [...ends, "", "A", "dB", "db.writer", "db writer", "db_v2", "db_v02", "a\n", "ä"]) {
      assert.ok(!isLogicalName(name), name);
    }
  });

  it("are made of words, if people made them", () => {
    for (const name of ["db_writer", "s3_access_key", "oauth2-client-secret", "sha256", "v2beta", "key_2048_a"]) {
      assert.ok(isWordy(name), name);
    }
    for (const name of ["a1b2c3d4", "f47ac10b-58cc-4372-a567-0e02b2c3d479", "d41d8cd98f00b204e9800998ecf8427e"]) {
      assert.ok(!isWordy(name), name);
    }
  });
});

describe("namespaces", () => {
  it("hold lower-case letters, digits and single hyphens or underscores, a letter first", () => {
    const good = ["a", "busflow", "busflow-eu", "busflow_eu", "acme_prod-2", "b2-c3-4", "a_1", "a".repeat(32)];
    for (const name of good) assert.ok(isNamespace(name), name);
    const bad = ["", "2b", "-b", "b-", "b_", "_b", "b--c", "b__c", "b-_c", "Bus", "bus.flow", "b\n", "a".repeat(33)];
    for (const name of bad) assert.ok(!isNamespace(name), name);
  });
});

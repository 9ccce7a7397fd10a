import assert from "node:assert/strict";
import { formatSecretName, isLogicalName, isNamespace, parseSecretName } from "../../rotation/secret-name.ts";

describe("secret names", () => {
  it("are written <namespace>_<logical name>_v<version>", () => {
    assert.equal(formatSecretName("busflow", "db_writer", 5), "busflow_db_writer_v5");
    assert.deepEqual(parseSecretName("busflow_db_writer_v5", "busflow"), { logicalName: "db_writer", version: 5 });
  });

  it("are read back as what they were made of, whatever that is", () => {
    for (let round = 0; round < 2000; round++) {
      const namespace = `${pick("az")}${many("az09", 8)}${pick(["", `-${pick("a0")}${many("az09", 5)}`, "-v2"])}`;
      const logicalName = `${pick("avz")}${many("av_", 12)}${pick(["", "_v", "_", "__v_v"])}`;
      const version = 1 + Math.floor(Math.random() * 10 ** (1 + Math.floor(Math.random() * 4)) * 0.999);
      const name = formatSecretName(namespace, logicalName, version);
      assert.deepEqual(parseSecretName(name, namespace), { logicalName, version }, name);
    }
  });

  it("have one reading only: no other pair of namespace and logical name gives the same name", () => {
    const names = new Map<string, string>();
    for (const namespace of ["a", "a-v", "a-v1", "aa", "v"]) {
      for (const logicalName of ["a", "v", "_".padStart(2, "v"), "a_v", "v_v", "a_a"]) {
        for (const version of [1, 11, 111]) {
          const parts = JSON.stringify([namespace, logicalName, version]);
          const name = formatSecretName(namespace, logicalName, version);
          assert.equal(names.get(name), undefined, parts);
          names.set(name, parts);
        }
      }
    }
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
      "busflow_db2_v5",
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
    assert.throws(() => formatSecretName("bus_flow", "db", 1), RangeError);
    assert.throws(() => formatSecretName("busflow", "db_v2", 1), RangeError);
    assert.equal(formatSecretName("busflow", "db", 9999), "busflow_db_v9999");
  });
});

describe("logical names", () => {
  it("hold lower-case letters and underscores, a letter first", () => {
    for (const name of ["a", "db_writer", "slack_ops_webhook", "a_", "a__b", "db_v", "constructor"]) {
      assert.ok(isLogicalName(name), name);
    }
    for (const name of ["", "_a", "A", "dB", "db-writer", "db.writer", "db writer", "db_v2", "s3", "a\n", "ä"]) {
      assert.ok(!isLogicalName(name), name);
    }
  });
});

describe("namespaces", () => {
  it("hold lower-case letters, digits and single hyphens, a letter first, no underscore", () => {
    for (const name of ["a", "busflow", "busflow-eu", "b2-c3-4", "a".repeat(32)]) assert.ok(isNamespace(name), name);
    for (const name of ["", "2b", "-b", "b-", "b--c", "bus_flow", "Bus", "bus.flow", "b\n", "a".repeat(33)]) {
      assert.ok(!isNamespace(name), name);
    }
  });
});

function pick(from: string | string[]): string {
  return from[Math.floor(Math.random() * from.length)] ?? "";
}

/** Up to `most` characters. */
function many(from: string, most: number): string {
  return Array.from({ length: Math.floor(Math.random() * (most + 1)) }, () => pick(from)).join("");
}

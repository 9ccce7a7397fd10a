import assert from "node:assert/strict";
import { boundSecrets, describeGoal, ownership, references } from "../../rotation/bound-secrets.ts";
import type { SecretReference } from "../../rotation/reference.ts";
import type { BoundSecret } from "../../rotation/service-secret-binding.ts";

function reference(logicalName: string, version: number, target = `busflow_${logicalName}`): SecretReference {
  const secretName = `busflow_${logicalName}_v${version}`;
  return { secretName, secretId: `id of ${secretName}`, target, uid: "0", gid: "0", mode: 0o444 };
}

const bound = (logicalName: string, version: number, target?: string): BoundSecret => ({
  ...{ ...reference(logicalName, version, target), version },
  mode: "0444",
});

describe("a service's secrets as a binding has them", () => {
  it("are its references by logical name, and the other way round", () => {
    const live = [reference("db_writer", 4), reference("db_reader", 3)];
    const secrets = boundSecrets(live, "busflow");
    assert.deepEqual(secrets, { db_writer: bound("db_writer", 4), db_reader: bound("db_reader", 3) });
    assert.deepEqual(references(secrets), live);
  });

  it("have one that is declared first, and a second reference to it apart", () => {
    const live = [reference("db_writer", 4, "second"), reference("db_writer", 4)];
    const secrets = boundSecrets(live, "busflow", { db_writer: bound("db_writer", 4) });
    assert.deepEqual(secrets, {
      "db_writer": bound("db_writer", 4),
      "db_writer at second": bound("db_writer", 4, "second"),
    });
    assert.ok(["busflow_db_writer_v9"].every(ownership("busflow", Object.keys(secrets))));
  });

  it("may have a name that every object inherits: a refresh shows no change of it", () => {
    const secrets = boundSecrets([reference("constructor", 1)], "busflow");
    assert.deepEqual(Object.entries(secrets), [["constructor", bound("constructor", 1)]]);
  });
});

describe("what a service moves to", () => {
  const before = { db_writer: bound("db_writer", 4), key: bound("key", 1) };

  it("is a version where all that move are of one", () => {
    assert.equal(describeGoal(before, { ...before, db_writer: bound("db_writer", 5) }), "v5");
  });

  it("is said for each where they differ, and of all where none moves", () => {
    const both = { db_writer: bound("db_writer", 5), key: bound("key", 2) };
    assert.equal(describeGoal(before, both), "db_writer v5, key v2");
    assert.equal(describeGoal(before, before), "db_writer v4, key v1");
    assert.equal(describeGoal(before, {}), "no secret");
  });
});

import assert from "node:assert/strict";
import { isMonotonous, isName, isPlaceholder, isReference } from "../../scan/placeholders.ts";
import { random } from "../../tools/bench/planted.ts";

describe("what stands where a secret could", () => {
  it("is a reference where it names where the secret comes from", () => {
    for (const value of [
      ...["${TOKEN}", "$TOKEN", "$(cat token)", "{{ vault.db }}", "<password>", "%PASSWORD%", "process.env.TOKEN"],
      ...["/run/secrets/busflow_db_writer", "DB_PASSWORD", "CI_JOB_TOKEN", "#{secret}", "!Ref Token", "..."],
    ]) {
      assert.ok(isReference(value), value);
    }
    for (const value of ["changeme", "Db_Password", "DB_HOST", random(20), "pa$$word", "/run/secret"]) {
      assert.ok(!isReference(value), value);
    }
  });

  it("is a placeholder where it is an example, a common word or a reference", () => {
    for (const value of [
      ...["changeme", "change-me", "example-value-1", "your-password", "********", "postgres", "secret", "test1"],
      ...["AKIAIOSFODNN7EXAMPLE", "not-a-secret", "hunter2", "${TOKEN}", "xxxxxxxx", "1234567890"],
    ]) {
      assert.ok(isPlaceholder(value), value);
    }
    for (const value of [random(24), "correct9horse8", "tr0ub4dor&3"]) assert.ok(!isPlaceholder(value), value);
  });

  it("is too regular to have been issued where few characters come again and again, or in their order", () => {
    for (const value of [
      "aaaaaaaaab",
      "abababababab",
      "0123456789",
      "xyzabcdefgh",
      "a1b2c3a1b2c3a1b2c3a1b2c3a1b2c3a1b2c3",
    ]) {
      assert.ok(isMonotonous(value), value);
    }
    for (const value of [random(12), random(40)]) assert.ok(!isMonotonous(value), value);
  });

  it("is a name where it is made of words", () => {
    for (const value of [
      "busflow_db_writer_v1",
      "token_type_2",
      "sha256Digest",
      "GoogleIamV1AuditLog",
      "api.internal:8080",
    ]) {
      assert.ok(isName(value), value);
    }
    for (const value of ["x7Kq9ZpL2mVt", "a1b2c3d4e5", "9f86d081884c"]) assert.ok(!isName(value), value);
  });
});

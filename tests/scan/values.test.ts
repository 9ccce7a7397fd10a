import assert from "node:assert/strict";
import { isGiven, isSecretValue } from "../../scan/values.ts";
import { random } from "../../tools/bench/planted.ts";

const punctuation = "k3$(q)[z]{w}\\//x%&!";

describe("a value under a secret's name", () => {
  it("is a secret with any punctuation in it", () => {
    for (const isPassword of [true, false]) assert.ok(isSecretValue(punctuation, isPassword, "prose"));
  });

  it("is a secret where it looks generated, and where a password is more than a word", () => {
    for (const value of [random(20), random(40, "0123456789abcdef"), crypto.randomUUID()]) {
      assert.ok(isSecretValue(value, false, "prose"), value);
    }
    for (const value of [["Winter1990", "!"].join(""), "tr0ub4dor&3"])
      assert.ok(isSecretValue(value, true, "prose"), value);
  });

  it("is none where it is an address, a path, an expression, a word or a date", () => {
    for (const value of [
      ...[
        "https://idp.internal/oauth2/token",
        "/oauth2/v2/token",
        "./secrets/db_2024.txt",
        "config.database.password1",
      ],
      ...["readSecret(name1)", "secrets[0]", "2026-11-27T10:00", "10.0.0.1", "ops@busflow.internal", "#password-2"],
      ...["application/json", "[a-z0-9]+", "{ a: 1 }", "invalid_password", "Passwort1", "passwordToken"],
    ]) {
      for (const isPassword of [true, false]) assert.ok(!isSecretValue(value, isPassword, "file"), value);
    }
  });

  it("is one in settings even where it is weak, but no reference, blank, switch, path or list of names", () => {
    const weak = ["change", "me"].join("");
    assert.ok(isSecretValue(weak, true, "settings") && !isSecretValue(weak, true, "file"));
    for (const value of ["${DB}", "YOUR_TOKEN_HERE", "", "true", "12", "/run/secrets/db", "db_writer,db_reader"]) {
      assert.ok(!isSecretValue(value, true, "settings"), value);
    }
  });

  it("is the default of a template, and the words of a passphrase", () => {
    assert.ok(isSecretValue(`\${DB:-${random(12)}4}`, true, "file"));
    assert.ok(isGiven("${A:-literal}") && !isGiven("${A:-}") && !isGiven("${A:?it is required}"));
    assert.ok(isSecretValue("velvet otter ladder quinoa", true, "file"));
    assert.ok(!isSecretValue("enter your new password", true, "file"));
  });

  it("is none where it is a translation, as it is or escaped", () => {
    for (const value of [
      "Contrase\u00f1a",
      "L\\u00f6senord",
      "\u30d1\u30b9\u30ef\u30fc\u30c9",
      "Webhook\\u3092\\u524a\\u9664",
    ]) {
      for (const isPassword of [true, false]) assert.ok(!isSecretValue(value, isPassword, "file"), value);
    }
    assert.ok(isSecretValue("K\u00f6ln2024!x", true, "file"));
  });

  it("in a test or a document is what was not made up for it", () => {
    assert.ok(isSecretValue("bfn985wj".concat("AHIh6t"), true, "example"));
    for (const value of ["T0pS3cr3t", ["minio", "123"].join(""), Buffer.from("some-password").toString("base64")]) {
      assert.ok(!isSecretValue(value, true, "example"), value);
    }
  });
});

import assert from "node:assert/strict";
import { isThrowAway } from "../../scan/throw-away.ts";
import { random } from "../../tools/bench/planted.ts";

describe("a password that was made up for a test", () => {
  it("says what it is, with signs in the place of letters too", () => {
    for (const value of [
      ...[
        "s3cr3t!",
        "T0pS3cr3t",
        "Pa55word!",
        "p@$$w0rd",
        "AVeryStrongPassword!1",
        "e2e-password!aA1",
        "Adm1n1str$t0r",
      ],
      ...["x509test", "l3tm31n!", "some-user-2", "base64encodedaccountkey"],
    ]) {
      assert.ok(isThrowAway(value), value);
    }
  });

  it("is a word with a number in order, or such orders alone", () => {
    for (const value of ["minio123", "Hashi123", "rootpass12345", "abcd1234", "abc123!", "A1B2-C3D4"]) {
      assert.ok(isThrowAway(value), value);
    }
  });

  it("is none that looks generated, nor one that a person could have chosen", () => {
    for (const value of ["bfn985wjAHIh6t", "98yq3thgnakjsfhjkl", ["Winter", "1990!"].join(""), "Kranich42-Lampe!"]) {
      assert.ok(!isThrowAway(value), value);
    }
    const taken = Array.from({ length: 500 }, () => random(20)).filter(isThrowAway);
    assert.ok(taken.length <= 10, taken.join(" "));
  });
});

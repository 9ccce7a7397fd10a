import assert from "node:assert/strict";
import { findAssignments } from "../../scan/assignments.ts";
import { random } from "../../tools/bench/planted.ts";

const found = (text: string, isExample = false): string[] =>
  findAssignments(text, "config", false, isExample).map(({ value }) => value);

describe("a secret's name before a value", () => {
  const value = `Q7${random(20)}`;
  const weak = ["minio", "123"].join("");

  it("finds the value, in a test where it was not made up for it", () => {
    assert.deepEqual(found(`password: ${value}\n`, true), [value]);
    assert.deepEqual(found(`password=${weak}\n`), [weak]);
    assert.deepEqual(found(`password=${weak}\n`, true), []);
  });

  it("is no name in an address, a URN, a list, a picture's address, or a row of a test's table", () => {
    for (const text of [
      `//local.pw:${value}\n`,
      `secret: urn:k8s:secret:${value}\n`,
      `resources: ["pods", "secrets", "configmaps", "services"]\n`,
      `https://ci.internal/badge.svg?token=${value}\n`,
    ]) {
      assert.deepEqual(found(text), [], text);
    }
    const row = `INSERT INTO a VALUES (1, 'password', '${value}');\n`;
    assert.deepEqual(found(row, true), []);
    assert.deepEqual(found(row), [value]);
  });

  it("finds none that is a translation, a mark of time, or a word in base64", () => {
    for (const text of [
      ...["password: Contrase\u00f1a\n", "password: L\u00f6senord\n", '"password": "\u30d1\u30b9\u30ef\u30fc\u30c9"\n'],
      ...["password: $(head -c32 /dev/urandom | base64)\n", "admin.passwordMtime: 2019-03-20T17:54:53Z\n"],
      `password: ${Buffer.from("secure-password").toString("base64")}\n`,
    ]) {
      assert.deepEqual(found(text), [], text);
    }
  });
});

import assert from "node:assert/strict";
import { readWords } from "../../scan/literals.ts";
import { random } from "../../tools/bench/planted.ts";

const found = (text: string, isExample = false): string[] =>
  readWords(text, "code", isExample).literals.map(({ value }) => value);

describe("a literal that looks generated", () => {
  const value = `q9X${random(41)}`;

  it("counts whatever it is called, in a test where its line says that it is a secret", () => {
    assert.deepEqual(found(`const setting = "${value}";\n`), [value]);
    assert.deepEqual(found(`const signingKey = ["${value}"];\n`, true), [value]);
    assert.deepEqual(found(`connect(tokenOf("${value}"));\n`, true), [value]);
    assert.deepEqual(found(`assert.equal(sum(a), "${value}");\n`, true), []);
    assert.deepEqual(found(`VALUES (1, 'password', '${value}');\n`, true), []);
  });

  it("is none under the name of what is public or encrypted", () => {
    for (const name of [
      "Iv",
      "ciphertext",
      "X-Sealed-Key",
      "publicKey",
      "PubKey",
      "signature",
      "accessor",
      "attestationObject",
    ]) {
      assert.deepEqual(found(`{ "${name}":      "${value}" }\n`), [], name);
    }
    assert.deepEqual(found(`PublicKey:   []byte("${value}"),\n`), []);
    assert.deepEqual(found(`# verified with the public key "${value}"\n`), []);
    assert.deepEqual(found(`{ "kty": "EC", "x": "${value}" }\n`), []);
  });

  it("is read behind base64's own scheme, and not under a public name", () => {
    const text = "function(context) { body: context.body }";
    const encoded = Buffer.from(text).toString("base64");
    assert.deepEqual(
      readWords(`body: base64://${encoded}\n`, "config").encoded.map((one) => one.text),
      [text],
    );
    const twice = Buffer.from(value).toString("base64");
    assert.equal(readWords(`"public_key": "${twice}"`, "config").encoded.length, 0);
    assert.equal(readWords(`"setting": "${twice}"`, "config").encoded.length, 1);
  });
});

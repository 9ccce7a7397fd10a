import assert from "node:assert/strict";
import { isElsewhere } from "../../scan/elsewhere.ts";
import { random } from "../../tools/bench/planted.ts";

describe("what stands under a secret's name and is none", () => {
  const kinds: Record<string, string[]> = {
    "an algorithm or a key's type": [
      "chacha20-poly1305",
      "scram-sha-256",
      "RSA-OAEP-256",
      "aes-256-gcm",
      "ecdsa-p256",
      "HS256",
    ],
    "a digest or a public key that says so": [`hmac-sha256:${random(64, "0123456789abcdef")}`, `ssh-rsa ${random(60)}`],
    "a reference in a schema": ["#/components/schemas/updateLoginFlowWithPasswordMethod", "#/definitions/token"],
    "a setting of its own, an option": [
      "requests_max=1600",
      'client_id="account"',
      "username=testuser1",
      "-method=userpass",
    ],
    "an expression or a type": [
      ...["response[0].HMAC", "rawVal.([]string)", "boundCIDRs[0].String()", "urllib3.make_headers("],
      ...["map[string]string{dynUpdateKey", "[]SignatureKey{", "+base64.StdEncoding.EncodeToString([]byte(user+"],
    ],
    "a path of words, a package": ["kv-v1/foo", "kv-v2/data/app-1/bar", "golang.org/x/crypto/pbkdf2"],
    "the scope of a signature, a link, a pattern": [
      ...[
        "AB12/20210315/us-east-1/s3/aws4_request",
        "_[SecretSource](#secretsource)_",
        String.raw`\b\d{1,2}[:.]\d{2}\b`,
      ],
    ],
    "a hash that was cut": ["$2a$11$ooo", "$2a$fake"],
    "what ends a sentence in brackets": ["options]", "subSys)"],
  };
  for (const [kind, values] of Object.entries(kinds)) {
    it(`is ${kind}`, () => {
      for (const value of values) assert.ok(isElsewhere(value), value);
    });
  }

  it("is nothing that looks generated", () => {
    const alphabets = [
      "abcdefghijklmnopqrstuvwxyz0123456789",
      "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
      "0123456789abcdef",
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*-_.~+^%$()[]{}=/#&",
    ];
    for (const alphabet of alphabets) {
      const taken = Array.from({ length: 400 }, () => random(20, alphabet)).filter(isElsewhere);
      assert.ok(taken.length <= 4, taken.join(" "));
    }
  });
});

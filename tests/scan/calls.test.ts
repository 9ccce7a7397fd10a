import assert from "node:assert/strict";
import { findByPlace } from "../../scan/calls.ts";
import { random } from "../../tools/bench/planted.ts";

const value = `${random(6)}!${random(6)}7x`;
const found = (text: string): string[] => [...new Set(findByPlace(text).map((match) => match.value))];

describe("a secret that stands in its place alone", () => {
  it("is found among the arguments of a call", () => {
    for (const text of [
      ...[
        `req.SetBasicAuth("ci", "${value}")`,
        `requests.get(url, auth=("ci", "${value}"))`,
        `jwt.sign(payload, "${value}")`,
      ],
      ...[
        `new PDO("mysql:host=db", "app", "${value}")`,
        `.basic_auth("ci", Some("${value}"))`,
        `ConvertTo-SecureString "${value}"`,
      ],
    ]) {
      assert.deepEqual(found(text), [value], text);
    }
  });

  it("is found beside a user's name, or behind one in a literal", () => {
    for (const text of [
      ...[`new User("admin", "${value}")`, `{ "root", "${value}" },`, `connect("db", "app", "${value}", "app")`],
      ...[`btoa("ci:${value}")`, `client.login(name, "${value}")`, `openssl_encrypt($data, "aes-256-cbc", "${value}")`],
    ]) {
      assert.deepEqual(found(text), [value], text);
    }
  });

  it("is none where there is one argument only, or a variable", () => {
    for (const text of [
      `connect("${value}")`,
      `SetBasicAuth("ci", token)`,
      `auth=("ci", os.environ["A1B2C3D4"])`,
      `new User("admin", "admin-users")`,
    ]) {
      assert.deepEqual(found(text), [], text);
    }
  });
});

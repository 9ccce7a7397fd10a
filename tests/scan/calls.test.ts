import assert from "node:assert/strict";
import { findByPlace } from "../../scan/calls.ts";
import { random } from "../../tools/bench/planted.ts";

const value = `${random(6)}!${random(6)}7x`;
const found = (text: string): string[] => findByPlace(text).map((match) => match.value);

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

  it("is found in the column of a row that has its name", () => {
    const name = ["pass", "word"].join("");
    assert.deepEqual(found(`INSERT INTO users (name, ${name}) VALUES ('a', '${value}'), ('b', 'x');`), [value]);
    assert.deepEqual(found(`INSERT INTO users (name, ${name}) VALUES ('${value}', NULL);`), []);
  });

  it("is none where there is one argument only, or a variable", () => {
    for (const text of [`connect("${value}")`, `SetBasicAuth("ci", token)`, `auth=("ci", os.environ["A1B2C3D4"])`]) {
      assert.deepEqual(found(text), [], text);
    }
  });
});

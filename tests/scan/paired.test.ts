import assert from "node:assert/strict";
import { pairedWith } from "../../scan/paired.ts";

function paired(text: string): string | undefined {
  const start = text.indexOf("DB");
  const name = { text: "DB_PW", start, end: start + "DB_PW".length };
  return pairedWith(text, name, text.slice(text.lastIndexOf("\n", start) + 1, start), true)?.text;
}

describe("a value beside a name", () => {
  it("is found under its own key", () => {
    for (const text of [
      ...[
        "- name: DB_PW\n  value: abc",
        '{"name": "DB_PW", "value": "abc"}',
        '{"key": "DB_PW", "type": "x", "value": "abc"}',
      ],
      ...['variable "DB_PW" {\n  type = string\n  default = "abc"\n}', "DB_PW:\n  Type: String\n  Default: abc"],
      ...['<property name="DB_PW" value="abc"/>', "string(name: 'DB_PW', defaultValue: 'abc')"],
    ]) {
      assert.equal(paired(text), "abc", text);
    }
  });

  it("is none of the next name, of another block, or of what is no name", () => {
    for (const text of [
      ...["- name: DB_PW\n- name: A\n  value: abc", '{"name": "DB_PW"}, {"value": "abc"}', "use DB_PW\nvalue: abc"],
      ...['variable "DB_PW" {\n  type = string\n}\nvariable "a" {\n  default = "abc"\n}'],
    ]) {
      assert.equal(paired(text), undefined, text);
    }
  });
});

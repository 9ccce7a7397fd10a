import assert from "node:assert/strict";
import { findInTables } from "../../scan/tables.ts";
import { random } from "../../tools/bench/planted.ts";

const value = `${random(6)}!${random(6)}7x`;
const Name = ["Pass", "word"].join("");
const found = (text: string): string[] => findInTables(text, "prose").map((match) => match.value);

describe("a secret in a table", () => {
  it("is found in the column that its head names, however the table is written", () => {
    for (const text of [
      `| Host | ${Name} |\n|---|---|\n| db1 | ${value} |\n`,
      `| Host | ${Name} | Remark |\n|:--|:--|:--|\n| db1 | \`${value}\` | old |\n`,
      `Host | ${Name}\n---- | ----\ndb1 | ${value}\n`,
      `||Host||${Name}||\n|db1|${value}|\n`,
      `^ Host ^ ${Name} ^\n| db1 | ${value} |\n`,
      `! Host !! ${Name}\n|-\n| db1 || ${value}\n|}\n`,
      `|===\n|Host |${Name}\n\n|db1 |${value}\n|===\n`,
      `+------+------+\n| host | ${Name} |\n+------+------+\n| db1 | ${value} |\n+------+------+\n`,
      ` id | ${Name}\n----+-----\n 1 | ${value}\n(1 row)\n`,
      `HOST    ${Name}\ndb1     ${value}\n`,
      `host,${Name}\ndb1,${value}\n`,
      `<table><tr><th>Host</th><th>${Name}</th></tr>\n<tr><td>db1</td><td>${value}</td></tr></table>`,
    ]) {
      assert.deepEqual(found(text), [value], text);
    }
  });

  it("is none in another column, under another head, or behind the table's end", () => {
    for (const text of [
      `| Host | ${Name} |\n|---|---|\n| ${value} | see below |\n`,
      `| Host | ${Name} hash |\n|---|---|\n| db1 | ${value} |\n`,
      `| Host | ${Name} |\n|---|---|\n| db1 | none |\n\n| a | ${value} |\n`,
      `Set the ${Name}, then run it.\nx, ${value}\n`,
    ]) {
      assert.deepEqual(found(text), [], text);
    }
  });
});

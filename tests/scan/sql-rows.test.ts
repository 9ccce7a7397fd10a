import assert from "node:assert/strict";
import { findInRows } from "../../scan/sql-rows.ts";
import { random } from "../../tools/bench/planted.ts";

const value = `${random(6)}!${random(6)}7x`;
const name = ["pass", "word"].join("");
const found = (text: string): string[] => findInRows(text).map((match) => match.value);

describe("a secret in a row of a database", () => {
  it("is found in the column that has its name", () => {
    assert.deepEqual(found(`INSERT INTO users (name, ${name}) VALUES ('a', '${value}'), ('b', 'x');`), [value]);
    assert.deepEqual(found(`INSERT INTO users (name, ${name}) VALUES ('a', SHA2('${value}', 256));`), [value]);
    assert.deepEqual(found(`INSERT INTO users (name, ${name}) VALUES ('${value}', NULL);`), []);
  });

  it("is found by the columns of its table, where a dump names none", () => {
    const table = (last: string): string => `CREATE TABLE \`users\` (\n  \`id\` int,\n  \`${last}\` text\n);\n`;
    const rows = `INSERT INTO \`users\` VALUES (1,'${value}'),(2,'x');\n`;
    assert.deepEqual(found(table(name) + rows), [value]);
    assert.deepEqual(found(table("remark") + rows), []);
  });

  it("is found in what is copied from lines, up to their end", () => {
    const head = `COPY public.users (id, ${name}) FROM stdin;\n`;
    assert.deepEqual(found(`${head}1\t${value}\n\\.\n2\t${value}\n`), [value]);
    assert.deepEqual(found(`${head}${value}\tx\n\\.\n`), []);
  });

  it("is found in the update of a setting by its name", () => {
    assert.deepEqual(found(`UPDATE settings SET value = '${value}' WHERE name = 'smtp_${name}';`), [value]);
    assert.deepEqual(found(`UPDATE settings SET value = '${value}' WHERE name = 'remark';`), []);
  });
});

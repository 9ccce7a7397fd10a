// Values in a secret's column of a database's rows: `INSERT INTO users (name, password) VALUES (…)`, a dump with its table, `COPY`.
import type { Match } from "./finding.ts";
import { holdsInAnyCase } from "./hints.ts";
import { lineFrom, type Literal } from "./literal-at.ts";
import { isPasswordName, isSecretName } from "./names.ts";
import { isSecretValue } from "./values.ts";

const insert = /\bINSERT\s+(?:IGNORE\s+)?INTO\s+[\w."'`[\]]{1,80}\s*\(([^()]{1,2000})\)\s*VALUES\s*/gi;
/** Of a dump, which names no columns: they are its table's. */
const insertAll = /\bINSERT\s+INTO\s+[`"']?([\w.]{1,80})[`"']?\s+VALUES\s*/gi;
const createTable = /\bCREATE TABLE\s+(?:IF NOT EXISTS\s+)?[`"']?([\w.]{1,80})[`"']?\s*\(/gi;
const copy = /\bCOPY\s+[\w."]{1,80}\s*\(([^()]{1,2000})\)\s+FROM\s+stdin;?[^\n]{0,40}\n/gi;
const cell =
  /\s*,?\s*\(?\s*(?:\w{2,20}\(\s*'((?:[^'\\\n]|''|\\.)*)'(?:\s*,[^()'\n]{0,40})?\)|N?'((?:[^'\\\n]|''|\\.)*)'|[^,()'\n]{1,80})\s*(\)?)/y;
/** `SET value = '…' WHERE name = 'smtp_password'` */
const update =
  /\bSET\s+[\w."`]{1,40}\s?=\s?'([^'\n]{4,200})'[^;'\n]{0,40}\bWHERE\s+[\w."`]{1,40}\s?=\s?'([\w.-]{2,60})'/gi;

const mayHold = {
  rows: holdsInAnyCase("insert"),
  tables: holdsInAnyCase("create table"),
  copies: holdsInAnyCase("from stdin"),
  updates: holdsInAnyCase("where"),
};

/** The secrets in rows. */
export function findInRows(text: string): Match[] {
  const matches: Match[] = [];
  const add = ({ text: value, start, end }: Literal, name: string): void => {
    if (isSecretValue(value, isPasswordName(name), "prose"))
      matches.push({ kind: "secret-argument", start, end, value });
  };
  for (const found of mayHold.rows(text) ? text.matchAll(insert) : []) {
    const columns = namesIn(found[1] ?? "");
    if (columns.some(isSecretName)) readRows(text, found.index + found[0].length, columns, add);
  }
  const tables = mayHold.rows(text) && mayHold.tables(text) ? tablesOf(text) : new Map<string, string[]>();
  for (const found of tables.size === 0 ? [] : text.matchAll(insertAll)) {
    const columns = tables.get((found[1] ?? "").toLowerCase());
    if (columns !== undefined) readRows(text, found.index + found[0].length, columns, add);
  }
  for (const found of mayHold.copies(text) ? text.matchAll(copy) : []) {
    const columns = namesIn(found[1] ?? "");
    if (columns.some(isSecretName)) readLines(text, found.index + found[0].length, columns, add);
  }
  for (const found of mayHold.updates(text) ? text.matchAll(update) : []) {
    const [whole, value = "", name = ""] = found;
    const start = found.index + whole.indexOf(`'${value}'`) + 1;
    if (isSecretName(name)) add({ text: value, start, end: start + value.length }, name);
  }
  return matches;
}

const namesIn = (list: string): string[] => list.split(",").map((name) => name.replaceAll(/["'`[\]\s]/g, ""));

/** The columns of each table that has a secret's. */
function tablesOf(text: string): Map<string, string[]> {
  const tables = new Map<string, string[]>();
  for (const found of text.matchAll(createTable)) {
    const from = found.index + found[0].length;
    const columns: string[] = [];
    for (let at = from; at < from + 8000 && columns.length < 200;) {
      const line = lineFrom(text, at);
      const name = /^\s*[`"]?(\w{1,60})[`"]?\s+\w/.exec(line)?.[1];
      if (/^\s*\)/.test(line)) break;
      if (name !== undefined && !/^(?:PRIMARY|UNIQUE|KEY|CONSTRAINT|INDEX|FOREIGN|CHECK|FULLTEXT)$/i.test(name))
        columns.push(name);
      at += line.length + 1;
    }
    if (columns.some(isSecretName)) tables.set((found[1] ?? "").toLowerCase(), columns);
  }
  return tables;
}

/** The literals of the first rows that stand in a secret's column. */
function readRows(
  text: string,
  from: number,
  columns: readonly string[],
  add: (value: Literal, name: string) => void,
): void {
  let column = 0;
  cell.lastIndex = from;
  for (let count = 0; count < 2000; count++) {
    const found = cell.exec(text);
    if (found === null) return;
    const name = columns[column] ?? "";
    const value = found[1] ?? found[2];
    if (value !== undefined && isSecretName(name)) {
      const start = found.index + found[0].indexOf("'") + 1;
      add({ text: value, start, end: start + value.length }, name);
    }
    const ends = found[3] === ")";
    column = ends ? 0 : column + 1;
    if (ends && /^\s*;/.test(text.slice(cell.lastIndex, cell.lastIndex + 8))) return;
  }
}

/** The same of a dump in lines, whose columns are a tabulator apart. */
function readLines(
  text: string,
  from: number,
  columns: readonly string[],
  add: (value: Literal, name: string) => void,
): void {
  let at = from;
  for (let row = 0; row < 500 && at < text.length; row++) {
    const line = lineFrom(text, at);
    if (line.startsWith("\\.")) return;
    let start = at;
    for (const [index, value] of line.split("\t").entries()) {
      const name = columns[index] ?? "";
      if (isSecretName(name)) add({ text: value, start, end: start + value.length }, name);
      start += value.length + 1;
    }
    at += line.length + 1;
  }
}

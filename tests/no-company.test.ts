// No company is compiled in: what Busflow calls itself, its classes and its owners stands in configuration, and another company writes
// its own there. Comments may have examples; docs, tests, tools and the example services are Busflow's.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { parse } from "yaml";
import { projectDir } from "../tools/paths.ts";
import { classes } from "./support/classes.ts";

/** What is not the product. */
const others = ["node_modules", "tests", "tools", "docs", "docker"];

/** Names that stacks and Swarms have in them, so that they never change, and the one retired file that no list can bring back. */
const allowed: Record<string, readonly string[]> = {
  "rotation/contract.ts": ["busflow"],
  "rotation/labels.ts": ["busflow"],
  "scan/retired-files.ts": [".env.production"],
};

const read = (file: string): string => readFileSync(path.join(projectDir, file), "utf8");

/** What is Busflow's own, as its configuration has it. */
function companyWords(): string[] {
  const owners = Object.values(classes).map((given) => (given as { owner: string }).owner);
  const columns = parse(read("policy/signed-off-columns.yaml")) as Record<string, string>[];
  const retired = parse(read("policy/retired-files.yaml")) as string[];
  const signedOff = columns.flatMap((column) => Object.values(column));
  return ["busflow", ...Object.keys(classes), ...new Set(owners), ...signedOff, ...retired];
}

/** The pieces of text and the names in a program, without its comments. */
function textsOf(file: string, text: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) || ts.isTemplateLiteralToken(node)) found.push(node.text);
    else if (ts.isIdentifier(node) || ts.isRegularExpressionLiteral(node)) found.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest));
  return found;
}

/** Whether a text has a word of the company's. One that is a common word as well counts when it is all of the text. */
function holds(text: string, word: string): boolean {
  if (/^[a-z]+$/.test(word) && word !== "busflow") return text === word;
  return (
    new RegExp(`(?<![\\w-])${RegExp.escape(word)}(?![\\w-])`).test(text) ||
    (word === "busflow" && /busflow/i.test(text))
  );
}

/** What a program has of the company's words, one line each. */
function wordsIn(file: string, text: string): string[] {
  const texts = textsOf(file, text);
  return companyWords()
    .filter((word) => !(allowed[file]?.includes(word) ?? false) && texts.some((one) => holds(one, word)))
    .map((word) => `${file}: ${word}`);
}

describe("the product", () => {
  const rooms = readdirSync(projectDir, { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && !entry.name.startsWith(".") && !others.includes(entry.name),
  );
  const files = rooms.flatMap(({ name }) =>
    readdirSync(path.join(projectDir, name), { recursive: true, encoding: "utf8" })
      .filter((file) => /\.[cm]?[jt]s$/.test(file))
      .map((file) => `${name}/${file}`),
  );

  it("has no word of a company's in its rooms, but for those that never change", () => {
    assert.ok(files.length > 100);
    for (const file of Object.keys(allowed)) assert.ok(files.includes(file), file);
    assert.deepEqual(
      ["index.ts", ...files].flatMap((file) => wordsIn(file, read(file))),
      [],
    );
  });

  it("is looked through for all of them", () => {
    const planted: Record<string, string> = {
      "a name": 'const prefix = "busflow-secrets:";',
      "a name in a template": "const text = `${x} of Busflow`;",
      "a name in an identifier": "export const busflowOwners = 1;",
      "a name in an expression": "const isOurs = /^busflow_/;",
      "a class": 'if (secret.class === "database") x();',
      "a class in a type": 'type Class = "sso";',
      "a class in a message": 'throw new Error("Set it to swarm-infra.");',
      "an owner": 'const owner = "Platform";',
      "another owner": "const owner = `${x}: Tenant CSM + DPO`;",
      "a column": 'const signedOff = [{ table: "tenant_api_keys" }];',
      "a retired file": 'const retired = ".env.production";',
    };
    for (const [what, text] of Object.entries(planted)) assert.equal(wordsIn("x.ts", text).length, 1, what);
    const harmless = [
      "/** busflow_db_writer_v5, of class swarm-infra and owner Platform */",
      'const os = process.platform; const text = "the database role\'s password"; // database',
      'const group = "database_roles";',
    ];
    for (const text of harmless) assert.deepEqual(wordsIn("x.ts", text), [], text);
  });
});

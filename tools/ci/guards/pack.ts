// What the policy pack consists of, read from its source without running it.
import ts from "typescript";

/** A policy's level, and the words for what cannot be read from the source. */
export type Level = string;

/** Reads a file of the pack by its path from the project's folder. */
export type ReadFile = (path: string) => Promise<string | undefined>;

const registry = "policy/policies.ts";

/** The policies that the pack registers, and the level of each. */
export async function policiesOf(read: ReadFile): Promise<Map<string, Level>> {
  const source = parse(await read(registry));
  const files = new Map(source.statements.flatMap(importsOf));
  const found = new Map<string, Level>();
  for (const name of registered(source)) {
    const file = files.get(name);
    const declared = file === undefined ? undefined : declarationOf(parse(await read(`policy/${file}`)), name);
    if (declared !== undefined) found.set(declared.name, declared.level);
  }
  return found;
}

/** How strict a level is; undefined when it is decided when the pack runs. */
export function strictness(level: Level): number | undefined {
  const at = ["disabled", "advisory", "remediate", "mandatory"].indexOf(level);
  return at === -1 ? undefined : at;
}

const parse = (text = ""): ts.SourceFile => ts.createSourceFile("x.ts", text, ts.ScriptTarget.Latest);

function importsOf(statement: ts.Statement): [string, string][] {
  if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) return [];
  const file = /^\.\/([\w-]+\.ts)$/.exec(statement.moduleSpecifier.text)?.[1];
  const bindings = statement.importClause?.namedBindings;
  if (file === undefined || bindings === undefined || !ts.isNamedImports(bindings)) return [];
  // What is imported under another name is not read, and counts as missing.
  return bindings.elements
    .filter(({ propertyName }) => propertyName === undefined)
    .map(({ name }) => [name.text, file]);
}

/** The names in `export const policies = […]`. */
function registered(source: ts.SourceFile): string[] {
  const list = initialiserOf(source, "policies");
  if (list === undefined || !ts.isArrayLiteralExpression(list)) return [];
  return list.elements.flatMap((element) => (ts.isIdentifier(element) ? [element.text] : []));
}

function initialiserOf(source: ts.SourceFile, name: string): ts.Expression | undefined {
  for (const statement of source.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    for (const { name: own, initializer } of statement.declarationList.declarations) {
      if (ts.isIdentifier(own) && own.text === name) return initializer;
    }
  }
  return undefined;
}

/** The name and level in `export const x = resourcePolicy({ name: "…", enforcementLevel: "…" }, …)`. */
function declarationOf(source: ts.SourceFile, variable: string): { name: string; level: Level } | undefined {
  const call = initialiserOf(source, variable);
  if (call === undefined || !ts.isCallExpression(call)) return undefined;
  const [about] = call.arguments;
  if (about === undefined || !ts.isObjectLiteralExpression(about)) return undefined;
  const property = (key: string): ts.Expression | undefined => {
    const found = about.properties.find(({ name }) => name !== undefined && ts.isIdentifier(name) && name.text === key);
    return found !== undefined && ts.isPropertyAssignment(found) ? found.initializer : undefined;
  };
  const name = property("name");
  if (name === undefined || !ts.isStringLiteral(name)) return undefined;
  const level = property("enforcementLevel");
  if (level === undefined) return { name: name.text, level: "mandatory" };
  return { name: name.text, level: ts.isStringLiteral(level) ? level.text : level.getText(source) };
}

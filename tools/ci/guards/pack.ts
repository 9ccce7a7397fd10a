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
  for (const variable of registered(source)) {
    const file = files.get(variable);
    const name = nameOf(variable);
    const text = file === undefined ? undefined : await read(`policy/${file}`);
    if (text !== undefined) found.set(name, levelOf(parse(text), name));
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

/** The level in the object that describes a policy, wherever in its file that stands. */
function levelOf(source: ts.SourceFile, name: string): Level {
  let level: Level = "not to be read";
  const visit = (node: ts.Node): void => {
    if (ts.isObjectLiteralExpression(node)) {
      const property = (key: string): ts.Expression | undefined =>
        node.properties
          .filter(ts.isPropertyAssignment)
          .find((assignment) => ts.isIdentifier(assignment.name) && assignment.name.text === key)?.initializer;
      const own = property("name");
      if (own !== undefined && ts.isStringLiteral(own) && own.text === name) {
        const given = property("enforcementLevel");
        level = given === undefined ? "mandatory" : ts.isStringLiteral(given) ? given.text : given.getText(source);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return level;
}

/** `no-dotenv` for `noDotenv`: a policy is called as its variable is. */
const nameOf = (variable: string): string => variable.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

// What kind of text a file holds, by its name: how a literal is written in it, and whether it may hold any by chance.
import path from "node:path";

/**
 * `config` files hold settings, bare or in quotes, and so may any file of an unknown kind; in `code` a literal is in quotes, or in a comment; `data` is generated, or full of
 * digests: only names and forms count in it; `prose` is for readers; `build` is made from something else, and only tokens count in it.
 */
export type FileKind = "code" | "config" | "data" | "prose" | "build";

/** The endings of programs; what has another one, or none, is read as settings. */
const codeNames =
  /\.(?:[cm]?[jt]sx?|vue|svelte|astro|py[iwx]?|pyx|pxd|rb|rake|gemspec|cr|php\d?|phtml|inc\.php|blade|twig|go|rs|java|kts?|scala|sc|clj[cs]?|groovy|gvy|cs|vb|bas|cls|frm|vbs|fs[ix]?|csx|c|h|cc|hh|cpp|hpp|cxx|hxx|ino|pde|m|mm|swift|dart|d|zig|nim|v|sv|vhdl?|pas|dpr|pp|ada|ad[bs]|f|f\d\d|for|cbl|cob|cpy|hs|lhs|elm|purs|ml[iy]?|re|erl|hrl|exs?|eex|heex|lua|moon|pl|pm|t|raku|r|jl|tcl|scm|rkt|lisp|lsp|cl|el|sql|psql|ddl|graphqls?|gql|proto|thrift|sol|asm|s|abap|au3|ahk|sas|do|css|s[ac]ss|less|styl|jsp|aspx?|cfm|cfc|hbs|mustache|pug|awk|y|l|g4|peg|wat|ll|mlir|ejs|liquid|coffee|ls|hx|as|q|dtd|xslt?|cmake|cu|metal|glsl|hlsl|frag|vert|wgsl|ps|eps|po|pot|strings|xlf|resx)$/i;

const dataNames =
  /(?:^|[.-])lock(?:\.(?:json|ya?ml|hcl))?$|^(?:package-lock|npm-shrinkwrap)\.json$|^(?:pnpm|bun)-lock|^go\.(?:sum|work\.sum)$|^(?:yarn|bun|cargo|poetry|composer|gemfile|pipfile|mix|pdm|uv)\.lock.*|\.(?:csv|tsv|pem|crt|cer|pub|asc|sum|snap|ipynb|geojson)$|^SHASUMS/i;

const buildNames = /\.(?:map|svg|min\.\w+|wasm|woff2?|ttf|bundle\.js)$/i;

const proseNames =
  /\.(?:md|mdx|markdown|rst|adoc|txt|html?|org|tex|eml|log|out|patch|diff|mbox|vtt|srt|wiki|mediawiki|tid|textile|rtf|man|[1-8])$|^(?:licen[cs]e|readme|changelog|changes|notice|copying|authors|contributing|news|todo|history|thanks|copyright)/i;

/** @param file a path with forward slashes */
export function fileKind(file: string): FileKind {
  const name = path.posix.basename(file);
  if (buildNames.test(name)) return "build";
  if (dataNames.test(name)) return "data";
  if (proseNames.test(name)) return "prose";
  return codeNames.test(name) && !/^(?:\.env|\.[\w-]+$)/.test(name) ? "code" : "config";
}

/** Whether a file gives settings to what runs, where every literal under a secret's name is one that somebody logs in with. */
export function givesSettings(file: string, text: string): boolean {
  const name = path.posix.basename(file);
  if (isTemplate(file) || isExample(file)) return false;
  if (
    /^(?:\.my\.cnf|\.netrc|_netrc|\.pypirc|\.npmrc|\.s3cfg|\.boto|\.env(?:\..*)?|.*\.env|.*\.tfvars|\.?credentials|\.pgpass|.*\.(?:service|container))$/.test(
      name,
    )
  )
    return true;
  if (!/\.ya?ml$/i.test(name)) return false;
  if (/(?:^|\/)(?:group_vars|host_vars)\//.test(file)) return true;
  return (
    (/^["']?services["']?:/m.test(text) &&
      /^[ \t]+["']?(?:image|build|environment|env_file|deploy|healthcheck|command|ports)["']?:/m.test(text)) ||
    /^kind:\s*["']?(?:Secret|Deployment|StatefulSet|DaemonSet|Pod|Job|CronJob)\b/m.test(text)
  );
}

/** Whether a file is there to be copied and filled in, or to be read: what stands in it may be an example. */
export function isTemplate(file: string): boolean {
  return /\.(?:example|sample|template|dist|tmpl|tpl|j2|default|defaults)(?:\.\w+)?$|(?:^|[/.-])(?:example|sample)s?[./-]/i.test(
    file,
  );
}

const exampleFolder =
  /(?:^|\/)(?:tests?|testing|testdata|test-?fixtures?|test[-_](?:data|fixtures|resources|helpers|utils)|__tests__|__mocks__|specs?|fixtures?|mocks?|mirage|e2e|integration(?:_?tests?)?|cypress|examples?|samples?|demos?|docs?|documentation)\//i;
const exampleName =
  /(?:[._-](?:test|spec|mock|stories|e2e|cy)s?|Tests?|Spec|_?test_?helpers?\w*|[_-]mocks?)\.(?:[cm]?[jt]sx?|go|py|rb|java|kts?|cs|php|rs|scala|swift|exs?|dart|cc?|cpp|lua|pl|sh)$|^(?:test_\w+|conftest)\.py$|\.(?:mdx?|markdown|rst|adoc)$/;

/** Whether a file is a test, a fixture, an example or a document: a password made of words in it is nobody's. */
export function isExample(file: string): boolean {
  return exampleFolder.test(file) || exampleName.test(path.posix.basename(file));
}

/** Whether code was written by a program, for a machine: lines are longer than anybody's. */
export function isMinified(text: string): boolean {
  if (text.length < 20_000) return false;
  let lines = 1;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) lines++;
  return text.length / lines > 400;
}

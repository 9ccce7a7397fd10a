// Whether a path is a retired file by whatever name: `.env.production` is also `.ENV.PRODUCTION`, `production.env`, `env/production`,
// `.envs/.production/.api`, `.env-production.local.bak`.
import { isDotenv } from "./dotenv-file.ts";

/**
 * How sure a name is. A `file` is named as only such a file is. A `word` may be something else where it is not a file's name: a branch
 * `env/production`, a target `env-prod`.
 */
export type NameStrength = "file" | "word";

/** Tells of a path whether it is a retired file's. */
export interface IsRetired {
  (path: string): NameStrength | undefined;
  /** Whether a text may name one: a quick look. */
  readonly mayBeIn: (text: string) => boolean;
}

/** What an environment is called besides. */
const shortNames: Readonly<Record<string, string>> = { production: "production|produktion|prod|prd|live" };

/** A folder's or a file's name for environments. */
const env = "(?:dot)?envs?";

/** What a file of them is called. */
const envFile = "(?:dot)?env(?:s|rc|files?|ironments?)?";

/** Endings of programs, documents and structured settings: what has one is no file of `NAME=value`. */
const otherKinds =
  /\.(?:[cm]?[jt]sx?|py|rb|go|rs|java|kt|php|cs|sh|bash|zsh|fish|ps1|md|mdx|rst|adoc|html?|s?css|vue|svelte|sql|tf|tfvars|hcl|ya?ml|json[c5]?|toml|xml|lock|snap|svg|png|patch|diff)$/;

/** What is added to the name of a copy. */
const copies =
  /^(?:[^a-z\d]*(?:local|te?mpl|tpl|template|example|sample|dist|bak|backup|old|orig|save|sav|swp|swo|env|txt|enc|gpg|age|asc|copy|new|tmp|defaults?|secrets?|vars|\d+))*[^a-z\d]*$/;

/** Other environments, whose file may lie in a folder of this one. */
const others = /(?:^|[^a-z\d])(?:dev(?:elopment)?|tests?|testing|stag(?:e|ing)|ci|preview)(?:[^a-z\d]|$)/;

/** @param names of retired files, each of which begins with `.env` */
export function retiredNames(names: readonly string[]): IsRetired {
  const tests = names.map((name) => retiredName(name.toLowerCase()));
  const word = names.map((name) => wordOf(name.toLowerCase())).join("|");
  const near = new RegExp(`env\\S{0,60}(?:${word})|(?:${word})\\S{0,60}env`, "i");
  const alone = new RegExp(word, "i");
  const mayBeIn = (text: string): boolean => {
    if (!/env/i.test(text)) return false;
    const bare = text.replaceAll(/["'\\]/g, "");
    if (openName.test(bare) || ofAll.test(bare)) return true;
    // Loaders take the environment's name alone. With a variable the two words may stand far from one another.
    return (
      alone.test(bare) &&
      (near.test(bare) ||
        /dotenv|env-cmd|loadEnv/i.test(bare) ||
        (bare.includes("$") && /(?:^|[^\w.])\.env(?!\w)|env\S{0,30}\$|\$\S{0,60}env/i.test(bare)))
    );
  };
  const isRetired = (path: string): NameStrength | undefined => {
    if (!/env|[^\0-\x7f]/i.test(path)) return undefined;
    const segments = normalized(path).split("/");
    if (segments.some((segment) => ofAll.test(segment))) return "file";
    const found = tests.flatMap((test) => test(segments) ?? []);
    return found.includes("file") ? "file" : found[0];
  };
  return Object.assign(isRetired, { mayBeIn });
}

/** What an environment's file is called besides `env`, as a pattern. */
function wordOf(name: string): string {
  const suffix = name.slice(".env".length).replace(/^[^a-z\d]+/, "");
  return suffix === "" ? "env" : (shortNames[suffix] ?? RegExp.escape(suffix));
}

/** A name that is put together at run time, or is a pattern: it may be any environment's. */
export const openName = /(?:^|[^\w])\.env(?:[._-]?(?:\*|\?|\[|\$|%|\{)|[._-]p\w{0,9}\*|[._-]\s{0,9}\+)/i;

/** A file of all environments, this one among them, which dotenv-vault encrypts. */
const ofAll = /(?:^|[^\w.])\.env\.vault(?![\w-])/i;

/** A quick look, whatever is retired: whether a path is worth a closer one. */
export function mayBeRetired(path: string): boolean {
  return /(?:^|[^a-z\d])(?:dot)?env/i.test(path) || /[^\0-\x7f]/.test(path);
}

/** Letters of other scripts that look like ours. */
const looksLike: Readonly<Record<string, string>> = Object.fromEntries(
  [
    "аa еe оo рp сc іi ѕs ԁd ոn тt пn ѵv",
    "αa εe οo ρp ιi νv υu τt ηn κk",
    "ıi ɩi ɡg ʋv ƿp ᴠv ᴏo ᴅd ɴn ᴘp ᴄc ᴛt ᴇe ᴜu ѐe ạa ọo",
  ].flatMap((list) => list.split(" ").map(([letter = "", ours = ""]) => [letter, ours])),
);

/** In lower case, with one kind of slash, and without what a name may end with or hide and still look the same. */
function normalized(path: string): string {
  return path
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll(/[^\0-\x7f]/g, (letter) => looksLike[letter] ?? letter)
    .replaceAll(/[\u00ad\u200b-\u200f\u2060\ufeff]/g, "")
    .replaceAll("\\", "/")
    .replaceAll(/[\s.]+(?=\/|$)/g, (end, at: number, whole: string) => (at === 0 || whole[at - 1] === "/" ? end : ""));
}

function retiredName(name: string): (segments: readonly string[]) => NameStrength | undefined {
  // `.env` itself is retired by this name alone: other environments have theirs.
  if (wordOf(name) === "env") return (segments) => (segments.includes(name) ? "file" : undefined);
  const word = `(?:${wordOf(name)})\\d*(?![a-z\\d])`;
  const dotted = new RegExp(
    `^[^a-z\\d]*\\.${envFile}(?:(?![a-z\\d]).*(?<!\\b(?:non|not|no|pre)[^a-z\\d]?)(?<![a-z\\d]))?${word}`,
  );
  const joined = new RegExp(`^[^a-z\\d]*${envFile}[^a-z\\d]*${word}`);
  const prefixed = new RegExp(`(?<!(?:process|meta|import))\\.${env}[^a-z\\d]+${word}`);
  const reversed = new RegExp(
    `^[^a-z\\d]*${word}[^a-z\\d]*${env}(?![a-z\\d])|(?<![a-z\\d])${word}(?:[^a-z\\d].*)?\\.${env}(?![a-z\\d])`,
  );
  const folder = new RegExp(`^[^a-z\\d]*${env}(?:[^a-z\\d]?(?:files?|d|vars))?$`);
  const inFolder = new RegExp(`^[^a-z\\d]*${word}`);
  const ownFolder = new RegExp(`^[^a-z\\d]*${word}$`);

  const byOne = (segment: string): NameStrength | undefined => {
    if (dotted.test(segment)) return "file";
    if (otherKinds.test(segment)) return undefined;
    if (prefixed.test(segment)) return "file";
    if (reversed.test(segment) || joined.test(segment)) return segment.includes(".") ? "file" : "word";
    return undefined;
  };

  const byTwo = (parent: string, segment: string, rest: readonly string[]): NameStrength | undefined => {
    const [, ending] = folder.test(parent) ? (new RegExp(`${inFolder.source}(.*)$`).exec(segment) ?? []) : [];
    if (ending === undefined) return undefined;
    const isHidden = parent.startsWith(".") || segment.startsWith(".");
    if (rest.length === 0) return copies.test(ending) ? (isHidden ? "file" : "word") : undefined;
    const last = rest.at(-1) ?? "";
    if (!copies.test(ending)) return undefined;
    if (isHidden || isEnvFile(last)) return "file";
    return rest.length === 1 &&
      /^[a-z\d_-]+$/.test(last) &&
      !/^(?:readme|license|makefile|dockerfile|owners|codeowners)$/.test(last)
      ? "word"
      : undefined;
  };

  return (segments) => {
    const last = segments.at(-1) ?? "";
    const found = segments.flatMap(
      (segment, index) => byOne(segment) ?? byTwo(segments[index - 1] ?? "", segment, segments.slice(index + 1)) ?? [],
    );
    const isInside = segments.slice(0, -1).some((segment) => ownFolder.test(segment));
    if (isInside && isEnvFile(last) && !others.test(last))
      found.push(isDotenv(last) || last.includes(".") ? "file" : "word");
    return found.includes("file") ? "file" : found[0];
  };
}

/** `.env`, `env`, `api.env`, and copies of them. */
function isEnvFile(name: string): boolean {
  return !otherKinds.test(name) && new RegExp(`^(?:[^a-z\\d]*${env}(?![a-z\\d])|.*\\.env$)`).test(name);
}

// GitHub's workflow files: secrets among `env:` and `with:`, and in the commands of `run:`.
import { isPair, isScalar, visit, type Document } from "yaml";
import { locate, type Located, type Match } from "./finding.ts";
import { isCommonplace } from "./placeholders.ts";
import { secretIn, settingIn } from "./settings.ts";
import { keyOf, pairsOf, readYaml, settingsOf, unreadSettings, type Setting } from "./yaml-settings.ts";

const kind = "workflow-literal";

/** The secrets that a workflow carries as literals. */
export function findInWorkflow(file: string, text: string): Located[] {
  if (!/(?:^|\/)\.github\/(?:workflows|actions)\/.+\.ya?ml$/i.test(file)) return [];
  const matches = readYaml(text)?.flatMap((document) => findInDocument(document, text));
  return locate(file, text, matches ?? [unreadSettings(text)]);
}

function findInDocument(document: Document, text: string): Match[] {
  const matches: Match[] = [];
  const thrownAway = thrownAwayIn(document);
  visit(document, {
    Pair: (_, pair, above) => {
      const key = keyOf(pair);
      const keys = [...above.filter(isPair).map(keyOf), key];
      const find = (settings: readonly Setting[]): void => {
        for (const { name, value, start, end } of settings) {
          const secret = secretIn(name, value);
          if (secret !== undefined && !isThrownAway(secret, value, keys, thrownAway)) {
            matches.push({ kind, start, end, value: secret });
          }
        }
      };
      if (key === "env" || key === "with") find(settingsOf(document, pair.value));
      if (key === "run" && isScalar(pair.value)) find(commandSettings(text, pair.value.range ?? undefined));
    },
  });
  return matches;
}

/** What a job starts for itself, a database, is thrown away with its password. */
interface ThrownAway {
  /** The passwords of a job's services. */
  passwords: ReadonlySet<string>;
  /** Where the job reaches its services. */
  hosts: ReadonlySet<string>;
}

/** By the names of the jobs that have services. */
function thrownAwayIn(document: Document): ReadonlyMap<string, ThrownAway> {
  const jobs = pairsOf(document, document.get("jobs", true)).flatMap((job) => {
    const services = pairsOf(document, job.value)
      .filter((pair) => keyOf(pair) === "services")
      .flatMap(({ value }) => pairsOf(document, value));
    const settings = services
      .flatMap((service) => pairsOf(document, service.value))
      .filter((pair) => keyOf(pair) === "env")
      .flatMap(({ value }) => settingsOf(document, value));
    const passwords = new Set(settings.map(({ value }) => value).filter(isWord));
    const hosts = new Set([...services.map(keyOf), "localhost", "127.0.0.1", "[::1]"]);
    return services.length === 0 ? [] : [[keyOf(job), { passwords, hosts }] as const];
  });
  return new Map(jobs);
}

/**
 * Whether a secret is one of a service of its own job, there or where the job uses it.
 *
 * @param value the setting that it stands in
 * @param keys the setting's place
 */
function isThrownAway(
  secret: string,
  value: string,
  [first, name = "", ...rest]: readonly string[],
  thrownAway: ReadonlyMap<string, ThrownAway>,
): boolean {
  if (!isWord(secret)) return false;
  const isOfService = first === "jobs" && thrownAway.has(name) && rest[0] === "services" && rest.at(-1) === "env";
  if (isOfService) return true;
  // What stands above all jobs is for each of them.
  const own = first === "jobs" ? [thrownAway.get(name)] : [...thrownAway.values()];
  return own.some((job) => {
    if (job?.passwords.has(secret) !== true) return false;
    const hosts = [...value.matchAll(/@([^:/?,@]*|\[[^\]]*\])(?=[:/?,]|$)/g)].map(([, host = ""]) => host);
    return hosts.every((host) => job.hosts.has(host));
  });
}

function isWord(value: string): boolean {
  return isCommonplace(value) || /^[a-z]+(?:[-_][a-z]+)*$/.test(value);
}

/** A word of a shell's command with an equals sign in it. */
const assignment = /(?<=^|[\s;&|("'])-{0,2}[A-Za-z_][\w-]*=(?:"[^"\n]*"|'[^'\n]*'|[^\s;&|"']+)/gm;

function commandSettings(text: string, range: readonly [number, number, number] | undefined): Setting[] {
  if (range === undefined) return [];
  const [from, to] = range;
  return [...text.slice(from, to).matchAll(assignment)].flatMap(({ 0: word, index }) => {
    const setting = settingIn(word);
    return setting === undefined ? [] : [{ ...setting, start: from + index, end: from + index + word.length }];
  });
}

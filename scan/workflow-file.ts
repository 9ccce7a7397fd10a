// GitHub's workflow files: secrets among `env:` and `with:`, and in the commands of `run:`.
import { isPair, isScalar, visit } from "yaml";
import { locate, type Located, type Match } from "./finding.ts";
import { isCommonplace } from "./placeholders.ts";
import { secretIn, settingIn } from "./settings.ts";
import { keyOf, readYaml, settingsOf } from "./yaml-settings.ts";

const kind = "workflow-literal";

/** The secrets that a workflow carries as literals. */
export function findInWorkflow(file: string, text: string): Located[] {
  if (!/(?:^|\/)\.github\/(?:workflows|actions)\/.+\.ya?ml$/.test(file)) return [];
  const document = readYaml(text);
  if (document === undefined) return [];
  const matches: Match[] = [];
  visit(document, {
    Pair: (_, pair) => {
      if (!isPair(pair)) return;
      const key = keyOf(pair);
      if (key === "env" || key === "with") {
        for (const { name, value, start, end } of settingsOf(document, pair.value)) {
          const secret = secretIn(name, value);
          if (secret !== undefined) matches.push({ kind, start, end, value: secret });
        }
      }
      if (key === "run" && isScalar(pair.value)) matches.push(...findInCommands(text, pair.value.range ?? undefined));
    },
  });
  // A database that a job starts for itself is thrown away with its password.
  const hasServices = /^[ \t]+services:/m.test(text);
  return locate(
    file,
    text,
    matches.filter(({ value }) => !hasServices || !isThrowAway(value)),
  );
}

function isThrowAway(value: string): boolean {
  return isCommonplace(value) || /^[a-z]+(?:[-_][a-z]+)*$/.test(value);
}

/** A word of a shell's command with an equals sign in it. */
const assignment = /(?<=^|[\s;&|("'])-{0,2}[A-Za-z_][\w-]*=(?:"[^"\n]*"|'[^'\n]*'|[^\s;&|"']+)/gm;

function findInCommands(text: string, range: readonly [number, number, number] | undefined): Match[] {
  if (range === undefined) return [];
  const [from, to] = range;
  return [...text.slice(from, to).matchAll(assignment)].flatMap(({ 0: word, index }) => {
    const setting = settingIn(word);
    const secret = setting === undefined ? undefined : secretIn(setting.name, setting.value);
    return secret === undefined ? [] : [{ kind, start: from + index, end: from + index + word.length, value: secret }];
  });
}

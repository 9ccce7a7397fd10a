// Writes what a shell sources so that it completes command lines of `secrets`. Commands and options are written out; the names of stacks
// and secrets are asked for when the key is pressed, which reads the stack's files and no Swarm.
import { stackFlags, type CommandWords } from "./words.ts";

/** The shells that are known. */
export const shells = ["bash", "zsh", "fish"] as const;

/**
 * The text that a shell sources.
 *
 * @param program the words that call `secrets`: the path of Node, and that of the program
 */
export function scriptFor(
  shell: (typeof shells)[number],
  commands: readonly CommandWords[],
  program: readonly string[],
): string {
  if (shell === "fish") return fish(commands, program);
  const before = shell === "zsh" ? "autoload -U +X bashcompinit && bashcompinit\n" : "";
  return `${before}${bash(commands, program)}`;
}

function bash(commands: readonly CommandWords[], program: readonly string[]): string {
  const paths = commands.filter(({ path }) => path.length > 0).map(({ path }) => quoted(path.join(" ")));
  const values = commands.flatMap(({ path, options }) =>
    options
      .filter(({ takesValue, flags }) => takesValue && !flags.some((flag) => stackFlags.includes(flag)))
      .flatMap(({ flags, choices }) =>
        flags.map(
          (flag) => `    ${quoted(`${path.join(" ")}|${flag}`)}) words=${quoted(choices.join(" "))}; given=1 ;;`,
        ),
      ),
  );
  const following = commands.map((command) => {
    const flags = command.options.flatMap((option) => option.flags).filter((flag) => flag.startsWith("--"));
    const words = [...followers(commands, command.path), ...flags, "--help"].join(" ");
    const ask = command.takesSecrets ? ' && [[ $cur != -* ]] && words="$words $(_secrets_ask secrets "$stack")"' : "";
    return `    ${quoted(command.path.join(" "))}) words=${quoted(words)}${ask} ;;`;
  });
  return `_secrets_ask() {
  ${program.map(quoted).join(" ")} completion --words "$1" \${2:+--stack "$2"} 2>/dev/null
}

_secrets() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} at= stack= words= given= i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "\${at:+$at }\${COMP_WORDS[i]}" in
      ${paths.join("|")}) at="\${at:+$at }\${COMP_WORDS[i]}" ;;
    esac
    case "\${COMP_WORDS[i-1]}" in ${stackFlags.join("|")}) stack=\${COMP_WORDS[i]} ;; esac
  done
  case "$prev" in ${stackFlags.join("|")}) words=$(_secrets_ask stacks); given=1 ;; esac
  case "$at|$prev" in
${values.join("\n")}
  esac
  [[ $given ]] || case "$at" in
${following.join("\n")}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}

complete -F _secrets secrets
`;
}

function fish(commands: readonly CommandWords[], program: readonly string[]): string {
  const ask = (what: string): string =>
    `'(${program.map((word) => word.replaceAll("'", "\\'")).join(" ")} completion --words ${what} 2>/dev/null)'`;
  const lines = commands.flatMap(({ path, options, takesSecrets }) => {
    const at =
      path.length === 0
        ? "__fish_use_subcommand"
        : path.map((word) => `__fish_seen_subcommand_from ${word}`).join("; and ");
    const begin = `complete -c secrets -n ${quoted(at)}`;
    return [
      ...commands
        .filter((other) => isBelow(other.path, path))
        .map((other) => `${begin} -a ${other.path.at(-1) ?? ""} -d ${quoted(other.summary)}`),
      ...options.map(({ flags, description, takesValue, choices }) => {
        const names = flags.map((flag) => (flag.startsWith("--") ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
        const words = flags.some((flag) => stackFlags.includes(flag)) ? ask("stacks") : quoted(choices.join(" "));
        return `${begin} ${names.join(" ")}${takesValue ? ` -x -a ${words}` : ""} -d ${quoted(description)}`;
      }),
      ...(takesSecrets ? [`${begin} -a ${ask("secrets")}`] : []),
    ];
  });
  return ["complete -c secrets -f", ...lines, ""].join("\n");
}

function followers(commands: readonly CommandWords[], path: readonly string[]): string[] {
  return commands.filter((other) => isBelow(other.path, path)).map((other) => other.path.at(-1) ?? "");
}

function isBelow(path: readonly string[], above: readonly string[]): boolean {
  return path.length === above.length + 1 && above.every((word, index) => path[index] === word);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

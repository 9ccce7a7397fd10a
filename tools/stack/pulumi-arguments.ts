// Reads from the arguments of `pulumi`, as Pulumi itself does, which stack a command is about.

/** The stack that a command is about, as far as its arguments say. */
export interface Subject {
  /** The stack's name; undefined when it is the selected one. */
  stack: string | undefined;
  /** Where Pulumi is to look for the project (`-C`, `--cwd`). */
  cwd: string | undefined;
  /** Whether the command makes a stack. */
  creates: boolean;
  /** What encrypts the secrets of a new stack (`--secrets-provider`). */
  secretsProvider: string | undefined;
  /** Whether Pulumi must not ask anything. */
  silent: boolean;
}

/** Subcommands of `pulumi stack` whose next word is a stack's name, with their aliases. */
const creating = ["init", "new", "create", "setup"];
const naming = [...creating, "select", "rm", "remove", "delete"];

/** Options of these commands whose value may be a word of its own. */
const valued =
  /^(?:--(?:stack|cwd|color|config-file|secrets-provider|copy-config-from|teams|verbose|tracing|profiling|memprofilerate|otel-traces)|-[defijQry]*[sCv])$/;

/** Reads the arguments of one command. */
export function subjectOf(args: readonly string[]): Subject {
  const end = args.indexOf("--");
  const words = end === -1 ? args : args.slice(0, end);
  const positional = words.filter((word, at) => !word.startsWith("-") && !valued.test(words[at - 1] ?? ""));
  const [command, sub = "", third] = positional;
  const isAboutStacks = command === "stack" && naming.includes(sub);
  const byPosition = isAboutStacks ? third : command === "cancel" && sub !== "" ? sub : undefined;
  const name = valueOf(words, "stack", "s") ?? byPosition;
  return {
    // A file backend spells out the name of a stack with this prefix.
    stack: name?.replace(/^organization\/(?:[^/]+\/)?/, ""),
    cwd: valueOf(words, "cwd", "C"),
    creates: isAboutStacks && (creating.includes(sub) || words.some((word) => /^(?:--create|-c)$/.test(word))),
    secretsProvider: valueOf(words, "secrets-provider"),
    silent: words.some((word) => /^--non-interactive(?:=true)?$/.test(word)),
  };
}

/** The value of an option: `--stack dev`, `--stack=dev`, `-s dev`, `-sdev`, `-s=dev`, `-ys dev`; the last one counts. */
function valueOf(words: readonly string[], name: string, letter?: string): string | undefined {
  // Options without a value can share the hyphen, and their letters then stand before this option's.
  const short = letter === undefined ? "" : `|-[defijQry]*${letter}(?:=?(?<short>.+))?`;
  const option = new RegExp(`^(?:--${name}(?:=(?<long>.+))?${short})$`);
  const index = words.findLastIndex((word) => option.test(word));
  if (index === -1) return undefined;
  const groups = option.exec(words[index] ?? "")?.groups;
  return groups?.["long"] ?? groups?.["short"] ?? words[index + 1];
}

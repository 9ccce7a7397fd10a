// Replaces variables in a compose file as `docker stack deploy` does, but without its environment, which a preview does not have.

/** A text whose variables are replaced as far as that is possible without the environment. */
export interface Interpolated {
  /** The text, with {@link unknownPart} in the place of each variable that has no default. */
  readonly text: string;
  /** The names of the variables that have no default. */
  readonly variables: readonly string[];
}

/** Stands for what only the environment knows. No text in YAML can hold this character. */
export const unknownPart = "\u0000";

/** Stands for a literal dollar sign, which is written twice in a compose file. */
const dollar = "\u0001";

/** Replaces variables by their defaults: `busflow_db_writer_v${DB_WRITER:-5}` is `busflow_db_writer_v5`. */
export function interpolate(template: string): Interpolated {
  const variables = new Set<string>();
  const unknown = (name: string): string => {
    variables.add(name);
    return unknownPart;
  };
  let text = template.replaceAll("$$", dollar).replace(/\$([A-Za-z_]\w*)/g, (_, name: string) => unknown(name));
  // Variables are replaced from the inside out, because a default may hold variables itself.
  for (let before = ""; before !== text;) {
    before = text;
    text = text.replace(
      /\$\{([A-Za-z_]\w*)(?:(:?[-+?])([^${}]*))?\}/,
      (_, name: string, operator: string | undefined, word = "") =>
        operator?.endsWith("-") === true ? String(word) : unknown(name),
    );
  }
  return { text: text.replaceAll(dollar, "$"), variables: [...variables].filter(() => text.includes(unknownPart)) };
}

/** Whether the text can become the candidate in some environment. */
export function mayBe({ text }: Pick<Interpolated, "text">, candidate: string): boolean {
  const parts = text.split(unknownPart).map((part) => RegExp.escape(part));
  return new RegExp(`^${parts.join(".*")}$`, "s").test(candidate);
}

// Variables in a compose file, as `docker stack deploy` replaces them from its own environment, which a preview does not have.

/** A text with its variables replaced as far as that goes without the environment. */
export interface Interpolated {
  /** The text; {@link unknownPart} stands where a variable without a default does. */
  readonly text: string;
  /** Those variables. */
  readonly variables: readonly string[];
}

/** Stands for what only the environment knows; no text in YAML holds it. */
const unknownPart = "\u0000";

/** Stands for a dollar sign that is written twice, and so means itself. */
const dollar = "\u0001";

/** Replaces variables by their defaults: `busflow_db_writer_v${DB_WRITER:-5}` is `busflow_db_writer_v5`. */
export function interpolate(template: string): Interpolated {
  const variables = new Set<string>();
  const unknown = (name: string): string => {
    variables.add(name);
    return unknownPart;
  };
  let text = template.replaceAll("$$", dollar).replace(/\$([A-Za-z_]\w*)/g, (_, name: string) => unknown(name));
  // From the inside out: a default may hold variables itself.
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

/** Whether the environment can make the text into this one. */
export function mayBe({ text }: Interpolated, candidate: string): boolean {
  const parts = text.split(unknownPart).map((part) => RegExp.escape(part));
  return new RegExp(`^${parts.join(".*")}$`, "s").test(candidate);
}

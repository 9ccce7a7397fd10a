import { describeProblem, type Finding } from "./finding.ts";

/** What an error may be made with besides its findings. */
export interface UserErrorOptions extends ErrorOptions {
  /** What stands above the findings, which are then listed; default nothing. */
  heading?: string | undefined;
}

/**
 * Mistakes, or missing things, that the person at the terminal can mend. The message is all that crosses the Pulumi engine, so it
 * has problems and remedies; it is shown as it is, never with a stack trace, and never holds a secret's value.
 */
export class UserError<Code extends string = string> extends Error {
  override readonly name: string = "UserError";
  /** Everything that is wrong; never empty. */
  readonly findings: readonly Finding<Code>[];
  readonly #heading: string | undefined;

  constructor(findings: Finding<Code> | readonly Finding<Code>[], options?: UserErrorOptions);
  /** One thing that is wrong, and that nobody has to tell from others: its code is "other". */
  constructor(problem: string, remedy: string, options?: ErrorOptions);
  constructor(
    what: string | Finding<Code> | readonly Finding<Code>[],
    remedy?: string | UserErrorOptions,
    options?: UserErrorOptions,
  ) {
    const given = typeof remedy === "string" ? options : remedy;
    super("", given);
    const single = { code: "other" as Code, remedy: typeof remedy === "string" ? remedy : "" };
    this.findings = typeof what === "string" ? [{ ...single, problem: what }] : [what].flat();
    this.#heading = given?.heading;
    this.message = this.describe();
  }

  /** What is wrong, without what to do about it. */
  get problem(): string {
    return this.findings.map((finding) => describeProblem(finding)).join("\n");
  }

  /** What to do about it. */
  get remedy(): string {
    return this.findings.map(({ remedy }) => remedy).join("\n");
  }

  /**
   * All that a person needs, as text.
   *
   * @param project the prefix of the project's config keys, for the findings' paths; where it is not known they stand without
   */
  describe(project?: string): string {
    const parts = this.findings.map((finding) => [describeProblem(finding, project), finding.remedy]);
    if (this.#heading !== undefined) return [this.#heading, ...parts.map(asListed)].join("\n");
    // What several in a row have in common is said once.
    const lines = parts.map(([problem, remedy], index) => [problem, remedy === parts[index + 1]?.[1] ? "" : remedy]);
    return lines
      .flat()
      .filter((text) => text !== "")
      .join("\n");
  }
}

/** In one line, where problem and remedy are one each. */
function asListed(texts: readonly string[]): string {
  const parts = texts.filter((text) => text !== "");
  const isShort = parts.every((part) => !part.includes("\n"));
  return `  ${isShort ? parts.join(" ") : parts.join("\n").replaceAll("\n", "\n  ")}`;
}

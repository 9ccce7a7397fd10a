import { describeProblem, type Finding } from "./finding.ts";

/** The options of a {@link UserError}. */
export interface UserErrorOptions extends ErrorOptions {
  /**
   * A line above the findings, which are then listed below it.
   *
   * @default none
   */
  heading?: string | undefined;
}

/**
 * Something wrong that the person at the terminal can mend. Only the message crosses the Pulumi engine, so it has both the problems
 * and the remedies. It is shown as it is, never with a stack trace, and never holds a secret's value.
 */
export class UserError<Code extends string = string> extends Error {
  override readonly name: string = "UserError";
  /** Everything that is wrong; never empty. */
  readonly findings: readonly Finding<Code>[];
  readonly #heading: string | undefined;

  constructor(findings: Finding<Code> | readonly Finding<Code>[], options?: UserErrorOptions);
  /** Makes an error of one finding with the code "other", for what no caller has to tell apart from other errors. */
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
   * The problems and the remedies, as a person reads them.
   *
   * @param project the prefix of the project's config keys, for the findings' paths; without it the paths have no prefix
   */
  describe(project?: string): string {
    const parts = this.findings.map((finding) => [describeProblem(finding, project), finding.remedy]);
    if (this.#heading !== undefined) return [this.#heading, ...parts.map(asListed)].join("\n");
    // A remedy that several findings in a row have in common is said once, after the last of them.
    const lines = parts.map(([problem, remedy], index) => [problem, remedy === parts[index + 1]?.[1] ? "" : remedy]);
    return lines
      .flat()
      .filter((text) => text !== "")
      .join("\n");
  }
}

/** A finding as an item of a list: on one line when neither its problem nor its remedy has several. */
function asListed(texts: readonly string[]): string {
  const parts = texts.filter((text) => text !== "");
  const isShort = parts.every((part) => !part.includes("\n"));
  return `  ${isShort ? parts.join(" ") : parts.join("\n").replaceAll("\n", "\n  ")}`;
}

// Hides secret values in a text that others will see, in whatever form a program that was asked to show its values could print them.
import { UserError } from "../../rotation/user-error.ts";
import { canonical, formsOf, lettersOf, reversed, type Form } from "./mask-forms.ts";

/** A text without values. */
export interface Masked {
  text: string;
  /** How many places are hidden. */
  hidden: number;
}

/** What stands in the place of a value, or of a part of one. */
export const hiddenMark = "[hidden]";

/** The shortest value that can be hidden: a shorter one stands everywhere. */
export const shortest = 4;
/** A value of more characters is looked for in fewer forms, and in steps. */
const long = 20_000;

/**
 * Knows the values, and finds each of their parts of eight letters and digits or more. It compares texts as {@link canonical} has them,
 * so whatever stands between these, and where lines end, makes no difference.
 */
export class Mask {
  /** The parts that are looked for, by their length. */
  readonly #parts = new Map<number, Set<string>>();
  /** Values with too few letters and digits for that: they are looked for as they are, forwards and backwards. */
  readonly #literal: string[] = [];

  /**
   * @param values the values to hide; at least one of them would be shown if one cannot be hidden, so that is an error
   * @param known a text that everybody may read: what stands in there too gives nothing away, such as a service's name in a URI
   * @throws UserError when a value is too short to be hidden
   */
  constructor(values: readonly string[], known = "") {
    for (const value of new Set(values)) {
      if (value.length < shortest) {
        throw new UserError(
          `A value of the stack has fewer than ${shortest} characters and cannot be hidden in what is shown.`,
          "Make secrets longer: npm run check:secrets cannot see that, and neither can this say which one it is.",
        );
      }
      const isLong = value.length > long;
      for (const form of formsOf(value, isLong)) this.#add(form, isLong ? form.part : 1);
      if (lettersOf(value).length < wordLength) this.#literal.push(value, reversed(value));
    }
    const publicText = lettersOf(known);
    for (const [length, parts] of this.#parts) {
      for (let at = 0; at + length <= publicText.length; at++) parts.delete(publicText.slice(at, at + length));
    }
  }

  /** Hides all that can be found. */
  apply(text: string): Masked {
    const marks = new Uint8Array(text.length);
    const { text: compared, at } = canonical(text);
    for (const [length, parts] of this.#parts) {
      for (let start = 0; start + length <= compared.length; start++) {
        if (parts.has(compared.slice(start, start + length)))
          marks.fill(1, at[start], (at[start + length - 1] ?? 0) + 1);
      }
    }
    for (const value of this.#literal) {
      for (let start = text.indexOf(value); start !== -1; start = text.indexOf(value, start + 1)) {
        marks.fill(1, start, start + value.length);
      }
    }
    return cut(text, marks);
  }

  #add({ text, part }: Form, step: number): void {
    if (text.length < wordLength) return;
    // A form with fewer characters than a part is one part.
    const length = Math.min(part, text.length);
    const parts = this.#parts.get(length) ?? new Set();
    this.#parts.set(length, parts);
    for (let at = 0; at + length <= text.length; at += step) {
      const some = text.slice(at, at + length);
      // Zeros and the like stand everywhere, and say nothing of a value.
      if (!/^(?:(.)\1*|(.)(.)(?:\2|\3){0,10})$/.test(some) || length === text.length) parts.add(some);
    }
  }
}

/** The fewest letters and digits that are looked for without what stands between them. */
const wordLength = 5;

function cut(text: string, marks: Uint8Array): Masked {
  let [result, hidden, shownFrom] = ["", 0, 0];
  for (let at = marks.indexOf(1); at !== -1; at = marks.indexOf(1, shownFrom)) {
    const end = marks.indexOf(0, at);
    result += `${text.slice(shownFrom, at)}${hiddenMark}`;
    hidden += 1;
    shownFrom = end === -1 ? text.length : end;
  }
  return { text: result + text.slice(shownFrom), hidden };
}

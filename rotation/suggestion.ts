import { closestMatch } from "leven";

/**
 * A sentence with a blank before it, " Did you mean current?", when one of the candidates is close to the word; otherwise an empty
 * text.
 */
export function suggestion(word: string, candidates: readonly string[]): string {
  // A third of the letters may differ, as in the hints of compilers: "curent" finds "current", and "foo" does not find "mode".
  const maxDistance = Math.max(1, Math.floor(word.length / 3));
  const closest = closestMatch(word, candidates, { maxDistance });
  return closest === undefined ? "" : ` Did you mean ${closest}?`;
}

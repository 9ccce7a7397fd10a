import { closestMatch } from "leven";

/** " Did you mean current?" when one of the candidates is close to the word, else nothing. */
export function suggestion(word: string, candidates: readonly string[]): string {
  // A third of the letters, as compilers do: "curent" finds "current", "foo" does not find "mode".
  const maxDistance = Math.max(1, Math.floor(word.length / 3));
  const closest = closestMatch(word, candidates, { maxDistance });
  return closest === undefined ? "" : ` Did you mean ${closest}?`;
}

// Compares sides by timing them in turns, so that whatever else the machine does affects all of them.

/** The figures of one side, one for each round. */
export type Samples = readonly number[];

/**
 * Times the sides in turns, A B A B …. A round that is not timed comes first, so that no side pays for cold caches.
 *
 * @param rounds how often each side is timed
 * @param sides what to time, by a name of your choice
 * @param progress gets a line for each round
 * @returns seconds, by the same names
 */
export async function alternate<Side extends string>(
  rounds: number,
  sides: Readonly<Record<Side, () => Promise<unknown>>>,
  progress: (line: string) => void,
): Promise<Record<Side, number[]>> {
  const names = Object.keys(sides) as Side[];
  const seconds = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Side, number[]>;
  for (let round = 0; round <= rounds; round++) {
    for (const name of names) {
      const taken = await time(sides[name]);
      if (round > 0) seconds[name].push(taken);
    }
    if (round > 0) progress(describeRound(round, rounds, seconds));
  }
  return seconds;
}

/** How long the work takes, in seconds. */
export async function time(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

/** A line on the round that has just ended. */
export function describeRound(round: number, rounds: number, seconds: Readonly<Record<string, Samples>>): string {
  const last = Object.entries(seconds).map(([name, samples]) => `${name} ${(samples.at(-1) ?? NaN).toFixed(2)} s`);
  return `round ${round} of ${rounds}: ${last.join(", ")}`;
}

/** The median: the middle sample, or the mean of the two in the middle. */
export function median(samples: Samples): number {
  const sorted = samples.toSorted((a, b) => a - b);
  const [low = NaN, high = NaN] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return (low + high) / 2;
}

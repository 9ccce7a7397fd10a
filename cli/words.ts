// Words that several commands say alike.

const dayMs = 86_400_000;
const hourMs = 3_600_000;

/** A number with its noun: `1 day`, `2 days`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** A stretch of time, short, by its largest unit: `95 d`, `4 h`, `12 min`. */
export function wholeDays(ms: number): string {
  if (ms >= 2 * dayMs) return `${Math.floor(ms / dayMs)} d`;
  return ms >= hourMs ? `${Math.floor(ms / hourMs)} h` : `${Math.max(0, Math.floor(ms / 60_000))} min`;
}

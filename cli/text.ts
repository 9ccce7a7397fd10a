// Text that fits a terminal: lines of at most so many columns, and tables.

/** The columns that everything fits into. */
export const columns = 80;

/** A text in lines of at most so many characters, broken between words. A longer word has a line of its own. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** A text behind a label: further lines are indented as far as the first one is. */
export function labelled(label: string, width: number, text: string): string[] {
  return wrap(text, columns - width).map((line, index) => (index === 0 ? label : "").padEnd(width) + line);
}

/** Names in a row, as many as fit, and how many more there are: `api, worker +3`. */
export function fitNames(names: readonly string[], width: number): string {
  const whole = names.join(", ");
  if (whole.length <= width) return whole;
  for (let shown = names.length - 1; shown > 0; shown -= 1) {
    const text = `${names.slice(0, shown).join(", ")} +${names.length - shown}`;
    if (text.length <= width) return text;
  }
  return `${(names[0] ?? "").slice(0, Math.max(1, width - 5))}… +${names.length - 1}`;
}

/** Rows as columns two spaces apart. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

const clock: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };

/** A time in the reader's zone, with the day where it is not today: `02:13`, `Thu 10:04`, `4 Jan 10:04`. */
export function moment(time: Date, now: Date): string {
  const days = Math.abs(time.getTime() - now.getTime()) / 86_400_000;
  if (time.toDateString() === now.toDateString()) return time.toLocaleTimeString("en-GB", clock);
  const day: Intl.DateTimeFormatOptions = days < 6 ? { weekday: "short" } : { day: "numeric", month: "short" };
  return `${time.toLocaleDateString("en-GB", day)} ${time.toLocaleTimeString("en-GB", clock)}`;
}

/** A day of the calendar: `4 Jan`, with its year where that is not this one. */
export function dayText(day: string, now: Date): string {
  const isThisYear = day.slice(0, 4) === now.toISOString().slice(0, 4);
  const year = isThisYear ? {} : { year: "2-digit" as const };
  return new Date(`${day}T00:00:00Z`).toLocaleDateString("en-GB", {
    ...{ day: "numeric", month: "short", timeZone: "UTC" },
    ...year,
  });
}

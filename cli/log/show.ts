// Shows logs in 80 columns: for each entry what was done, and by whom.
import { dayText, labelled, moment } from "../text.ts";
import { plural } from "../words.ts";
import type { Styled } from "../status/show.ts";
import type { SecretLog, ShownEntry } from "./logs.ts";
import { deedWords, operatorWords } from "./words.ts";

/** The longest name beside which there is room for what was done. */
const longestName = 24;

/** The entries as lines. */
export function showEntries(entries: readonly ShownEntry[], now: Date, styled: Styled): string[] {
  const times = entries.map(({ at }) => whenText(new Date(at), now));
  const timeWidth = Math.max(...times.map((time) => time.length));
  const nameWidth = Math.min(longestName, Math.max(...entries.map(({ secret }) => secret.length)));
  const indent = timeWidth + 2;
  return entries.flatMap((entry, index) => {
    const time = (times[index] ?? "").padEnd(indent);
    const by = labelled("", indent, operatorWords(entry)).map((line) => styled("dim", line));
    const { secret } = entry;
    const isLong = secret.length > nameWidth;
    const label = isLong ? "" : time + secret;
    const deeds = labelled(label, isLong ? indent : indent + nameWidth + 2, deedWords(entry));
    return [...(isLong ? [time + secret] : []), ...deeds, ...by];
  });
}

/** What the list leaves out: the entries that are folded. */
export function foldedLines(logs: readonly SecretLog[]): string[] {
  const folded = logs.filter(({ log }) => log?.folded !== undefined);
  if (folded.length === 0) return [];
  const count = folded.reduce((sum, { log }) => sum + (log?.folded?.n ?? 0), 0);
  return labelled("…  ", 3, `older entries that are not kept: ${count}, of ${plural(folded.length, "secret")}`);
}

function whenText(time: Date, now: Date): string {
  const text = moment(time, now);
  return time.getFullYear() === now.getFullYear()
    ? text
    : `${dayText(time.toISOString().slice(0, 10), now)} ${text.slice(-5)}`;
}

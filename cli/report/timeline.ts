// The timelines: on one axis, which version of each secret was current when.
import { plural } from "../words.ts";
import { html, type Html } from "./html.ts";
import type { Span, Timeline } from "./report.ts";
import { dayOf, timeOf } from "./times.ts";

const dayMs = 86_400_000;

/** The axis reaches back at least and at most so far. */
const shortest = 30 * dayMs;
const longest = 400 * dayMs;

/** All timelines. */
export function timelinesOf(timelines: readonly Timeline[], now: Date): Html {
  const starts = timelines
    .flatMap(({ spans }) => spans.flatMap(({ since }) => since ?? []))
    .map((at) => Date.parse(at));
  const earliest = Math.min(...starts, now.getTime() - shortest);
  const axis = new Axis(Math.max(earliest, now.getTime() - longest), now.getTime());
  return html`<div class="axis" aria-hidden="true">${axis.months()}</div>
    ${timelines.map((timeline) => timelineOf(timeline, axis))}`;
}

function timelineOf({ secret, spans }: Timeline, axis: Axis): Html {
  const wereCurrent = spans.filter(({ since }) => since !== undefined);
  return html`<div class="timeline">
    <h3 class="name">${secret}</h3>
    <div class="track" aria-hidden="true">${wereCurrent.map((span) => barOf(span, axis))}</div>
    <p class="quiet">${spans.length === 0 ? "Nothing is on record." : textOf(spans)}</p>
  </div>`;
}

/** A bar of fewer hundredths of the axis has no room for its version. */
const narrowest = 5;

function barOf(span: Span, axis: Axis): Html {
  const from = Date.parse(span.since ?? "");
  const to = span.ended === undefined ? axis.end : Date.parse(span.ended);
  if (to < axis.start) return html``;
  const { left, width } = axis.place(from, to);
  const name = width < narrowest ? undefined : `v${span.version}`;
  return html`<span class="bar ${lookOf(span)}" style="left:${left.toFixed(2)}%;width:${width.toFixed(2)}%"
    >${name}</span
  >`;
}

function lookOf({ ended, revokedBy, retiredAt }: Span): string {
  if (revokedBy !== undefined) return "revoked";
  if (ended === undefined && retiredAt === undefined) return "current";
  return retiredAt === undefined ? "kept" : "past";
}

/** So many versions are told in words; the bars show the others. */
const told = 3;

/** The newest versions in words, which also those have who cannot see the bars. */
function textOf(spans: readonly Span[]): string {
  const newest = spans.toReversed().slice(0, told).map(spanText);
  const older = spans.length - newest.length;
  return [...newest, ...(older === 0 ? [] : [`${plural(older, "older version")} before that`])].join(" · ");
}

function spanText({ version, since, ended, keptUntil, retiredAt, revokedBy }: Span): string {
  if (since === undefined) return `v${version} was never current${retiredAt === undefined ? "" : " and is deleted"}`;
  if (ended === undefined && retiredAt === undefined) return `v${version} since ${timeOf(since)}`;
  const revoked = revokedBy === undefined ? "" : `, revoked by ${revokedBy}`;
  const times = ended === undefined ? `from ${dayOf(since)}` : `${dayOf(since)} to ${dayOf(ended)}`;
  if (retiredAt !== undefined) return `v${version} ${times}${revoked}, deleted ${dayOf(retiredAt)}`;
  return `v${version} ${times}${revoked}${keptUntil === undefined ? ", still there" : `, kept until ${timeOf(keptUntil)}`}`;
}

/** Time as a place from left to right. */
class Axis {
  readonly start: number;
  readonly end: number;

  constructor(start: number, end: number) {
    this.start = start;
    this.end = end;
  }

  /** Where that is which lasts from one time to another, in hundredths of the axis. */
  place(from: number, to: number): { left: number; width: number } {
    const left = this.#share(Math.max(from, this.start));
    return { left, width: this.#share(to) - left };
  }

  /** The beginnings of months, as many as there is room for. */
  months(): Html[] {
    const first = new Date(this.start);
    const step = Math.ceil((this.end - this.start) / (6 * 31 * dayMs));
    const starts: Html[] = [];
    for (let month = 1; ; month += step) {
      const at = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + month, 1));
      const left = this.#share(at.getTime());
      // What begins at the end has no room for its name.
      if (left > 90) return starts;
      const name = at.toLocaleDateString("en-GB", { month: "short", year: "2-digit", timeZone: "UTC" });
      starts.push(html`<span style="left:${left.toFixed(2)}%">${name}</span>`);
    }
  }

  #share(time: number): number {
    return ((time - this.start) / (this.end - this.start)) * 100;
  }
}

// The report as one page of HTML, which needs nothing else: for a browser, for paper, in light and dark.
import { readFileSync } from "node:fs";
import type { DriftFinding } from "../drift/finding.ts";
import type { Due } from "../due.ts";
import { plural } from "../words.ts";
import { gridOf } from "./grid.ts";
import { Html, html } from "./html.ts";
import type { Report } from "./report.ts";
import { timelinesOf } from "./timeline.ts";
import { dayOf, timeOf } from "./times.ts";

/** The page's text. */
export function pageOf(report: Report): string {
  const { status, problems, timelines, dues } = report;
  const title = `Secrets of ${status.namespace} (${status.stack})`;
  const style = new Html(readFileSync(new URL("report.css", import.meta.url), "utf8"));
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <style>
          ${style}
        </style>
      </head>
      <body>
        <header>
          <h1>${title}</h1>
          <p class="quiet">Read from the Swarm at ${status.address} on ${timeOf(status.at)}.</p>
          ${figures(report)}
        </header>
        <main>
          <h2>Open problems</h2>
          ${problems.length === 0 ? html`<p class="good">✓ Nothing differs from what is declared.</p>` : problemsOf(problems, status.needs)}
          <h2>Services and secrets</h2>
          ${gridOf(status.secrets)}
          <h2>Versions over time</h2>
          ${timelinesOf(timelines, new Date(status.at))}
          <h2>Calendar</h2>
          ${calendar(dues)}
        </main>
      </body>
    </html> `.text;
}

function figures({ status, dues }: Report): Html {
  const kept = status.secrets.reduce((sum, secret) => sum + secret.kept.length, 0);
  const [next] = dues;
  const all: [name: string, figure: string | number, isBad?: boolean][] = [
    ["need a person", status.needs.length, status.needs.length > 0],
    ["overdue", status.secrets.filter(({ overdueDays }) => overdueDays > 0).length],
    ["next due", next?.due === undefined ? "–" : dayOf(next.due)],
    ["secrets", status.secrets.length],
    ["services", status.services],
    ["versions kept", kept],
  ];
  return html`<dl class="figures">
    ${all.map(
      ([name, figure, isBad]) =>
        html`<div>
          <dt>${name}</dt>
          <dd class="${isBad === true ? "bad" : ""}">${figure}</dd>
        </div>`,
    )}
  </dl>`;
}

function problemsOf(problems: readonly DriftFinding[], needs: readonly DriftFinding[]): Html[] {
  const urgent = new Set(needs.map(({ kind }) => kind));
  return problems.map(
    ({ kind, subject, problem, cause, remedy }) =>
      html`<div class="problem ${urgent.has(kind) ? "urgent" : ""}">
        <h3>${kind} <span class="name">${subject}</span></h3>
        <p>${problem}</p>
        ${cause === undefined ? undefined : html`<p class="quiet">${cause}</p>`}
        ${remedy === "" ? undefined : html`<p><code>${remedy}</code></p>`}
      </div>`,
  );
}

/** The days on which secrets are due, month by month. */
function calendar(dues: readonly Due[]): Html {
  const months = Map.groupBy(dues, ({ due, overdueDays }) => monthOf(due, overdueDays));
  return html`${[...months].map(
    ([month, inIt]) =>
      html`<h3 class="${inIt.some(({ overdueDays }) => overdueDays > 0) ? "bad" : ""}">${month}</h3>
        <ul class="calendar">
          ${inIt.map(
            ({ secret, current, owner, cadence, due, overdueDays }) =>
              html`<li>
                <span>${due === undefined ? "–" : dayOf(due)}</span>
                <span
                  ><span class="name">${secret}</span> v${current}
                  <span class="quiet">· ${owner} · ${cadence}${late(overdueDays)}</span></span
                >
              </li>`,
          )}
        </ul>`,
  )}`;
}

function monthOf(due: string | undefined, overdueDays: number): string {
  if (due === undefined) return "Not yet on record";
  if (overdueDays > 0) return "Overdue";
  return new Date(due).toLocaleDateString("en-GB", { month: "long", year: "numeric", timeZone: "UTC" });
}

function late(days: number): string {
  return days === 0 ? "" : ` · overdue by ${plural(days, "day")}`;
}

// Formats what was measured: as a table for a person, and as figures for a program.
import { median, type Samples } from "./samples.ts";

/** One line of the table. */
export interface Measure {
  what: string;
  unit: "s" | "MiB" | "writes";
  ours: Samples;
  /** What it is compared with, measured in the same run. */
  reference?: { what: string; samples: Samples };
  /** The largest ratio to the reference, or the largest figure of our own, that meets the goal; undefined without a goal. */
  goal?: { ratio: number } | { value: number };
}

/** The ratio of the medians; undefined without a reference. */
function ratioOf({ ours, reference }: Measure): number | undefined {
  return reference && median(ours) / median(reference.samples);
}

/** Whether the goal is met; undefined without one. */
function isMet(measure: Measure): boolean | undefined {
  const { ours, goal } = measure;
  if (goal === undefined) return undefined;
  return "value" in goal ? Math.max(...ours) <= goal.value : (ratioOf(measure) ?? NaN) <= goal.ratio;
}

/** A Markdown table. Figures are medians; in brackets stand the smallest and the largest. */
export function formatTable(measures: readonly Measure[]): string {
  const rows = measures.map((measure) => {
    const { what, unit, ours, reference, goal } = measure;
    const ratio = goal !== undefined && "ratio" in goal ? `${(ratioOf(measure) ?? NaN).toFixed(2)} ×` : "";
    return [
      what,
      formatSamples(ours, unit),
      reference === undefined ? "" : `${reference.what}: ${formatSamples(reference.samples, unit)}`,
      ratio,
      formatGoal(measure),
      { true: "met", false: "**missed**", undefined: "stated" }[
        String(isMet(measure)) as "true" | "false" | "undefined"
      ],
    ];
  });
  const header = ["measure", "ours", "reference", "ratio", "goal", ""];
  return [header, header.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** The measures with every single figure, for JSON. */
export function toJson(measures: readonly Measure[]): object[] {
  return measures.map((measure) => ({
    ...measure,
    median: median(measure.ours),
    referenceMedian: measure.reference && median(measure.reference.samples),
    ratio: ratioOf(measure),
    met: isMet(measure),
  }));
}

function formatSamples(samples: Samples, unit: Measure["unit"]): string {
  const digits = unit === "s" ? 2 : 0;
  const [least, most] = [Math.min(...samples), Math.max(...samples)];
  const spread = samples.length < 2 || least === most ? "" : ` (${least.toFixed(digits)}–${most.toFixed(digits)})`;
  return `${median(samples).toFixed(digits)} ${unit}${spread}`;
}

function formatGoal({ goal, unit }: Measure): string {
  if (goal === undefined) return "";
  return "ratio" in goal ? `≤ ${goal.ratio} ×` : `${goal.value} ${unit}`;
}

// `npm run bench:scan`: recall, false alarms and speed of `npm run check:secrets`.
import { mkdtempSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import { placeOf } from "../../scan/messages.ts";
import { measureClean, measureRecall, publicCode, remove, type Clean, type Recall } from "../bench/scan.ts";
import { main } from "../main.ts";
import { projectDir } from "../paths.ts";
import { UserError } from "../../rotation/user-error.ts";

const usage = `Usage: npm run bench:scan [-- OPTIONS]

Plants secrets in a repository and counts which are found; then scans 5,000 files
of public code, from this project's packages and the Go modules of this machine,
and shows what is taken for a secret there. Takes about half a minute.

Options:
  --rounds=N          how often each kind of secret is planted in each form; default 5
  --offset=N          which of the public files are taken; default 0
  --help              this text`;

const options = { rounds: { type: "string" }, offset: { type: "string" } } as const;

await main(usage, { options }, async ({ values }) => {
  const rounds = parseNumber("rounds", values.rounds ?? "5");
  const offset = parseNumber("offset", values.offset ?? "0");
  const folder = mkdtempSync(path.join(tmpdir(), "busflow-scan-"));
  try {
    const recall = await measureRecall(path.join(folder, "planted"), rounds);
    const clean = await measureClean(path.join(folder, "clean"), publicCode(projectDir), 5000, offset);
    process.stdout.write(`${describeRecall(recall)}\n\n${describeClean(clean)}\n`);
  } finally {
    remove(folder);
  }
});

function describeRecall({ planted, kinds, byForm, missed }: Recall): string {
  const rows = Object.entries(byForm).map(([form, counts]) => `| ${form} | ${counts.planted} | ${counts.found} |`);
  const found = planted - missed.length;
  return [
    "| planted | secrets | found |",
    "| --- | --- | --- |",
    ...rows,
    `| all, of ${kinds} kinds | ${planted} | ${found} (${((100 * found) / planted).toFixed(1)} %) |`,
    ...missed.map((what) => `missed: ${what}`),
  ].join("\n");
}

function describeClean({ files, megabytes, cpuSeconds, seconds, alarms }: Clean): string {
  const times = `${cpuSeconds.toFixed(1)} s of one core (${seconds.toFixed(1)} s on the clock; ${cpus()[0]?.model ?? "?"})`;
  const counted = `${alarms.length} places in ${new Set(alarms.map(({ file }) => file)).size} files`;
  return [
    `${files} files of public code, ${megabytes.toFixed(1)} MB: ${times}; taken for secrets: ${counted}`,
    ...alarms.map((finding) => `  ${placeOf(finding)} ${finding.kind}`),
  ].join("\n");
}

function parseNumber(option: string, word: string): number {
  const number = Number(word);
  if (Number.isInteger(number) && number >= 0 && number <= 1000) return number;
  throw new UserError(`--${option}=${word} is not a number that it takes.`, "Set it to a whole number from 0 to 1000.");
}

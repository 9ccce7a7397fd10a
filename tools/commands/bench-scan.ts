// `npm run bench:scan`: recall, false alarms and speed of `npm run check:secrets`.
import { mkdtempSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import { placeOf } from "../../scan/messages.ts";
import { describeForms, listMistakes, measureForms, writeForms } from "../bench/recall.ts";
import { measureClean, measureRecall, publicCode, remove, type Clean, type Recall } from "../bench/scan.ts";
import { ours } from "../bench/scanners.ts";
import { toolCommand, wholeNumber } from "../command-line.ts";
import { projectDir, projectName } from "../paths.ts";

const description =
  "Plants secrets in a repository and counts which are found; then scans 5,000 files of public code, from this project's " +
  "packages and the Go modules of this machine, and shows what is taken for a secret there. Takes about half a minute.";

export default toolCommand("npm run bench:scan --", description, [
  ["npm run bench:scan -- --rounds 20", "plants each secret more often, for a finer figure"],
  ["npm run bench:scan -- --missed --seed 1", "which forms are missed, and which harmless ones flagged"],
])
  .option("--seed <n>", "which values the forms are filled with; default other ones each time", wholeNumber(0, 2 ** 31))
  .option("--missed", "only the forms, by name those that were missed, and harmless ones that were flagged")
  .option("--rounds <n>", "how often each kind of secret is planted in each form", wholeNumber(0, 1000), 5)
  .option("--offset <n>", "which of the public files are taken", wholeNumber(0, 1000), 0)
  .action(async ({ rounds, offset, seed = Math.floor(Math.random() * 2 ** 31), missed = false }) => {
    const folder = mkdtempSync(path.join(tmpdir(), `${projectName}-scan-`));
    try {
      const formsDir = path.join(folder, "forms");
      const forms = writeForms(formsDir, seed);
      const formRecall = await measureForms(formsDir, forms, ours);
      process.stdout.write(`seed ${seed}\n\n${describeForms(forms, [formRecall])}\n\n`);
      if (missed) {
        process.stdout.write(`${listMistakes(formRecall)}\n`);
        return;
      }
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

// `npm run bench:scan`: what the scanner of `npm run check:secrets` finds and misses, what it takes for a secret, and how long that takes.
import { mkdtempSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import { placeOf } from "../../scan/messages.ts";
import { describeScaling, hostileFiles, measureScaling } from "../bench/hostile.ts";
import { otherScanners } from "../bench/other-scanners.ts";
import { describeForms, listMistakes, measureForms, writeForms } from "../bench/recall.ts";
import { measureClean, measureRecall, publicCode, remove, type Clean, type Recall } from "../bench/scan.ts";
import { ours, type Scanner } from "../bench/scanners.ts";
import { describeTrees, scanTrees } from "../bench/trees.ts";
import { toolCommand, wholeNumber } from "../../cli/command-line.ts";
import { describeError } from "../../cli/describe-error.ts";
import { projectDir, projectName } from "../paths.ts";
import { say } from "../../cli/progress.ts";

const description =
  "Fills forms in which people write secrets with values made from a seed, and counts what this scanner, gitleaks and detect-secrets find " +
  "there, and which harmless forms they flag; measures files that were written to keep a scanner busy; plants secrets in a repository; and " +
  "scans 5,000 files of public code, from this project's packages and the Go modules of this machine. Takes some minutes.";

export default toolCommand("npm run bench:scan --", description, [
  ["npm run bench:scan -- --missed --seed 1", "which forms are missed, and which harmless ones flagged"],
  ["npm run bench:scan -- --hostile", "the files that keep a scanner busy"],
  ["npm run bench:scan -- --tree ../a ../b", "what is taken for a secret in other folders"],
  ["npm run bench:scan -- --rounds 20", "plants each secret more often, for a finer figure"],
])
  .option("--seed <n>", "which values the forms are filled with; default other ones each time", wholeNumber(0, 2 ** 31))
  .option("--missed", "only the forms with this scanner: by name those that it misses, and harmless ones that it flags")
  .option("--hostile", "only the files that keep a scanner busy")
  .option("--tree <folder...>", "only these folders: each place that is taken for a secret, without the value")
  .option("--rounds <n>", "how often each kind of secret is planted in each form", wholeNumber(0, 1000), 5)
  .option("--offset <n>", "which of the public files are taken", wholeNumber(0, 1000), 0)
  .action(async ({ rounds, offset, seed = Math.floor(Math.random() * 2 ** 31), ...only }) => {
    const folder = mkdtempSync(path.join(tmpdir(), `${projectName}-scan-`));
    try {
      if (only.tree !== undefined) {
        print(describeTrees(await scanTrees(only.tree.map(fromWhereItWasCalled))));
      } else if (only.hostile === true) {
        await benchHostile();
      } else if (only.missed === true) {
        await benchForms(path.join(folder, "forms"), seed, [ours], true);
      } else {
        await benchForms(path.join(folder, "forms"), seed, [ours, ...(await scannersToCompareWith())], false);
        print(describeRecall(await measureRecall(path.join(folder, "planted"), rounds)));
        await benchHostile();
        print(describeClean(await measureClean(path.join(folder, "clean"), publicCode(projectDir), 5000, offset)));
      }
    } finally {
      remove(folder);
    }
  });

const print = (text: string): void => {
  process.stdout.write(`${text}\n\n`);
};

/** npm runs scripts in the project's folder, and INIT_CWD is the folder from which it was called. */
const fromWhereItWasCalled = (folder: string): string => path.resolve(process.env["INIT_CWD"] ?? process.cwd(), folder);

async function scannersToCompareWith(): Promise<Scanner[]> {
  return (await otherScanners()).flatMap((scanner) => {
    if ("scan" in scanner) return [scanner];
    say(`There is no column for ${scanner.name}: ${describeError(scanner.missing)}`);
    return [];
  });
}

async function benchForms(folder: string, seed: number, scanners: readonly Scanner[], named: boolean): Promise<void> {
  const forms = writeForms(folder, seed);
  const recalls = [];
  for (const scanner of scanners) recalls.push(await measureForms(folder, forms, scanner));
  print(`Forms filled from the seed ${seed}:\n\n${describeForms(forms, recalls)}`);
  if (named) print(recalls.map(listMistakes).join("\n"));
}

async function benchHostile(): Promise<void> {
  const measured = [];
  for (const hostile of hostileFiles) measured.push([hostile, await measureScaling(hostile)] as const);
  print(describeScaling(measured));
}

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

// Runs test files on several private Swarms at the same time, because a test on a Swarm spends most of its time waiting for it.
import { execa } from "execa";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import { projectDir, projectName, sandboxDir } from "../paths.ts";
import { say } from "../../cli/progress.ts";
import { Sandbox } from "../sandbox/index.ts";
import type { Batch } from "./batches.ts";
import { epilogueOf, readResults, resultsVariable, type Results } from "./results.ts";

/** What tests are run, and how. */
export interface TestRun {
  batches: readonly Batch[];
  /** How many run at the same time, each on a Swarm of its own. */
  workers: number;
  /** Options for every mocha process. */
  options: readonly string[];
  env: NodeJS.ProcessEnv;
  /** Whether a batch may have no test at all, as with `--grep`. */
  mayBeEmpty: boolean;
  /** Once aborted, no further batch begins. */
  signal: AbortSignal;
}

/** What each batch is run with. */
type Settings = Pick<TestRun, "options" | "env" | "mayBeEmpty"> & { print: (output: string) => void };

/** The result of a batch. */
interface Outcome extends Results {
  batch: Batch;
  /** What to print once more at the end; undefined when all is well. */
  complaint: string | undefined;
}

/**
 * Runs all batches. Each batch's output is printed when it ends, and the failures are printed once more at the end.
 *
 * @returns the counts; a batch that ends without a count, or without a test, counts as failed
 */
export async function runTests({ batches, workers, signal, ...run }: TestRun): Promise<Results> {
  const print = (output: string): void => {
    process.stdout.write(`${output}\n`);
  };
  const waiting = [...batches];
  const outcomes: Outcome[] = [];
  const work = async (sandbox: Sandbox, dockerHost: string): Promise<void> => {
    try {
      for (let batch = waiting.shift(); batch !== undefined && !signal.aborted; batch = waiting.shift()) {
        const outcome = await runBatch(batch, { ...run, env: { ...run.env, DOCKER_HOST: dockerHost }, print });
        outcomes.push(outcome);
        say(`${outcomes.length} of ${batches.length} done: ${batch.name}`);
      }
    } finally {
      await sandbox.reset();
    }
  };
  const running: Promise<void>[] = [];
  for (let number = 1; number <= Math.min(workers, batches.length); number += 1) {
    // The sandboxes start one after the other, as the first one may have to install the Engine.
    const sandbox = new Sandbox(path.join(sandboxDir, number === 1 ? "test" : `test-${number}`));
    const { dockerHost } = await sandbox.up();
    running.push(work(sandbox, dockerHost));
  }
  await Promise.all(running);
  for (const { batch, complaint } of outcomes) {
    if (complaint !== undefined) print(`\n== ${batch.name}\n${complaint}`);
  }
  const left = batches.length - outcomes.length;
  if (left > 0) print(`\nInterrupted: ${left} of ${batches.length} batches did not run.`);
  return {
    passed: sum(outcomes.map(({ passed }) => passed)),
    failed: left + sum(outcomes.map(({ failed }) => failed)),
  };
}

/** Runs the test files of a batch in one mocha process, and prints what it printed. */
export async function runBatch(batch: Batch, { options, env, mayBeEmpty, print }: Settings): Promise<Outcome> {
  const folder = mkdtempSync(path.join(tmpdir(), `${projectName}-tests-`));
  try {
    const file = path.join(folder, "results.json");
    const mocha = await execa("mocha", [...batch.files, ...options], {
      ...{
        cwd: projectDir,
        env: { ...env, [resultsVariable]: file },
        extendEnv: false,
        reject: false,
        stdin: "ignore",
      },
      ...{ all: true, preferLocal: true, localDir: projectDir },
    });
    print(mocha.all);
    const results = readResults(file);
    const failed = results?.failed ?? 0;
    if (
      results !== undefined &&
      mocha.exitCode === Math.min(failed, 255) &&
      (mayBeEmpty || results.passed + failed > 0)
    ) {
      return { batch, ...results, complaint: failed === 0 ? undefined : epilogueOf(mocha.all) };
    }
    const how = mocha.signal ?? `exit code ${mocha.exitCode ?? "unknown"}`;
    const what = results === undefined ? "ended before its tests were through" : "ran no test, or failed after them";
    return {
      batch,
      passed: results?.passed ?? 0,
      failed: Math.max(1, failed),
      complaint: `mocha ${what} (${how}).\n${epilogueOf(mocha.all)}`,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

// Explores sequences on the fake ground, in a thread of its own: the clocks are virtual there, and the program's connection is the fake's.
import fc from "fast-check";
import { workerData, parentPort } from "node:worker_threads";
import { bugs, type BugName } from "./bugs.ts";
import { FakeGround } from "./fake-ground.ts";
import { Player } from "./player.ts";
import { failureActions, serviceSpec } from "./scene.ts";
import { sequences, type Step } from "./steps.ts";
import { Violation, type Invariant } from "./watcher.ts";

/** What is to be explored. */
export interface Task {
  seed: number;
  runs: number;
  /** Steps of a sequence, at most. */
  length: number;
  /** A bug that is put into the run's parts. */
  bug?: BugName;
  /** One sequence to be played instead of random ones. */
  steps?: Step[];
}

/** What came out. */
export interface Finding {
  runs: number;
  steps: number;
  greens: number;
  /** The first violation, with the shrunk sequence; undefined when all held. */
  violation?: { invariant: Invariant | undefined; message: string; sequence: Step[]; account: string[] };
}

async function explore(task: Task): Promise<Finding> {
  const ground = await FakeGround.start();
  try {
    return await exploreOn(ground, task);
  } finally {
    ground.close();
  }
}

async function exploreOn(ground: FakeGround, { seed, runs, length, bug, steps }: Task): Promise<Finding> {
  const finding: Finding = { runs: 0, steps: 0, greens: 0 };
  const play = async (sequence: Step[]): Promise<void> => {
    ground.reset(bug === undefined ? {} : bugs[bug].seams(ground.engine));
    for (const service of Object.keys(failureActions) as (keyof typeof failureActions)[]) {
      await ground.engine.createService(serviceSpec(service) as object);
    }
    await ground.settle();
    const player = new Player(ground);
    ground.onChange = (snapshot, isRun) => {
      player.watcher.observe(snapshot, isRun);
    };
    try {
      await player.start();
      for (const step of sequence) {
        await player.play(step);
        finding.steps += 1;
      }
    } catch (error) {
      const invariant = error instanceof Violation ? error.invariant : undefined;
      const message = error instanceof Violation ? error.message : ((error as Error).stack ?? String(error));
      finding.violation = { invariant, message, sequence, account: player.account };
      throw error;
    } finally {
      ground.onChange = () => undefined;
      finding.runs += 1;
      finding.greens += player.account.filter((line) => line.startsWith("  up: green")).length;
    }
  };
  const samples = steps === undefined ? {} : { examples: [[steps]] as [Step[]][] };
  const property = fc.asyncProperty(sequences(length, bug && bugs[bug].among), play);
  const result = await fc.check(property, {
    ...{ seed, numRuns: steps === undefined ? runs : 1, ...samples },
    // That a bug is found is enough.
    endOnFailure: bug !== undefined,
  });
  if (!result.failed) delete finding.violation;
  else if (result.counterexample !== null) {
    // The last that failed while it was made smaller is the smallest.
    const [sequence] = result.counterexample;
    await play(sequence).catch(() => undefined);
  }
  return finding;
}

parentPort?.postMessage(await explore(workerData as Task));

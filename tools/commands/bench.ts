// `npm run bench`: how long things take, as ratios to what is measured beside them in the same run.
import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { availableParallelism, constants, cpus, loadavg, totalmem } from "node:os";
import path from "node:path";
import process from "node:process";
import { Option } from "@commander-js/extra-typings";
import { measureCommands } from "../bench/commands.ts";
import { measureDevPreview } from "../bench/dev-preview.ts";
import { formatTable, toJson, type Measure } from "../bench/report.ts";
import { measureRotation } from "../bench/rotation.ts";
import { measureScale } from "../bench/scale.ts";
import { Workbench, type Sizes } from "../bench/workbench.ts";
import { toolCommand, wholeNumber } from "../../cli/command-line.ts";
import { withLock } from "../lock.ts";
import { sandboxDir } from "../paths.ts";
import { say } from "../../cli/progress.ts";
import { Sandbox } from "../sandbox/index.ts";
import { stackEnvironment } from "../stack/stack-environment.ts";
import { prepareToolchain } from "../toolchain/index.ts";
import { toolchainOption } from "../toolchain-option.ts";
import { UserError } from "../../rotation/user-error.ts";

const description =
  "Measures the program beside what it is compared with, in turns, and prints a table of the ratios. Takes about a quarter " +
  "of an hour, on a private Docker Swarm of its own that is removed at the end. What else the machine does blurs the figures.";

const parts = {
  ...{ preview: measureDevPreview, scale: measureScale, rotation: measureRotation },
  commands: measureCommands,
} as const;
type Part = keyof typeof parts;

const sizes: Sizes = { rounds: 3, secrets: 1000, services: 500, rotated: 20 };
const quickSizes: Sizes = { rounds: 1, secrets: 40, services: 20, rotated: 3 };

export default toolCommand("npm run bench --", description, [
  ["npm run bench -- --only rotation --rounds 5", "one part, more often than by default"],
  ["npm run bench -- --quick --json", "whether it works, within minutes"],
])
  .addOption(new Option("--only <part>", "one part instead of all").choices(Object.keys(parts) as Part[]))
  .option("--rounds <n>", "how often each side is timed; default 3", wholeNumber(1, 100))
  .option("--quick", "one round of small sizes, to see that it works: the ratios then mean nothing")
  .option("--json", "the figures as JSON instead of the table")
  .addOption(toolchainOption())
  .action(async ({ only, rounds, quick, json, toolchain: source }) => {
    const chosen = only === undefined ? (Object.keys(parts) as Part[]) : [only];
    const chosenSizes = { ...(quick === true ? quickSizes : sizes), ...(rounds !== undefined && { rounds }) };
    const interruption = listenForSignals();
    const toolchain = await prepareToolchain(source);
    const env = plainEnvironment(await stackEnvironment(toolchain, ["--stack=bench"]));
    const onWait = (): void => {
      say("… waiting: another bench is at work in this checkout");
    };
    await withLock(path.join(sandboxDir, "bench.lock"), onWait, async () => {
      const { measures, engineVersion } = await measure(chosen, chosenSizes, env, interruption);
      const conditions = describeConditions(toolchain.version, engineVersion);
      const text =
        json === true
          ? JSON.stringify({ sizes: chosenSizes, conditions, measures: toJson(measures) }, undefined, 2)
          : `${describe(chosenSizes.rounds, conditions)}\n\n${formatTable(measures)}`;
      process.stdout.write(`${text}\n`);
    });
  });

/** A signal that the first Ctrl-C or SIGTERM aborts, so that everything is cleared away. The exit code then says which it was. */
function listenForSignals(): AbortSignal {
  const interruption = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      if (interruption.signal.aborted) return;
      process.exitCode = 128 + constants.signals[signal];
      interruption.abort(
        new UserError(`Interrupted by ${signal}.`, "Nothing is left of it. Run it again: it starts anew."),
      );
    });
  }
  return interruption.signal;
}

/** Measures on a new Swarm of its own, and leaves nothing behind. */
async function measure(
  chosen: readonly Part[],
  chosenSizes: Sizes,
  env: NodeJS.ProcessEnv,
  interruption: AbortSignal,
): Promise<{ measures: Measure[]; engineVersion: string }> {
  const dir = path.join(sandboxDir, "bench");
  const sandbox = new Sandbox(dir);
  const clear = async (): Promise<void> => {
    await sandbox.reset();
    rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
  };
  await clear();
  try {
    const { dockerHost, engineVersion } = await sandbox.up();
    // The proxy that counts the requests to the engine looks there for the engine.
    process.env["DOCKER_HOST"] = dockerHost;
    const bench = new Workbench(dir, chosenSizes, dockerHost, { ...env, DOCKER_HOST: dockerHost }, interruption);
    const measures: Measure[] = [];
    for (const part of chosen) measures.push(...(await parts[part](bench)));
    return { measures, engineVersion };
  } finally {
    await clear();
  }
}

/** The environment without the user's own Swarm and passphrase, and with a new passphrase. */
function plainEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const own = Object.entries(env).filter(([name]) => !/^(?:DOCKER_|PULUMI_CONFIG_PASSPHRASE)/.test(name));
  return { ...Object.fromEntries(own), PULUMI_CONFIG_PASSPHRASE: randomBytes(24).toString("base64url") };
}

/** The conditions that the figures depend on. The load is the average of the last minute. */
interface Conditions {
  processor: string;
  processors: number;
  memoryGiB: number;
  load: number;
  pulumi: string;
  node: string;
  engine: string;
}

function describeConditions(pulumi: string, engine: string): Conditions {
  return {
    processor: cpus()[0]?.model ?? process.arch,
    processors: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    load: Math.round((loadavg()[0] ?? 0) * 10) / 10,
    ...{ pulumi, node: process.versions.node, engine },
  };
}

function describe(rounds: number, conditions: Conditions): string {
  const { processor, processors, memoryGiB, load, pulumi, node, engine } = conditions;
  return (
    `${rounds} rounds in turns; medians, in brackets the smallest and the largest. ${processors} processors (${processor}), ` +
    `${memoryGiB} GiB, load ${load} at the end; Pulumi ${pulumi}, Node ${node}, Docker Engine ${engine}.`
  );
}

// Measures the commands of `secrets` that read, on a large Swarm that an engine only shows. A command does the same whether its answers are
// made up or not.
import { mkdir, writeFile } from "node:fs/promises";
import process from "node:process";
import path from "node:path";
import { step } from "../../cli/progress.ts";
import { projectDir } from "../paths.ts";
import { fakeEngine } from "../sandbox/engine-proxy.ts";
import { largeConfig, largeSwarm } from "./large/swarm.ts";
import type { Measure } from "./report.ts";
import { alternate } from "./samples.ts";
import type { Workbench } from "./workbench.ts";

/** The commands, each as a program runs it: what is overdue or differs is none here. */
const commands = {
  "status": ["status", "--json"],
  "drift": ["drift", "--strict"],
  "metrics --once": ["metrics", "--once"],
};

/** Measures how long each of them takes, the start of Node included. */
export async function measureCommands(bench: Workbench): Promise<Measure[]> {
  const { rounds, secrets, services } = bench.sizes;
  const size = `${secrets.toLocaleString("en")} secrets and ${services.toLocaleString("en")} services`;
  const folder = bench.file("commands");
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, "Pulumi.yaml"), "name: large\nruntime: nodejs\n");
  await writeFile(path.join(folder, "Pulumi.prod.yaml"), JSON.stringify(largeConfig({ secrets, services })));
  const engine = await fakeEngine(largeSwarm({ secrets, services }));
  try {
    const script = path.join(projectDir, "cli", "secrets.mjs");
    const env = { DOCKER_HOST: engine.host, DOCKER_CONTEXT: "" };
    const sides = Object.fromEntries(
      Object.entries(commands).map(([name, words]) => [
        name,
        () => bench.run(process.execPath, [script, ...words, "--stack=prod"], { cwd: folder, env }),
      ]),
    );
    const seconds = await step(`reading ${size}`, (note) => alternate(rounds, sides, note));
    return Object.entries(seconds).map(([name, ours]): Measure => {
      return { what: `\`secrets ${name}\` of ${size}`, unit: "s", ours, goal: { value: 2 } };
    });
  } finally {
    await engine.close();
  }
}

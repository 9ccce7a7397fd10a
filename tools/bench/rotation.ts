// Measures a rotation of two secrets over many services, from `pulumi up` to the proof, and compares it with the same rotation by
// hand. Then it measures the same command again, with nothing to do.
import { randomBytes } from "node:crypto";
import { countingProxy, type EngineProxy } from "../sandbox/engine-proxy.ts";
import { step } from "../../cli/progress.ts";
import { ensureBusyboxImage } from "../sandbox/index.ts";
import { logicalNames, namespace, rotateAtOnce, rotateInLoop, targetOf } from "./by-hand.ts";
import { Project } from "./project.ts";
import type { Measure } from "./report.ts";
import { describeRound, time } from "./samples.ts";
import type { Workbench } from "./workbench.ts";

/** The first version that is made by hand, far beyond the stack's own. */
const firstByHand = 1001;

/** Measures a rotation, and the same command when there is nothing to do. */
export async function measureRotation(bench: Workbench): Promise<Measure[]> {
  const { rotated } = bench.sizes;
  const services = Array.from({ length: rotated }, (_, index) => `${namespace}_s${index}`);
  const proxy = await countingProxy();
  try {
    const env = { DOCKER_HOST: proxy.host };
    const project = await step(`deploying ${rotated} services with their secrets`, async () => {
      await createServices(bench, services);
      return await deployStack(bench, services, env);
    });
    const figures = await step(`rotating two secrets of ${rotated} services`, (note) =>
      rotateInTurns(bench, project, services, proxy, note),
    );
    return report(rotated, figures);
  } finally {
    await proxy.close();
  }
}

/** What was measured: each list has one figure for each round. */
interface Figures {
  ours: number[];
  loop: number[];
  atOnce: number[];
  unchanged: number[];
  /** How many requests that change something the Engine got from us. */
  writes: number[];
  unchangedWrites: number[];
}

async function rotateInTurns(
  bench: Workbench,
  project: Project,
  services: readonly string[],
  proxy: EngineProxy,
  progress: (line: string) => void,
): Promise<Figures> {
  const figures: Figures = { ours: [], loop: [], atOnce: [], unchanged: [], writes: [], unchangedWrites: [] };
  const up = async (seconds: number[], writes: number[]): Promise<void> => {
    const before = countWrites(proxy);
    seconds.push(await time(() => project.up({ DOCKER_HOST: proxy.host })));
    writes.push(countWrites(proxy) - before);
  };
  for (let round = 1; round <= bench.sizes.rounds; round++) {
    await bump(project, round + 1);
    await up(figures.ours, figures.writes);
    await up(figures.unchanged, figures.unchangedWrites);
    // The rotations by hand happen behind the stack's back; the stack's next rotation starts from what they left.
    const byHand = firstByHand + 2 * (round - 1);
    figures.loop.push(await time(() => rotateInLoop(bench, services, round + 1, byHand, newValues())));
    figures.atOnce.push(await time(() => rotateAtOnce(bench, services, byHand + 1, newValues())));
    const { ours, unchanged, loop, atOnce } = figures;
    progress(describeRound(round, bench.sizes.rounds, { ours, unchanged, loop, "at once": atOnce }));
  }
  return figures;
}

/** Counts the requests that change something. GET reads, and clients use HEAD to ask which API the engine speaks. */
function countWrites({ requests }: EngineProxy): number {
  return requests.filter(({ method }) => method !== "GET" && method !== "HEAD").length;
}

/** Makes the next version of both secrets current. The versions before are kept, so that a rotation creates and flips only. */
async function bump(project: Project, version: number): Promise<void> {
  const values = newValues();
  for (const logicalName of logicalNames) {
    await project.setValue(logicalName, version, values[logicalName] ?? "");
    const retain = Array.from({ length: version - 1 }, (_, index) => index + 1);
    project.configure(["secrets", logicalName], { class: "swarm-infra", current: version, retain });
  }
}

async function deployStack(bench: Workbench, services: readonly string[], env: NodeJS.ProcessEnv): Promise<Project> {
  const project = new Project(bench, "rotation");
  await project.copyProgram();
  await project.init();
  const secrets = logicalNames.map((name) => ({ name, target: targetOf(name) }));
  project.configure(["namespace"], namespace);
  project.configure(
    ["services"],
    Object.fromEntries(services.map((serviceName, index) => [`s${index}`, { serviceName, secrets }])),
  );
  await bump(project, 1);
  await project.up(env);
  return project;
}

/** Creates services with the defaults of `docker service create`, and one replica each of a process that stops at once when told to. */
async function createServices({ docker, dockerHost }: Workbench, names: readonly string[]): Promise<void> {
  const Image = await ensureBusyboxImage(dockerHost);
  for (const Name of names) {
    await docker.createService({
      Name,
      TaskTemplate: {
        ContainerSpec: {
          Image,
          Command: ["sh", "-c", "trap exit TERM; sleep 86400 & wait"],
          StopGracePeriod: 10 * second,
        },
      },
      Mode: { Replicated: { Replicas: 1 } },
      UpdateConfig: {
        ...{ Parallelism: 1, Delay: 0, MaxFailureRatio: 0, Monitor: 5 * second },
        ...{ FailureAction: "pause", Order: "stop-first" },
      },
      // This mode also works where the kernel has no IPVS.
      EndpointSpec: { Mode: "dnsrr" },
    });
  }
}

/** A second in nanoseconds, in which the Engine counts. */
const second = 1_000_000_000;

function newValues(): Record<string, string> {
  return Object.fromEntries(logicalNames.map((logicalName) => [logicalName, randomBytes(32).toString("base64url")]));
}

function report(rotated: number, figures: Figures): Measure[] {
  const { ours, loop, atOnce, unchanged, writes, unchangedWrites } = figures;
  const what = `rotation of 2 secrets over ${rotated} services`;
  return [
    {
      ...{ what, unit: "s", ours },
      reference: { what: "loop of `docker service update`", samples: loop },
      goal: { ratio: 0.11 },
    },
    {
      ...{ what, unit: "s", ours },
      reference: { what: "the same updates all at once", samples: atOnce },
      goal: { ratio: 1.3 },
    },
    {
      ...{ what: `unchanged \`pulumi up\` on these ${rotated} services`, unit: "s", ours: unchanged },
      reference: { what: "the rotation", samples: ours },
      goal: { ratio: 0.35 },
    },
    {
      ...{ what: "what it writes to the Engine", unit: "writes", ours: unchangedWrites },
      reference: { what: "the rotation", samples: writes },
      goal: { value: 0 },
    },
  ];
}

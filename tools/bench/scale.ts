// Measures `pulumi preview` of a large inventory, and compares it with the same resources declared by plain loops. Nothing is
// deployed: the list of services is made up, and the rest of the Swarm is real.
import { cp } from "node:fs/promises";
import path from "node:path";
import { countingProxy, type EngineProxy } from "../sandbox/engine-proxy.ts";
import { step } from "../../cli/progress.ts";
import { secretName, secretsOf, serviceName, valueLength } from "./large/inventory.ts";
import { peakMemory } from "./memory.ts";
import { Project } from "./project.ts";
import type { Measure } from "./report.ts";
import { alternate } from "./samples.ts";
import type { Sizes, Workbench } from "./workbench.ts";

const namespace = "bench";

/** Measures how long a preview takes, and how much memory it needs. */
export async function measureScale(bench: Workbench): Promise<Measure[]> {
  const { rounds, secrets, services } = bench.sizes;
  const size = `${secrets.toLocaleString("en")} secrets and ${services.toLocaleString("en")} services`;
  const proxy = await pretendServices(services);
  try {
    const env = { DOCKER_HOST: proxy.host };
    const ours = await prepareOurs(bench);
    const bare = await prepareBare(bench);
    const resources = { ours: 0, bare: 0 };
    const sides = {
      ours: async () => (resources.ours = await ours.preview({ env })),
      bare: async () => (resources.bare = await bare.preview({ env })),
    };
    const seconds = await step(`previewing ${size}`, (note) => alternate(rounds, sides, note));
    if (resources.ours !== resources.bare) {
      throw new Error(
        `The program declares ${resources.ours} resources, and tools/bench/large/bare.ts ${resources.bare}: mend that.`,
      );
    }
    const memory = await step("watching the memory of one more preview", () =>
      peakMemory((marker) => ours.preview({ env: { ...env, ...marker } })),
    );
    const preview: Measure = {
      what: `preview of ${size}`,
      unit: "s",
      ours: seconds.ours,
      reference: { what: "the same resources declared bare", samples: seconds.bare },
      goal: { ratio: 1.25 },
    };
    const peaks = Object.entries(memory).map(([what, mebibytes]): Measure => {
      return { what: `peak memory of the ${what} at ${size}`, unit: "MiB", ours: [mebibytes] };
    });
    return [preview, ...peaks];
  } finally {
    await proxy.close();
  }
}

/** Starts a proxy that pretends that all services exist, because the program checks that they do. */
function pretendServices(count: number): Promise<EngineProxy> {
  const spec = { TaskTemplate: { ContainerSpec: {} }, Mode: { Replicated: { Replicas: 1 } } };
  const body = numbers(count).map((index) => ({
    ID: serviceName(index),
    UpdatedAt: new Date().toISOString(),
    Spec: { Name: `${namespace}_${serviceName(index)}`, ...spec },
  }));
  return countingProxy({ interfere: ({ path }) => (path === "/services" ? { status: 200, body } : undefined) });
}

async function prepareOurs(bench: Workbench): Promise<Project> {
  const project = new Project(bench, "large");
  await project.copyProgram();
  await project.init();
  project.configure(["namespace"], namespace);
  for (const [key, value] of Object.entries(largeInventory(bench.sizes))) project.configure([key], value);
  return project;
}

/**
 * The large inventory. Its values are generated, because Pulumi hands the config to the program in one environment variable, which
 * Linux limits to 128 KiB, and so many values would not fit.
 */
function largeInventory({ secrets, services }: Sizes): Record<"secrets" | "services", object> {
  const secret = { class: "swarm-infra", current: 1, source: { kind: "random", length: valueLength } };
  return {
    secrets: Object.fromEntries(numbers(secrets).map((index) => [secretName(index), secret])),
    services: Object.fromEntries(
      numbers(services).map((index) => [serviceName(index), { secrets: secretsOf(index).map(secretName) }]),
    ),
  };
}

/** Makes a copy of the program with another entry, and the same engine, options and provider. */
async function prepareBare(bench: Workbench): Promise<Project> {
  const project = new Project(bench, "bare");
  await project.copyProgram();
  // It has to lie where it does in the checkout, because it imports the names of types and labels from there.
  await cp(path.join(import.meta.dirname, "large"), bench.file("bare", "tools/bench/large"), { recursive: true });
  await project.write("index.ts", 'import "./tools/bench/large/bare.ts";\n');
  await project.init();
  project.configure(["namespace"], namespace);
  project.configure(["secrets"], bench.sizes.secrets);
  project.configure(["services"], bench.sizes.services);
  return project;
}

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

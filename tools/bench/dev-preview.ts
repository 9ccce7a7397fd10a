// Measures `pulumi preview` and `pulumi up` of the dev stack while it has nothing to change. They are compared with a program that
// declares nothing, and with a minimal program that has the same three providers.
import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { configured, makeValue } from "../demo/values.ts";
import { exampleCompose, exampleConfig, exampleNamespace } from "../example.ts";
import { projectDir } from "../paths.ts";
import { step } from "../../cli/progress.ts";
import { ensureExampleImage } from "../sandbox/example-image.ts";
import { Project } from "./project.ts";
import type { Measure } from "./report.ts";
import { alternate, type Samples } from "./samples.ts";
import type { Workbench } from "./workbench.ts";

/** Measures runs that have nothing to do, and so how long it takes to start everything. */
export async function measureDevPreview(bench: Workbench): Promise<Measure[]> {
  const dev = await step("deploying the dev stack", () => deployDevStack(bench));
  const minimal = await step("deploying a stack with the same three providers", () => deployMinimalStack(bench));
  const empty = await step("deploying an empty stack", () => deployEmptyStack(bench));
  const { rounds } = bench.sizes;
  const previews = { ours: () => dev.preview(), minimal: () => minimal.preview(), empty: () => empty.preview() };
  const policed = (): Promise<number> => dev.preview({ withPolicies: true });
  const preview = await step("previewing them", (note) => alternate(rounds, { ...previews, policed }, note));
  const ups = { ours: () => dev.up(), minimal: () => minimal.up(), empty: () => empty.up() };
  const up = await step("applying nothing to them", (note) => alternate(rounds, ups, note));
  const looks = await step("looking at the Swarm", (note) =>
    alternate(rounds, { status: () => dev.secrets("status"), docker: () => listByDocker(bench) }, note),
  );
  // The other measurements should have the machine to themselves.
  await bench.run("docker", ["stack", "rm", exampleNamespace]);
  return [
    ...compare("`pulumi preview` of the dev stack", preview, { minimal: 1.1, empty: 1.8 }),
    ...compare("`pulumi up` of the dev stack, unchanged", up, { minimal: 1.1, empty: 1.8 }),
    {
      what: "`pulumi preview` of the dev stack with the policy pack",
      unit: "s",
      ours: preview.policed,
      reference: { what: "without it", samples: preview.ours },
      goal: { ratio: 1.3 },
    },
    {
      what: "`secrets status` of the dev stack",
      unit: "s",
      ours: looks.status,
      reference: { what: "`docker service ls` and `docker secret ls`", samples: looks.docker },
      goal: { value: 0.5 },
    },
  ];
}

/** What a person without `secrets` lists to see where the stack stands. */
async function listByDocker(bench: Workbench): Promise<void> {
  await bench.run("docker", ["service", "ls"]);
  await bench.run("docker", ["secret", "ls"]);
}

/** Compares our program with both others. */
function compare(
  what: string,
  { ours, minimal, empty }: Record<"ours" | "minimal" | "empty", Samples>,
  goals: Record<"minimal" | "empty", number>,
): Measure[] {
  const common = { what, unit: "s", ours } as const;
  const providers = { what: "minimal program with the same three providers", samples: minimal };
  return [
    { ...common, reference: providers, goal: { ratio: goals.minimal } },
    { ...common, reference: { what: "empty program", samples: empty }, goal: { ratio: goals.empty } },
  ];
}

async function deployDevStack(bench: Workbench): Promise<Project> {
  const project = new Project(bench, "dev");
  await project.copyProgram();
  await project.init();
  const template = parse(readFileSync(exampleConfig, "utf8")) as DevStack;
  const { services, ...others } = Object.fromEntries(
    Object.entries(template.config).map(([key, value]) => [key.slice(key.indexOf(":") + 1), value]),
  );
  for (const [key, value] of Object.entries(others)) project.configure([key], value);
  // The demo's own file is there only where the demo has run.
  const composeFile = path.relative(projectDir, exampleCompose);
  project.configure(["composeFiles"], [composeFile]);
  await project.write(composeFile, readFileSync(exampleCompose, "utf8"));
  for (const logicalName of configured) await project.setValue(logicalName, 1, makeValue(logicalName, 1));
  // A service can only be deployed once its secrets exist.
  project.configure(["services"], {});
  await project.up();
  await ensureExampleImage(bench.docker);
  await bench.run("docker", [
    ...["stack", "deploy", "--resolve-image", "never", "--compose-file", exampleCompose, exampleNamespace],
  ]);
  project.configure(["services"], services);
  await project.up();
  return project;
}

/** The part of `docker/dev-stack.yaml` that is read. */
interface DevStack {
  config: Record<string, unknown>;
}

/** Deploys the minimal program, with the same Pulumi engine, options and provider as ours. */
async function deployMinimalStack(bench: Workbench): Promise<Project> {
  const project = new Project(bench, "minimal");
  await project.copyProgram();
  await project.write("index.ts", readFileSync(path.join(import.meta.dirname, "minimal", "index.ts"), "utf8"));
  await project.init();
  await project.up();
  return project;
}

/** Deploys the empty program, with the same Pulumi engine and options as ours. */
async function deployEmptyStack(bench: Workbench): Promise<Project> {
  const project = new Project(bench, "empty");
  const runtime = { name: "nodejs", options: { typescript: false } };
  await project.write("Pulumi.yaml", JSON.stringify({ name: "empty", runtime, main: "index.ts" }));
  const dependencies = { "@pulumi/pulumi": "*" };
  await project.write("package.json", JSON.stringify({ name: "empty", type: "module", private: true, dependencies }));
  await project.write("index.ts", "export {};\n");
  await project.init();
  await project.up();
  return project;
}

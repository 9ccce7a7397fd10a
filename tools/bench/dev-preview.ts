// `pulumi preview` of the dev stack, which is up and has nothing to change, against a program that declares nothing.
import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { configured, makeValue } from "../demo/values.ts";
import { projectDir } from "../paths.ts";
import { step } from "../progress.ts";
import { ensureExampleImage } from "../sandbox/example-image.ts";
import { Project } from "./project.ts";
import type { Measure } from "./report.ts";
import { alternate } from "./samples.ts";
import type { Workbench } from "./workbench.ts";

const namespace = "busflow";

/** How long a preview takes that has nothing to show: what it costs to start everything. */
export async function measureDevPreview(bench: Workbench): Promise<Measure[]> {
  const dev = await step("deploying the dev stack", () => deployDevStack(bench));
  const empty = await step("deploying an empty stack", () => deployEmptyStack(bench));
  const seconds = await step("previewing all three", (note) =>
    alternate(
      bench.sizes.rounds,
      {
        ours: () => dev.preview(),
        policed: () => dev.preview({ withPolicies: true }),
        empty: () => empty.preview(),
      },
      note,
    ),
  );
  // The other parts have the machine to themselves.
  await bench.run("docker", ["stack", "rm", namespace]);
  return [
    {
      what: "`pulumi preview` of the dev stack",
      unit: "s",
      ours: seconds.ours,
      reference: { what: "empty program", samples: seconds.empty },
      goal: { ratio: 1.8 },
    },
    {
      what: "the same with the policy pack",
      unit: "s",
      ours: seconds.policed,
      reference: { what: "without it", samples: seconds.ours },
      goal: { ratio: 1.4 },
    },
  ];
}

async function deployDevStack(bench: Workbench): Promise<Project> {
  const project = new Project(bench, "dev");
  await project.copyProgram();
  await project.init();
  const template = parse(readFileSync(path.join(projectDir, "docker", "dev-stack.yaml"), "utf8")) as DevStack;
  const { services, ...others } = Object.fromEntries(
    Object.entries(template.config).map(([key, value]) => [key.slice(key.indexOf(":") + 1), value]),
  );
  for (const [key, value] of Object.entries(others)) project.configure([key], value);
  for (const logicalName of configured) await project.setValue(logicalName, 1, makeValue(logicalName, 1));
  // A service can only be deployed when its secrets are there.
  project.configure(["services"], {});
  await project.up();
  await ensureExampleImage(bench.docker);
  const composeFile = path.join(projectDir, "docker", "compose.busflow.yml");
  await bench.run("docker", [
    ...["stack", "deploy", "--resolve-image", "never", "--compose-file", composeFile, namespace],
  ]);
  project.configure(["services"], services);
  await project.up();
  return project;
}

/** What is read of `docker/dev-stack.yaml`. */
interface DevStack {
  config: Record<string, unknown>;
}

/** The same engine, the same options, and nothing to run. */
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

// The settings of the base's policy pack in a workflow: which files it judges, and what it compares them with.
import process from "node:process";

/** What a policy may be told. */
export interface Folders {
  /** The pull request's files. */
  root: string;
  /** The files that it starts from. */
  base: string;
}

interface Described {
  name: string;
  enforcementLevel?: string | undefined;
  configSchema?: { properties?: Record<string, unknown> } | undefined;
}

/** What goes into the file for `--policy-pack-config`: each policy that takes one of these settings gets it, and keeps its level. */
export async function packSettings(stackName: string, folders: Folders): Promise<Record<string, unknown>> {
  // A policy may have another level in another stack, and asks the SDK, which reads this variable as it is loaded.
  process.env["PULUMI_NODEJS_STACK"] = stackName;
  const { policies } = (await import("../../../policy/policies.ts")) as { policies: readonly Described[] };
  const settings = policies.flatMap(({ name, enforcementLevel, configSchema }) => {
    const taken = Object.entries(folders).filter(([setting]) => configSchema?.properties?.[setting] !== undefined);
    return taken.length === 0 ? [] : [[name, { enforcementLevel, ...Object.fromEntries(taken) }] as const];
  });
  return Object.fromEntries(settings);
}

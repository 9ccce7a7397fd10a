// The settings of the base's policy pack in a workflow: which files it judges, and what it compares them with.
import process from "node:process";
import { plainFile } from "./pull-request.ts";

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

/**
 * What goes into the file for `--policy-pack-config`: what the base's policy/settings.json says, and for each policy that takes one of
 * these folders the folder. A policy keeps its level unless that file names another.
 */
export async function packSettings(stackName: string, folders: Folders): Promise<Record<string, unknown>> {
  // A policy may have another level in another stack, and asks the SDK, which reads this variable as it is loaded.
  process.env["PULUMI_NODEJS_STACK"] = stackName;
  const { policies } = (await import("../../../policy/policies.ts")) as { policies: readonly Described[] };
  const own = JSON.parse(plainFile(folders.base, "policy/settings.json") ?? "{}") as Record<string, unknown>;
  const settings = policies.flatMap(({ name, enforcementLevel, configSchema }) => {
    const given = own[name];
    // A level by itself: "disabled", say.
    if (typeof given === "string") return [[name, given] as [string, unknown]];
    const taken = Object.entries(folders).filter(([setting]) => configSchema?.properties?.[setting] !== undefined);
    if (taken.length === 0 && given === undefined) return [];
    const setting: unknown = { enforcementLevel, ...(given as object | undefined), ...Object.fromEntries(taken) };
    return [[name, setting] as [string, unknown]];
  });
  return Object.fromEntries(settings);
}

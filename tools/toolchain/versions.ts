import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { projectDir } from "../paths.ts";

const Packages = z.object({
  dependencies: z.object({ "@pulumi/docker": z.string(), "@pulumi/pulumi": z.string(), "@pulumi/random": z.string() }),
});

const { dependencies } = Packages.parse(JSON.parse(readFileSync(path.join(projectDir, "package.json"), "utf8")));

/** The version of engine and CLI. It is the SDK's, because Pulumi releases and tests them together. */
export const pulumiVersion = dependencies["@pulumi/pulumi"];

/** The provider plugins that the program needs, at the versions of their SDKs. */
export const pluginVersions = {
  docker: dependencies["@pulumi/docker"],
  random: dependencies["@pulumi/random"],
} as const;

export type PluginName = keyof typeof pluginVersions;
export const pluginNames = Object.keys(pluginVersions) as PluginName[];

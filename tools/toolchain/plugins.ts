import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { execa } from "execa";
import { z } from "zod";
import { failureOf } from "../failure.ts";
import { step } from "../../cli/progress.ts";
import { UserError } from "../../rotation/user-error.ts";
import type { Source } from "./cli.ts";
import type { Mirror } from "./mirror.ts";
import { isReachable } from "./official.ts";
import { buildParts, builtPath, dockerProvider, randomProvider, type Part } from "./registry.ts";
import { pluginNames, pluginVersions, type PluginName } from "./versions.ts";

/** The host from which Pulumi itself downloads plugins. */
const pluginHost = "https://get.pulumi.com";

/** What each plugin is built from where it cannot be downloaded. */
const builtParts: Record<PluginName, Part> = { docker: dockerProvider, random: randomProvider };

/** What is known of an installed plugin: where it came from, and which of our builds it is. */
const InstalledPlugin = z.object({
  version: z.string(),
  from: z.enum(["mirror", "official", "registry"]),
  identity: z.string(),
});
type InstalledPlugin = z.infer<typeof InstalledPlugin>;
const Installed = z.partialRecord(z.enum(pluginNames), InstalledPlugin);
type Installed = z.infer<typeof Installed>;

/** Where the plugins come from, and where they are installed. */
export interface PluginContext {
  source: Source;
  mirror: Mirror | undefined;
  cacheDir: string;
  pulumiHome: string;
  /** The environment in which `pulumi` runs. */
  env: NodeJS.ProcessEnv;
}

/**
 * Installs the provider plugins into the project's own Pulumi home: those of the mirror, else the official ones, and only where
 * these cannot be downloaded our own builds from the registries.
 */
export async function installPlugins(context: PluginContext): Promise<void> {
  const stamp = path.join(context.pulumiHome, "installed-plugins.json");
  const known: Installed = existsSync(stamp) ? Installed.parse(JSON.parse(readFileSync(stamp, "utf8"))) : {};
  mkdirSync(context.pulumiHome, { recursive: true });
  let reachable: boolean | undefined;
  for (const name of pluginNames) {
    const mirrored = context.mirror?.plugins[name];
    if (isCurrent(name, known[name], mirrored, context)) continue;
    if (mirrored === undefined) reachable ??= context.source !== "registry" && (await isReachable(pluginHost));
    known[name] = await installFirst(name, mirrored, reachable === true, context);
    writeFileSync(stamp, JSON.stringify(known, undefined, 2));
  }
}

/** Installs the mirror's plugin, else the official one, else our own build of it. */
async function installFirst(
  name: PluginName,
  mirrored: string | undefined,
  reachable: boolean,
  context: PluginContext,
): Promise<InstalledPlugin> {
  const version = pluginVersions[name];
  let why = `${pluginHost} cannot be reached`;
  if (mirrored !== undefined || reachable) {
    const failure = await install(name, context.env, mirrored);
    if (failure === undefined) {
      return { version, from: mirrored === undefined ? "official" : "mirror", identity: mirrored ?? "" };
    }
    why = failure;
  }
  if (mirrored !== undefined || context.source === "official") {
    throw new UserError(
      `The ${name} plugin ${version} cannot be installed from ${mirrored ?? "its official release"}: ${why}.`,
      "Mend that, or leave the choice of the toolchain out: what is missing is then built from package registries.",
    );
  }
  return await installBuilt(name, context);
}

function isCurrent(
  name: PluginName,
  known: InstalledPlugin | undefined,
  mirrored: string | undefined,
  { source, cacheDir, pulumiHome }: PluginContext,
): boolean {
  const folder = path.join(pulumiHome, "plugins", `resource-${name}-v${pluginVersions[name]}`);
  if (known?.version !== pluginVersions[name] || !existsSync(folder)) return false;
  switch (known.from) {
    case "mirror":
      return known.identity === mirrored;
    case "official":
      return source !== "registry" && mirrored === undefined;
    case "registry":
      return (
        source !== "official" && mirrored === undefined && known.identity === builtPath(cacheDir, builtParts[name])
      );
  }
}

async function installBuilt(name: PluginName, context: PluginContext): Promise<InstalledPlugin> {
  await buildParts(context.cacheDir, [builtParts[name]]);
  const file = builtPath(context.cacheDir, builtParts[name]);
  const failure = await install(name, context.env, file);
  if (failure !== undefined) {
    throw new UserError(
      `The ${name} plugin cannot be installed: ${failure}`,
      "Run `npm run sandbox -- reset` and try again.",
    );
  }
  return { version: pluginVersions[name], from: "registry", identity: file };
}

/**
 * Installs a plugin.
 *
 * @returns why `pulumi plugin install` failed; undefined when it did not
 */
async function install(
  name: PluginName,
  env: NodeJS.ProcessEnv,
  file: string | undefined,
): Promise<string | undefined> {
  const version = pluginVersions[name];
  const what = `installing the ${name} plugin ${version}`;
  return await step(file === undefined ? `${what} (official release)` : what, async () => {
    const from = file === undefined ? [] : ["--file", file];
    const args = ["plugin", "install", "resource", name, version, "--reinstall", "--non-interactive", ...from];
    const run = await execa("pulumi", args, {
      env,
      extendEnv: false,
      reject: false,
      stdin: "ignore",
      timeout: 300_000,
    });
    return run.failed ? failureOf(run) : undefined;
  });
}

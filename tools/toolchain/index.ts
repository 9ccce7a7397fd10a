// Finds a Pulumi toolchain on PATH, in an in-house mirror or as the official release, or else builds one from package registries
// alone.
import { existsSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { cacheDir, sandboxDir } from "../paths.ts";
import { say } from "../../cli/progress.ts";
import { UserError } from "../../rotation/user-error.ts";
import { assemble } from "./assemble.ts";
import { inspectCli, isUsable, sources, type Cli, type Source, type Unusable } from "./cli.ts";
import { openMirror, type Mirror } from "./mirror.ts";
import { downloadOfficial, officialDir } from "./official.ts";
import { installPlugins } from "./plugins.ts";
import { buildParts, builtPath, engine, languageHost } from "./registry.ts";
import { pulumiVersion } from "./versions.ts";

/** An engine, CLI, language host and provider plugins, ready to run. */
export interface Toolchain {
  source: Source;
  version: string;
  /** The environment for `pulumi`: `PATH` finds this one first, and it has a home of its own, so that no user's login is touched. */
  env: NodeJS.ProcessEnv;
}

const toolchainsDir = path.join(cacheDir, "toolchain");

/** The project's own Pulumi home. It lies in the checkout because the plugins in it find their packages upwards from there. */
const pulumiHome = path.join(sandboxDir, "pulumi");

/**
 * Makes a toolchain ready. This is quick when it has been done before.
 *
 * @param choice the only source that may be used; default the first that can be used
 * @throws UserError when no source can be used, saying what was tried
 */
export async function prepareToolchain(choice?: Source): Promise<Toolchain> {
  const location = process.env["BUSFLOW_TOOLCHAIN"];
  if (choice === "mirror" && !location) {
    throw new UserError("No mirror is named.", "Set BUSFLOW_TOOLCHAIN to the folder or archive that holds Pulumi.");
  }
  const mirror = location && (choice ?? "mirror") === "mirror" ? await openMirror(location, toolchainsDir) : undefined;
  const cli = await chooseCli(choice, mirror);
  const env = environment(cli);
  await installPlugins({ source: cli.source, mirror, cacheDir: toolchainsDir, pulumiHome, env });
  return { source: cli.source, version: cli.version, env };
}

async function chooseCli(choice: Source | undefined, mirror: Mirror | undefined): Promise<Cli> {
  const reasons: string[] = [];
  for (const source of choice === undefined ? sources : [choice]) {
    const cli = await openSource(source, mirror, choice !== undefined);
    if (isUsable(cli)) return cli;
    reasons.push(`${source}: ${cli.unusable}`);
  }
  throw new UserError(
    `No Pulumi ${pulumiVersion} can be used here. Tried ${reasons.join("; ")}.`,
    `Choose another source with --toolchain=${sources.join("|")}, or mend what the line above names.`,
  );
}

async function openSource(source: Source, mirror: Mirror | undefined, chosen: boolean): Promise<Cli | Unusable> {
  switch (source) {
    case "path":
      return await inspectCli("path", process.env["PATH"] ?? "");
    case "mirror":
      return mirror?.cli ?? { unusable: "BUSFLOW_TOOLCHAIN is not set" };
    case "official": {
      const folder = officialDir(toolchainsDir, pulumiVersion);
      if (existsSync(folder)) return await inspectCli("official", folder);
      // An earlier run that built a toolchain could not get the release; asking again would take seconds each time.
      if (!chosen && isBuilt()) return { unusable: "a build from the registries is there" };
      const downloaded = await downloadOfficial(toolchainsDir, pulumiVersion);
      if (!chosen && !isUsable(downloaded)) say(`The official Pulumi is not to be had: ${downloaded.unusable}.`);
      return downloaded;
    }
    case "registry": {
      const programs = await buildParts(toolchainsDir, [engine, languageHost]);
      return await inspectCli("registry", assemble(toolchainsDir, programs));
    }
  }
}

const isBuilt = (): boolean => [engine, languageHost].every((part) => existsSync(builtPath(toolchainsDir, part)));

function environment({ binDir }: Cli): NodeJS.ProcessEnv {
  return {
    ...process.env,
    PATH: [binDir, path.dirname(process.execPath), process.env["PATH"]].join(path.delimiter),
    PULUMI_HOME: pulumiHome,
    // Each run starts three Node.js processes, which would spend half their time compiling what has not changed.
    NODE_COMPILE_CACHE: path.join(pulumiHome, "compile-cache"),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    // The plugins are installed by now. Without this setting each run would look for others and wait for the network.
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  };
}

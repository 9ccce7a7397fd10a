import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { execa } from "execa";
import { isExecutable } from "../executables.ts";
import { failureOf } from "../failure.ts";
import { UserError } from "../../rotation/user-error.ts";
import { assemble } from "./assemble.ts";
import { inspectCli, isUsable, type Cli } from "./cli.ts";
import { pluginNames, type PluginName } from "./versions.ts";

/** An in-house mirror, which `BUSFLOW_TOOLCHAIN` names. It was unpacked, and seen to run. */
export interface Mirror {
  cli: Cli;
  /** The path of the executable of each provider plugin that it holds. */
  plugins: Partial<Record<PluginName, string>>;
}

/**
 * Opens the mirror that the operator named. It is a folder, or a tar archive of one, that holds `pulumi` and
 * `pulumi-language-nodejs`, and may hold `pulumi-resource-<name>`, at most three folders deep. An official release will do, and so
 * will a copy of this project's own cache.
 *
 * @param location the value of `BUSFLOW_TOOLCHAIN`
 * @param cacheDir where an archive is unpacked
 * @throws UserError when the mirror is missing, cannot be unpacked, or does not run: another source never replaces it silently
 */
export async function openMirror(location: string, cacheDir: string): Promise<Mirror> {
  const stats = statSync(location, { throwIfNoEntry: false });
  if (!stats) {
    throw new UserError(`BUSFLOW_TOOLCHAIN names ${location}, which does not exist.`, "Correct it, or unset it.");
  }
  const folder = stats.isDirectory() ? location : await unpack(location, stats, cacheDir);
  const found = (name: string): string | undefined => onlyExecutable(folder, name);
  const programs = ["pulumi", "pulumi-language-nodejs"].map(found).filter((file) => file !== undefined);
  const folders = [...new Set(programs.map((file) => path.dirname(file)))];
  const cli = await inspectCli("mirror", folders.length > 1 ? assemble(cacheDir, programs) : folders.join());
  if (!isUsable(cli)) {
    throw new UserError(
      `The toolchain in ${location} cannot be used: ${cli.unusable}.`,
      "Put a pulumi and its pulumi-language-nodejs for this platform there, or unset BUSFLOW_TOOLCHAIN.",
    );
  }
  const plugins = pluginNames.map((name) => [name, found(`pulumi-resource-${name}`)] as const);
  for (const [, file] of plugins) {
    if (file !== undefined && cli.binDir === path.dirname(file)) throw besidePulumi(file);
  }
  return { cli, plugins: Object.fromEntries(plugins.filter(([, file]) => file !== undefined)) };
}

/** The error of a plugin beside `pulumi`. Pulumi also looks for plugins on PATH, so each run would find this one twice and warn. */
function besidePulumi(plugin: string): UserError {
  return new UserError(
    `${plugin} lies in the folder of pulumi, where each run would find it twice and warn.`,
    "Move it to a folder of its own in the mirror.",
  );
}

async function unpack(archive: string, stats: { mtimeMs: number; size: number }, cacheDir: string): Promise<string> {
  const identity = `${path.resolve(archive)} ${stats.mtimeMs} ${stats.size}`;
  const folder = path.join(cacheDir, `mirror-${createHash("sha256").update(identity).digest("hex").slice(0, 12)}`);
  if (statSync(folder, { throwIfNoEntry: false })) return folder;
  const partial = `${folder}.partial`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  const tar = await execa("tar", ["-xf", path.resolve(archive), "-C", partial], { reject: false });
  if (tar.failed) {
    rmSync(partial, { recursive: true, force: true });
    throw new UserError(
      `BUSFLOW_TOOLCHAIN names ${archive}, which cannot be unpacked: ${failureOf(tar)}`,
      "Name a folder or a tar archive (.tar, .tar.gz, .tgz) that holds pulumi and pulumi-language-nodejs.",
    );
  }
  renameSync(partial, folder);
  return folder;
}

function onlyExecutable(folder: string, name: string): string | undefined {
  const files = filesBelow(folder, 3).filter((file) => path.basename(file) === name && isExecutable(file));
  if (files.length <= 1) return files[0];
  throw new UserError(
    `The toolchain in ${folder} holds ${name} more than once: ${files.join(", ")}.`,
    "Leave the one that is meant.",
  );
}

function filesBelow(folder: string, depth: number): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (!entry.isDirectory()) return [file];
    return depth > 0 ? filesBelow(file, depth - 1) : [];
  });
}

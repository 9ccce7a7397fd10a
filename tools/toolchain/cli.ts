import path from "node:path";
import { execa } from "execa";
import semver from "semver";
import { findExecutable, isExecutable } from "../executables.ts";
import { failureOf } from "../failure.ts";
import { pulumiVersion } from "./versions.ts";

/** Where the Pulumi engine and CLI came from. */
export type Source = "path" | "mirror" | "official" | "registry";

/** The sources, in the order in which they are tried. */
export const sources: readonly Source[] = ["path", "mirror", "official", "registry"];

/** An engine and CLI with its Node.js language host. It was found, and seen to run. */
export interface Cli {
  source: Source;
  /** The version that `pulumi version` prints, without the `v`. */
  version: string;
  /** The folder of CLI and language host, for the front of `PATH`. */
  binDir: string;
}

/** Why a source cannot be used, as a clause for a person. */
export interface Unusable {
  unusable: string;
}

/**
 * Checks whether the program can run on the first `pulumi` of a search path: whether it starts, is new enough, and has its Node.js
 * language host beside it.
 */
export async function inspectCli(source: Source, searchPath: string): Promise<Cli | Unusable> {
  const pulumi = findExecutable("pulumi", searchPath);
  if (pulumi === undefined) return { unusable: "there is no pulumi" };
  const binDir = path.dirname(pulumi);
  if (!isExecutable(path.join(binDir, "pulumi-language-nodejs"))) {
    return { unusable: `${pulumi} has no pulumi-language-nodejs beside it` };
  }
  const run = await execa(pulumi, ["version"], {
    env: { PULUMI_SKIP_UPDATE_CHECK: "true" },
    reject: false,
    timeout: 20_000,
    stdin: "ignore",
  });
  const version = semver.clean(run.stdout);
  if (run.failed || version === null) return { unusable: `${pulumi} does not run: ${failureOf(run)}` };
  if (semver.lt(version, pulumiVersion)) return { unusable: `${pulumi} is ${version}, older than ${pulumiVersion}` };
  return { source, version, binDir };
}

/** Whether what was found can be used. */
export const isUsable = <T extends object>(found: T | Unusable): found is T => !("unusable" in found);

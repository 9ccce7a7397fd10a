import path from "node:path";
import { execa } from "execa";
import semver from "semver";
import { findExecutable, isExecutable } from "../executables.ts";
import { failureOf } from "../failure.ts";
import { pulumiVersion } from "./versions.ts";

/** Where the Pulumi engine and CLI came from. */
export type Source = "path" | "mirror" | "official" | "registry";

/** In the order in which they are looked for. */
export const sources: readonly Source[] = ["path", "mirror", "official", "registry"];

/** An engine and CLI with its Node.js language host, found and seen to run. */
export interface Cli {
  source: Source;
  /** As `pulumi version` says it, without the `v`. */
  version: string;
  /** The folder of both, for the front of `PATH`. */
  binDir: string;
}

/** Why a source cannot be used, one clause for a person. */
export interface Unusable {
  unusable: string;
}

/**
 * Looks at the first `pulumi` on a search path and decides whether the program can run on it: it starts, is new enough, and
 * its Node.js language host is beside it.
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

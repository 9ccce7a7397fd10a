// Brings in what checks workflows and shell scripts: zizmor and shellcheck as Python packages, actionlint as a Go module. Each is pinned
// by hash and kept in the cache of all checkouts.
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { execa } from "execa";
import { UserError } from "../../rotation/user-error.ts";
import { failureOf } from "../failure.ts";
import { withLock } from "../lock.ts";
import { cacheDir } from "../paths.ts";
import { say, step } from "../../cli/progress.ts";
import { folderHash } from "../toolchain/folder-hash.ts";
import { ensureGo } from "../toolchain/go.ts";
import { ensurePip } from "../toolchain/pip.ts";

/** The paths of the programs. */
export interface Checkers {
  zizmor: string;
  shellcheck: string;
  actionlint: string;
}

const actionlintDir = path.join(import.meta.dirname, "actionlint");

/**
 * Makes the checkers ready; this is quick when it has been done before.
 *
 * @param cache the folder that they are kept in
 * @throws UserError when a package or module cannot be had
 */
export async function ensureCheckers(cache = path.join(cacheDir, "workflow-checkers")): Promise<Checkers> {
  const folder = path.join(cache, folderHash(import.meta.dirname, `${process.platform} ${process.arch}`));
  const bin = (name: string): string => path.join(folder, "bin", name);
  const wait = (): void => {
    say("… waiting for another run that installs the checkers of workflows");
  };
  await withLock(path.join(cache, "install.lock"), wait, async () => {
    if (existsSync(folder)) return;
    const partial = `${folder}.partial`;
    rmSync(partial, { recursive: true, force: true });
    mkdirSync(partial, { recursive: true });
    await step("installing zizmor and shellcheck as packages", () => installPackages(partial));
    await step("building actionlint from its Go module", () =>
      buildActionlint(path.join(partial, "bin", "actionlint")),
    );
    renameSync(partial, folder);
  });
  return { zizmor: bin("zizmor"), shellcheck: bin("shellcheck"), actionlint: bin("actionlint") };
}

async function installPackages(target: string): Promise<void> {
  const { PATH = "" } = process.env;
  const otherwise = "Install Python 3 with pip, and run this again.";
  const python = await ensurePip({
    ...{ searchPath: PATH, isRoot: process.getuid?.() === 0, otherwise },
    reason: "zizmor and shellcheck come as Python packages",
  });
  const flags = [
    "--quiet",
    "--no-deps",
    "--disable-pip-version-check",
    "--root-user-action=ignore",
    "--only-binary=:all:",
  ];
  const requirements = path.join(import.meta.dirname, "requirements.txt");
  const args = ["-m", "pip", "install", ...flags, "--require-hashes", "--target", target, "-r", requirements];
  const pip = await execa(python, args, { reject: false, stdin: "ignore" });
  if (pip.failed)
    throw new UserError(`The packages cannot be installed: ${failureOf(pip)}`, "Mend that, and run this again.");
}

async function buildActionlint(output: string): Promise<void> {
  const go = await ensureGo(path.join(cacheDir, "toolchain"));
  const env = { CGO_ENABLED: "0", GOFLAGS: "-mod=readonly -buildvcs=false", GOWORK: "off" };
  const args = ["build", "-trimpath", "-o", output, "github.com/rhysd/actionlint/cmd/actionlint"];
  const build = await execa(go, args, { cwd: actionlintDir, env, reject: false, stdin: "ignore" });
  if (build.failed)
    throw new UserError(`actionlint cannot be built: ${failureOf(build, 5)}`, "Mend that, and run this again.");
}

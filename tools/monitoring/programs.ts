// Brings in what the tests run monitoring/ with: Prometheus and Alertmanager with their checkers, and nginx. They are packages of Debian or
// Ubuntu, which are only unpacked, into the cache of all checkouts: nothing is installed, and no service starts.
import { existsSync, globSync, mkdirSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { execa } from "execa";
import { say, step } from "../../cli/progress.ts";
import { UserError } from "../../rotation/user-error.ts";
import { failureOf } from "../failure.ts";
import { withLock } from "../lock.ts";
import { cacheDir } from "../paths.ts";
import { findProgram, isRoot } from "../sandbox/machine.ts";
import { folderHash } from "../toolchain/folder-hash.ts";

/** The paths of the programs. */
export interface MonitoringPrograms {
  prometheus: string;
  promtool: string;
  alertmanager: string;
  /** Alertmanager reads its template below `/usr/share`, and finds it where this folder is mounted there. */
  share: string;
  amtool: string;
  nginx: string;
}

const packages = ["prometheus", "prometheus-alertmanager", "nginx"];

/**
 * Makes the programs ready; this is quick when it has been done before.
 *
 * @param cache the folder that they are kept in
 * @throws UserError when the packages cannot be had
 */
export async function ensureMonitoringPrograms(cache = path.join(cacheDir, "monitoring")): Promise<MonitoringPrograms> {
  const folder = path.join(cache, folderHash(import.meta.dirname, `${process.platform} ${process.arch}`));
  const wait = (): void => {
    say("… waiting for another run that unpacks Prometheus");
  };
  await withLock(path.join(cache, "unpack.lock"), wait, async () => {
    if (existsSync(folder)) return;
    const partial = `${folder}.partial`;
    rmSync(partial, { recursive: true, force: true });
    mkdirSync(partial, { recursive: true });
    await step(`unpacking ${packages.join(", ")}`, (note) => unpack(partial, note));
    renameSync(partial, folder);
  });
  const bin = (name: string): string => path.join(folder, "usr", "bin", name);
  return {
    ...{ prometheus: bin("prometheus"), promtool: bin("promtool"), amtool: bin("amtool") },
    alertmanager: bin("prometheus-alertmanager"),
    share: path.join(folder, "usr", "share"),
    nginx: path.join(folder, "usr", "sbin", "nginx"),
  };
}

async function unpack(target: string, note: (text: string) => void): Promise<void> {
  const aptGet = findProgram("apt-get");
  const remedy = `Run this on Debian or Ubuntu, where apt-get download ${packages.join(" ")} succeeds.`;
  if (aptGet === undefined)
    throw new UserError("Prometheus comes as a package, and this machine has no apt-get.", remedy);
  const options = { cwd: target, reject: false, stdin: "ignore" } as const;
  if (isRoot()) {
    const update = await execa(aptGet, ["-o", "DPkg::Lock::Timeout=300", "update", "-qq"], options);
    if (update.failed) note(`apt-get update: ${failureOf(update)}`);
  }
  const download = await execa(aptGet, ["download", "-qq", ...packages], options);
  if (download.failed) throw new UserError(`The packages cannot be had: ${failureOf(download, 4)}`, remedy);
  for (const archive of globSync("*.deb", { cwd: target })) {
    const unpacked = await execa("dpkg-deb", ["--extract", archive, "."], options);
    if (unpacked.failed) throw new UserError(`${archive} cannot be unpacked: ${failureOf(unpacked)}`, remedy);
    rmSync(path.join(target, archive));
  }
}

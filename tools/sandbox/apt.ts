// Installs missing programs as packages of Debian or Ubuntu, and lets none of the packages start a service.
import { existsSync, renameSync, rmSync, writeFileSync } from "node:fs";
import process from "node:process";
import { execa } from "execa";
import { failureOf } from "../failure.ts";
import { projectName } from "../paths.ts";
import { step } from "../../cli/progress.ts";
import { UserError } from "../../rotation/user-error.ts";
import { findProgram } from "./machine.ts";

/** The package that brings each program. */
const packages = { dockerd: "docker.io", ip: "iproute2", busybox: "busybox-static" } as const;

/** A program that can be had as a package. */
export type PackagedProgram = keyof typeof packages;

/** The packages that bring the programs which this machine lacks. */
export function missingPackages(programs: readonly PackagedProgram[]): string[] {
  return programs.filter((program) => findProgram(program) === undefined).map((program) => packages[program]);
}

/**
 * Installs packages. Only their files are wanted, so that no service of theirs starts, now or at the next boot.
 *
 * @param aptGet the path of apt-get
 * @param names the packages
 */
export async function installPackages(aptGet: string, names: string[]): Promise<void> {
  await step(`installing ${names.join(", ")} (apt-get)`, async (note) => {
    const run = (args: string[]) =>
      execa(aptGet, ["-o", "DPkg::Lock::Timeout=300", ...args], {
        env: { DEBIAN_FRONTEND: "noninteractive" },
        reject: false,
        stdin: "ignore",
      });
    const update = await run(["update", "-qq"]);
    if (update.failed) note(`apt-get update: ${failureOf(update)}`);
    const install = await withoutServices(() =>
      run(["install", "-y", "-qq", "--no-install-recommends", "--no-remove", ...names]),
    );
    if (install.failed) {
      throw new UserError(
        `The packages ${names.join(", ")} cannot be installed: ${failureOf(install, 4)}`,
        `Mend that and run this again, or install them by hand: apt-get install ${names.join(" ")}`,
      );
    }
    await disableServices(names);
  });
}

const policyFile = "/usr/sbin/policy-rc.d";
const setAside = `${policyFile}.before-${projectName}`;

/**
 * Debian's packages ask policy-rc.d whether they may start a service. While `work` runs, the answer is no. The answer depends on
 * this process being alive, so that a policy which a killed process left behind has no effect.
 */
async function withoutServices<T>(work: () => Promise<T>): Promise<T> {
  const restore = (): void => {
    if (existsSync(setAside)) renameSync(setAside, policyFile);
    else rmSync(policyFile, { force: true });
  };
  // A policy that an earlier, killed run set aside is the machine's own.
  if (existsSync(setAside)) restore();
  if (existsSync(policyFile)) renameSync(policyFile, setAside);
  const policy = [
    "#!/bin/sh",
    `[ ! -d /proc/${process.pid} ] || exit 101`,
    `[ ! -x ${setAside} ] || exec ${setAside} "$@"`,
    "",
  ];
  writeFileSync(policyFile, policy.join("\n"), { mode: 0o755 });
  process.once("exit", restore);
  try {
    return await work();
  } finally {
    process.off("exit", restore);
    restore();
  }
}

/** Disables the units of Docker, which its installation has enabled for the next boot. */
async function disableServices(names: string[]): Promise<void> {
  if (!names.includes(packages.dockerd) || !existsSync("/run/systemd/system")) return;
  await execa("systemctl", ["disable", "docker.service", "docker.socket", "containerd.service"], { reject: false });
}

// Decides where the private engine runs.
import process from "node:process";
import { UserError } from "../../rotation/user-error.ts";
import { installPackages, missingPackages } from "./apt.ts";
import type { Layout } from "./layout.ts";
import { aptGet, findProgram, isRoot } from "./machine.ts";
import { findUserEngine } from "./user-engine.ts";

/** How the private engine runs: as processes of this machine, or as one container on the user's own engine. */
export type How = "process" | "container";

/** What the private engine is started with: the path of this machine's `dockerd`, or the socket of the user's engine. */
export type Home = { dockerd: string } | { socket: string };

/**
 * Finds the best home: processes where this user is root on Linux and `dockerd` is installed or can be, else a container where the
 * user has an engine.
 *
 * @param wanted allows only one of the two
 * @throws UserError when neither is possible
 */
export async function chooseHome(layout: Layout, wanted?: How): Promise<Home> {
  const reasons: string[] = [];
  if (wanted !== "container") {
    const found = await findDaemon();
    if ("dockerd" in found) return found;
    reasons.push(found.unusable);
  }
  if (wanted !== "process") {
    const found = await findUserEngine(layout);
    if ("socket" in found) return found;
    reasons.push(found.unusable);
  }
  throw new UserError(`There is no way to a private Docker Engine: ${reasons.join(", and ")}.`, remedy(wanted));
}

/** Finds `dockerd` and what it needs to start, and installs what is missing. */
async function findDaemon(): Promise<{ dockerd: string } | { unusable: string }> {
  if (process.platform !== "linux") return { unusable: "this machine does not run Linux" };
  if (!isRoot()) return { unusable: "this user is not root" };
  const apt = aptGet();
  const missing = missingPackages(["dockerd", "ip", "busybox"]);
  if (apt !== undefined && missing.length > 0) await installPackages(apt, missing);
  const dockerd = findProgram("dockerd");
  if (dockerd === undefined) return { unusable: "this machine has no dockerd and no apt-get to install it" };
  if (findProgram("ip") === undefined) return { unusable: "this machine has no ip and no apt-get to install it" };
  return { dockerd };
}

function remedy(wanted?: How): string {
  const asRoot =
    "Run this as root, with dockerd and ip on PATH: install Docker Engine and iproute2 with the system's package manager" +
    " (on Debian and Ubuntu they come by themselves).";
  const asUser = "Let this user use a Docker Engine of this machine: usermod -aG docker NAME, then log in again.";
  if (wanted === "process") return asRoot;
  return wanted === "container" ? asUser : `${asRoot}\nOr: ${asUser}`;
}

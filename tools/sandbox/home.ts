// Decides where the private engine runs.
import process from "node:process";
import { UserError } from "../../rotation/user-error.ts";
import { installPackages, missingPackages } from "./apt.ts";
import type { Layout } from "./layout.ts";
import { aptGet, findProgram, isRoot } from "./machine.ts";
import { findUserEngine } from "./user-engine.ts";

/** As processes of this machine, or as one container on the engine that the user has. */
export type How = "process" | "container";

/** What the private engine is started with: a `dockerd` of this machine, or the user's engine, by its socket. */
export type Home = { dockerd: string } | { socket: string };

/**
 * Finds the best home that there is: processes where this is root on Linux and `dockerd` is there or can be installed, else a
 * container where the user has an engine.
 *
 * @param wanted leaves only one of them
 * @throws UserError when there is none
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

/** `dockerd` with what its start needs, installed if need be. */
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

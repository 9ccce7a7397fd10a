// The checks before a private engine is started. Each failure says what to do.
import { accessSync, constants, existsSync, lstatSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { connect } from "node:net";
import path from "node:path";
import process from "node:process";
import { execa } from "execa";
import { failureOf } from "../failure.ts";
import { UserError } from "../../rotation/user-error.ts";
import type { Layout } from "./layout.ts";
import { findProgram, systemPath } from "./machine.ts";
import { apart } from "./namespaces.ts";
import { waitFor } from "./processes.ts";

const neededGibibytes = 1;
// The path in sockaddr_un holds 108 bytes, and the last of them is zero.
const longestSocketPath = 107;
// Engine 19.03 is the first with API 1.40, which has replicas per node and is the oldest API that current Engines still answer.
const oldestEngine = 1903;

/** Makes a folder if there is none, and makes sure that its files can be written. */
export function makeWritable(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOSPC")
      throw new UserError(`The disk of ${folder} is full.`, "Free some space there.", { cause: error });
    if (code !== "EACCES" && code !== "EPERM" && code !== "EROFS") throw error;
    throw new UserError(
      `This user may not write to ${folder}.`,
      "Run this as the owner of that folder, or choose another with --dir.",
      { cause: error },
    );
  }
}

/** Makes sure that the path of the engine's socket is short enough, and that there is room for the engine's data. */
export async function checkFolder(layout: Layout): Promise<void> {
  const length = Buffer.byteLength(layout.socket);
  if (length > longestSocketPath) {
    throw new UserError(
      `The path of the private engine's socket is too long (${length} bytes, at most ${longestSocketPath}): ${layout.socket}`,
      "Put the checkout at a shorter path, or choose a shorter folder with --dir.",
    );
  }
  makeWritable(layout.engineDir);
  const { bavail, bsize } = await statfs(layout.dir);
  const gibibytes = (bavail * bsize) / 2 ** 30;
  if (gibibytes < neededGibibytes) {
    throw new UserError(
      `The disk of ${layout.dir} has ${gibibytes.toFixed(1)} GiB free, and the private engine needs ${neededGibibytes} GiB.`,
      "Free some space there, or choose a folder on a larger disk with --dir.",
    );
  }
}

/**
 * Makes sure that the socket's path is free, and removes what an engine left there that no longer runs.
 *
 * @throws UserError when something that is not this sandbox's engine listens or lies there
 */
export async function freeSocket(layout: Layout): Promise<void> {
  const found = lstatSync(layout.socket, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (!found.isSocket()) {
    throw new UserError(
      `${layout.socket} is not a socket, and not from here.`,
      "Move it away, or choose another folder with --dir.",
    );
  }
  // An engine that was killed a moment ago may not have ended yet.
  if (!(await waitFor(async () => !(await isListening(layout.socket)), 2000))) {
    throw new UserError(
      `Another program listens on ${layout.socket}; it is not this sandbox's engine.`,
      `Stop that program (ss -xlp names it), or choose another folder with --dir.`,
    );
  }
  rmSync(layout.socket, { force: true });
}

/** Removes the socket of an engine that no longer runs, and leaves alone what somebody else has there. */
export async function removeDeadSocket(layout: Layout): Promise<void> {
  const isSocket = lstatSync(layout.socket, { throwIfNoEntry: false })?.isSocket() ?? false;
  if (isSocket && !(await isListening(layout.socket))) rmSync(layout.socket, { force: true });
}

async function isListening(socket: string): Promise<boolean> {
  if (!existsSync(socket)) return false;
  return await new Promise((resolve) => {
    const connection = connect(socket);
    connection.once("connect", () => {
      connection.destroy();
      resolve(true);
    });
    connection.once("error", (error) => {
      resolve("code" in error && error.code !== "ECONNREFUSED" && error.code !== "ENOENT");
    });
  });
}

/**
 * The major version of this `dockerd`.
 *
 * @throws UserError when it is too old
 */
export async function checkEngineVersion(dockerd: string): Promise<number> {
  const run = await execa(dockerd, ["--version"], { reject: false, timeout: 20_000, stdin: "ignore" });
  // The semver package is not used, because Docker's minor versions were months with a leading zero.
  const [version, major, minor] = /(\d+)\.(\d+)\.\d+/.exec(run.stdout) ?? [];
  if (run.failed || version === undefined) {
    throw new UserError(`${dockerd} does not run: ${failureOf(run)}`, "Install Docker Engine again.");
  }
  if (Number(major) * 100 + Number(minor) < oldestEngine) {
    throw new UserError(
      `${dockerd} is Docker Engine ${version}, and 19.03 (API 1.40) is the oldest that works here.`,
      "Update Docker Engine.",
    );
  }
  return Number(major);
}

/** What the kernel and the rights of this process allow. */
export interface Kernel {
  /** Whether overlayfs works on the disk of the engine's data. */
  overlay: boolean;
}

/** Tries what the engine is going to do, in namespaces that vanish afterwards. */
export async function checkKernel(layout: Layout): Promise<Kernel> {
  if (layout.dir.startsWith("/run/")) {
    throw new UserError(
      `${layout.dir} is below /run, which the private engine replaces by its own.`,
      "Choose a folder elsewhere with --dir.",
    );
  }
  const unshare = findProgram("unshare");
  if (unshare === undefined) {
    throw new UserError(
      "There is no unshare on this machine.",
      "Install util-linux with the system's package manager.",
    );
  }
  const folder = mkdtempSync(path.join(layout.engineDir, "probe-"));
  try {
    const env = { ...process.env, PATH: systemPath };
    const run = await execa(unshare, apart("probe.sh", [folder]), { env, reject: false, stdin: "ignore" });
    if (run.exitCode !== 0) {
      throw new UserError(
        `The private engine needs network, mount and process namespaces of its own, and cannot have them: ${failureOf(run)}`,
        "In a container: start it with --privileged. Elsewhere: use a kernel with CONFIG_NET_NS and CONFIG_PID_NS.",
      );
    }
    const missing = new Set(run.stdout.split("\n").filter((line) => line !== ""));
    const overlay = !missing.delete("overlay");
    const links = [...missing];
    if (links.length > 0) {
      const options = links.map((link) => `CONFIG_${link.toUpperCase()}`).join(", ");
      throw new UserError(
        `The kernel cannot make network links of type ${links.join(", ")}, and a Swarm's networks need them: ${failureOf(run)}`,
        `Load them as root (modprobe ${links.join("; modprobe ")}), or use a kernel with ${options}.`,
      );
    }
    return { overlay };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

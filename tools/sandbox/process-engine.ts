// Runs the private engine as processes of this machine. Needs root on Linux.
import { spawn } from "node:child_process";
import { closeSync, existsSync, openSync } from "node:fs";
import { once } from "node:events";
import { say } from "../../cli/progress.ts";
import { UserError } from "../../rotation/user-error.ts";
import { removeControlGroups } from "./cgroups.ts";
import { writeConfig } from "./config.ts";
import { askVersion } from "./engine-api.ts";
import { logRemedy, tellingLines } from "./engine-log.ts";
import { checkEngineVersion, checkKernel } from "./ground.ts";
import type { Layout } from "./layout.ts";
import { findProgram, systemPath } from "./machine.ts";
import { apart } from "./namespaces.ts";
import { engineProcesses, signalAll, waitFor, type EngineProcess } from "./processes.ts";

const startLimitMs = 60_000;
// The engine gives its containers 10 s to end by themselves, so it gets a little more than that.
const stopLimitMs = 15_000;

const configArgument = (layout: Layout): string => `--config-file=${layout.configFile}`;

/** The running processes of this sandbox's engine, also when it has only half started or half ended. */
export const runningProcesses = (layout: Layout): EngineProcess[] => engineProcesses(configArgument(layout));

/** Starts the engine, detached from the terminal, and waits until its API answers. No process of it may run already. */
export async function startProcess(layout: Layout, dockerd: string): Promise<void> {
  const engineMajor = await checkEngineVersion(dockerd);
  const { overlay } = await checkKernel(layout);
  if (!overlay) say("overlayfs does not work here: the private engine copies every image layer (vfs), which is slow.");
  removeControlGroups(layout.name);
  writeConfig(layout, { socket: layout.socket, dataDir: layout.dataDir, groupId: 0, overlay }, engineMajor);

  const log = openSync(layout.logFile, "w");
  const child = spawn(
    findProgram("unshare") ?? "unshare",
    apart("init.sh", ["process", dockerd, configArgument(layout)]),
    {
      // The engine gets a session of its own, so that Ctrl-C ends the command that started it and not the engine.
      detached: true,
      cwd: "/",
      env: { PATH: systemPath },
      stdio: ["ignore", log, log],
    },
  );
  closeSync(log);
  await once(child, "spawn");
  child.unref();

  let problem = `did not answer within ${startLimitMs / 1000} s`;
  const up = await waitFor(async () => {
    if (child.exitCode !== null || child.signalCode !== null) {
      problem = "ended while it started";
      return true;
    }
    return (await askVersion(layout.socket)) !== undefined;
  }, startLimitMs);
  if (up && child.exitCode === null && child.signalCode === null) return;
  await killProcesses(layout);
  throw new UserError(`The private engine ${problem}:\n  ${tellingLines(layout.logFile)}`, logRemedy(layout.logFile));
}

/**
 * Waits until an engine that somebody else started answers.
 *
 * @returns false when it does not answer, because it hangs or its folder was removed
 */
export async function awaitProcess(layout: Layout): Promise<boolean> {
  const answersOrEnds = await waitFor(async () => {
    if (!existsSync(layout.configFile) || runningProcesses(layout).length === 0) return true;
    return (await askVersion(layout.socket)) !== undefined;
  }, startLimitMs);
  return answersOrEnds && existsSync(layout.configFile) && runningProcesses(layout).length > 0;
}

/** Stops the engine with everything that it started, in good order if possible, and clears away what a killed engine left. */
export async function stopProcess(layout: Layout): Promise<void> {
  const running = runningProcesses(layout);
  const daemons = running.filter(({ program }) => program === "dockerd");
  signalAll(daemons, "SIGTERM");
  if (daemons.length > 0) await waitFor(() => runningProcesses(layout).length === 0, stopLimitMs);
  await killProcesses(layout);
  removeControlGroups(layout.name);
}

/** Kills all processes of the engine. */
async function killProcesses(layout: Layout): Promise<void> {
  const ended = (): boolean => runningProcesses(layout).length === 0;
  // unshare is not killed at first: it ends by itself once its child, and with it all of the namespace, is gone.
  signalAll(
    runningProcesses(layout).filter(({ program }) => program !== "unshare"),
    "SIGKILL",
  );
  if (await waitFor(ended, 2000)) return;
  signalAll(runningProcesses(layout), "SIGKILL");
  if (await waitFor(ended, 10_000)) return;
  const pids = runningProcesses(layout).map(({ pid }) => pid);
  throw new UserError(
    `Processes of the private engine do not end: ${pids.join(", ")}`,
    "They wait in the kernel, for a disk that does not answer, say. Mend that, or restart the machine.",
  );
}

import assert from "node:assert/strict";
import { dockerAt } from "../../../tools/sandbox/engine-client.ts";
import { randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, readlinkSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import type Docker from "dockerode";
import { execa } from "execa";
import { projectDir } from "../../../tools/paths.ts";
import { Sandbox } from "../../../tools/sandbox/index.ts";
import { findProgram, isRoot } from "../../../tools/sandbox/machine.ts";
import { eventually } from "../../support/eventually.ts";

/** The command line as `npm run sandbox` runs it. */
export const commandLine = [process.execPath, path.join(projectDir, "tools", "cli.ts"), "sandbox"];

/** For tests that start engines as processes of this machine; where that cannot be done, one in their place fails and says why. */
export function describeAsRoot(title: string, tests: (this: Mocha.Suite) => void): void {
  const lacking = [...(isRoot() ? [] : ["root"]), ...(findProgram("dockerd") === undefined ? ["dockerd"] : [])];
  if (lacking.length === 0) {
    describe(title, tests);
    return;
  }
  describe(title, () => {
    it("can be tried on this machine", () => {
      assert.fail(
        `These tests need ${lacking.join(" and ")}. Run them as root on a machine with Docker Engine: sudo npm test ` +
          "(on Debian and Ubuntu the Engine comes by itself), or in a container started with --privileged.",
      );
    });
  });
}

/** Makes a folder for one sandbox, which is reset and removed after the tests of the surrounding block, also of failed ones. */
export function useSandboxFolder(): { dir: string; sandbox: Sandbox } {
  const dir = path.join(realpathSync(tmpdir()), `busflow-sandbox-${randomUUID().slice(0, 8)}`);
  const sandbox = new Sandbox(dir);
  before(() => {
    mkdirSync(dir);
  });
  after(async () => {
    await sandbox.reset();
    rmSync(dir, { recursive: true });
  });
  return { dir, sandbox };
}

/** Runs the command line to its end, whatever that is. */
export function run(args: string[], env: NodeJS.ProcessEnv = {}) {
  return execa(commandLine[0] ?? "", [...commandLine.slice(1), ...args], { reject: false, env, all: true });
}

/**
 * Runs the command line where a shell script has set the scene: in a mount namespace of its own, as `$@`.
 *
 * @param scene ends in running `"$@"`
 */
export function runIn(scene: string, args: string[], env: NodeJS.ProcessEnv = {}) {
  const shell = ["--mount", "--propagation", "private", "sh", "-euc", scene, "scene"];
  return execa("unshare", [...shell, ...commandLine, ...args], { reject: false, env, all: true });
}

export const connect = (dir: string): Docker => dockerAt(path.join(dir, "docker.sock"));

/** Processes by the namespace that they are in, the machine's own among them. */
export function processesIn(kind: "pid" | "net" | "mnt", namespace: string): number[] {
  return pids().filter((pid) => namespaceOf(kind, pid) === namespace);
}

/** The name of a process's namespace; empty when the process is gone. */
export function namespaceOf(kind: "pid" | "net" | "mnt", pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/ns/${kind}`);
  } catch {
    return "";
  }
}

/** The processes whose command line is of this sandbox's `dockerd`, less those that one of them is just about to run as something else. */
export function daemonsOf(dir: string): number[] {
  const found = pids().filter((pid) => {
    const args = readProc(pid, "cmdline").split("\0");
    return path.basename(args[0] ?? "") === "dockerd" && args.includes(`--config-file=${dir}/engine/daemon.json`);
  });
  const parentOf = (pid: number) => Number(/^PPid:\t(\d+)$/m.exec(readProc(pid, "status"))?.[1]);
  return found.filter((pid) => !found.includes(parentOf(pid)));
}

/** The processes that see a mount whose description names the folder. */
export function mountersOf(dir: string): number[] {
  return pids().filter((pid) => readProc(pid, "mountinfo").includes(dir));
}

const pids = (): number[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);

function readProc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}

/** Starts a service of one task that runs until it is told to end, and waits for the task. */
export async function startService(docker: Docker, name: string, image: string): Promise<void> {
  await docker.createService({
    Name: name,
    TaskTemplate: {
      ContainerSpec: { Image: image, Command: ["tail", "-f", "/dev/null"], StopGracePeriod: 1e9 },
      RestartPolicy: { Delay: 0 },
    },
    Mode: { Replicated: { Replicas: 1 } },
  });
  await awaitTask(docker, name);
}

/** Waits until a container of the service runs, and returns its ID. */
export async function awaitTask(docker: Docker, service: string): Promise<string> {
  return await eventually(`a task of ${service} runs`, async () => {
    const filters = { label: [`com.docker.swarm.service.name=${service}`], status: ["running"] };
    return (await docker.listContainers({ filters }))[0]?.Id;
  });
}

/** Asserts that a run failed as a user's mistake does: exit code 1, this in its message, and no stack trace. */
export function assertUserError(result: { exitCode?: number | undefined; all: string }, ...parts: (string | RegExp)[]) {
  assert.equal(result.exitCode, 1, result.all);
  for (const part of parts) {
    if (typeof part === "string") assert.ok(result.all.includes(part), `"${part}" is not in:\n${result.all}`);
    else assert.match(result.all, part);
  }
  assert.doesNotMatch(result.all, /^\s+at .*:\d+/m);
}

// A Docker Engine as a user of this machine would have one, started by hand, far from the sandbox's own way to do it.
import { dockerAt } from "../../../tools/sandbox/engine-client.ts";
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { chmodSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type Docker from "dockerode";
import { removeControlGroups } from "../../../tools/sandbox/cgroups.ts";
import { findProgram } from "../../../tools/sandbox/machine.ts";
import { eventually } from "../../support/eventually.ts";

/** The user's engine of a test. */
export interface UserEngine {
  docker: Docker;
  dockerHost: string;
  /** Everything in it and everything that happened to it so far. */
  traces: () => Promise<Record<string, unknown>>;
}

/** Starts the user's engine before the tests of the surrounding block, and ends it after them, also after failed ones. */
export function useUserEngine(): UserEngine {
  const dir = path.join(realpathSync(tmpdir()), `busflow-user-${randomUUID().slice(0, 8)}`);
  const socket = path.join(dir, "docker.sock");
  const docker = dockerAt(socket);
  let stop: (() => Promise<void>) | undefined;

  before(async () => {
    mkdirSync(dir);
    const config = {
      "hosts": [`unix://${socket}`],
      "data-root": path.join(dir, "data"),
      "deprecated-key-path": path.join(dir, "key.json"),
      "cgroup-parent": `/${path.basename(dir)}`,
      "log-level": "warn",
      "default-runtime": "within-bounds",
      "runtimes": { "within-bounds": { path: writeRuntime(dir) } },
    };
    writeFileSync(path.join(dir, "daemon.json"), JSON.stringify(config));
    const scene = `ip link set lo up; mount -t tmpfs tmpfs /run; exec dockerd --config-file ${dir}/daemon.json >${dir}/log 2>&1`;
    const apart = ["--mount", "--net", "--pid", "--fork", "--kill-child", "--mount-proc"];
    const child = spawn("unshare", [...apart, "sh", "-euc", scene], { stdio: "ignore" });
    stop = async () => {
      child.kill("SIGKILL");
      await eventually("the user's engine is gone", () => child.signalCode ?? undefined);
    };
    await eventually("the user's engine answers", async () => {
      if (child.exitCode !== null) throw new Error(readFileSync(path.join(dir, "log"), "utf8"));
      return await docker.ping().then(
        () => true,
        () => undefined,
      );
    });
  });

  after(async () => {
    await stop?.();
    await eventually("its folder can be removed", () => {
      try {
        rmSync(dir, { recursive: true, force: true });
        return true;
      } catch {
        // Its last processes are on their way out.
        return undefined;
      }
    });
    removeControlGroups(path.basename(dir));
  });

  return { docker, dockerHost: `unix://${socket}`, traces: () => tracesOf(docker) };
}

/**
 * Before 23, Docker Engine gives a privileged container every capability that the kernel knows, and cannot start one where its
 * own root has been denied some, as on many build machines. Later Engines give it those that they have, and so does this.
 */
function writeRuntime(dir: string): string {
  const file = path.join(dir, "runtime");
  const script = `#!/bin/sh
while read -r name value; do [ "$name" != CapBnd: ] || bounds=$value; done </proc/self/status
previous=
for argument in "$@"; do
  [ "$previous" != --bundle ] || [ $((0x$bounds >> 24 & 1)) = 1 ] || sed -i 's/"CAP_SYS_RESOURCE",//g' "$argument/config.json"
  previous=$argument
done
exec ${findProgram("runc") ?? "runc"} "$@"
`;
  writeFileSync(file, script);
  chmodSync(file, 0o755);
  return file;
}

async function tracesOf(docker: Docker): Promise<Record<string, unknown>> {
  const info = (await docker.info()) as { Swarm: { LocalNodeState: string } };
  const events = await docker.getEvents({ since: 0, until: Math.ceil(Date.now() / 1000) });
  const lines: string[] = [];
  for await (const chunk of events) lines.push(String(chunk));
  return {
    swarm: info.Swarm.LocalNodeState,
    containers: (await docker.listContainers({ all: true })).map(({ Names }) => Names),
    images: (await docker.listImages({ all: true })).map(({ RepoTags }) => RepoTags),
    volumes: (await docker.listVolumes()).Volumes.map(({ Name }) => Name),
    networks: (await docker.listNetworks()).map(({ Name }) => Name).sort(),
    events: lines,
  };
}

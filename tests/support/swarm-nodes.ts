// A Swarm of two nodes on this machine: two engines, each in namespaces of its own, with one link between them that can be cut. A
// node whose link is cut is down as far as the Swarm can tell, and its containers go on.
import { execa } from "execa";
import { spawn, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type Docker from "dockerode";
import { removeControlGroups } from "../../tools/sandbox/cgroups.ts";
import { writeConfig } from "../../tools/sandbox/config.ts";
import { dockerAt } from "../../tools/sandbox/engine-client.ts";
import { checkEngineVersion, checkKernel } from "../../tools/sandbox/ground.ts";
import { ensureBusyboxImage } from "../../tools/sandbox/index.ts";
import { layoutOf, type Layout } from "../../tools/sandbox/layout.ts";
import { findProgram } from "../../tools/sandbox/machine.ts";
import { eventually } from "./eventually.ts";

/** The only network there is for the two. */
const subnet = "192.168.231";
const link = "pair0";

/** Ends with its first process, and with it all that runs in it: the engine, and containers that outlive the engine. */
const scene = `hostname "$1"; ip link set lo up; mount -t tmpfs -o mode=755 tmpfs /run; "$2" --config-file="$3" >"$4" 2>&1 & wait`;

interface Node {
  docker: Docker;
  layout: Layout;
  process: ChildProcess;
  hostname: string;
  address: string;
}

/** The Swarm; made before the tests of the surrounding block, and ended after them, also after failed ones. */
export interface SwarmNodes {
  /** A client of the manager. */
  readonly docker: Docker;
  /** The manager, for DOCKER_HOST. */
  readonly dockerHost: string;
  /** The worker's name. */
  readonly worker: string;
  /** Cuts the worker off, and waits until the Swarm has noticed. */
  silenceWorker(): Promise<void>;
  /** Mends the link, and waits until the worker is ready. */
  returnWorker(): Promise<void>;
}

export function useSwarmNodes(): SwarmNodes {
  const dir = path.join(realpathSync(tmpdir()), `busflow-nodes-${randomUUID().slice(0, 8)}`);
  const nodes: Node[] = [];
  const at = (index: number): Node => {
    const node = nodes[index];
    if (node === undefined) throw new Error("the nodes are not there yet");
    return node;
  };

  before(async function () {
    this.timeout(180_000);
    nodes.push(await startNode(dir, "manager", 1));
    nodes.push(await startNode(dir, "worker", 2));
    const [manager, worker] = [at(0), at(1)];
    await connect(manager, worker);
    await join(manager, worker);
    for (const { layout } of nodes) await ensureBusyboxImage(`unix://${layout.socket}`);
  });

  after(async function () {
    this.timeout(180_000);
    for (const { process, layout } of nodes) {
      process.kill("SIGKILL");
      await eventually("the engine is gone", () => process.signalCode ?? process.exitCode ?? undefined);
      removeControlGroups(layout.name);
    }
    await eventually("their folder can be removed", () => {
      try {
        rmSync(dir, { recursive: true, force: true });
        return true;
      } catch {
        // Their last processes are on their way out.
        return undefined;
      }
    });
  });

  const awaitState = async (state: string): Promise<void> => {
    await eventually(`the worker is ${state}`, async () => {
      const listed = (await at(0).docker.listNodes()) as {
        Description: { Hostname: string };
        Status: { State: string };
      }[];
      const worker = listed.find(({ Description }) => Description.Hostname === at(1).hostname);
      return worker?.Status.State === state;
    });
  };
  return {
    get docker() {
      return at(0).docker;
    },
    get dockerHost() {
      return `unix://${at(0).layout.socket}`;
    },
    get worker() {
      return at(1).hostname;
    },
    silenceWorker: async () => {
      await within(at(1), ["ip", "link", "set", link, "down"]);
      await awaitState("down");
    },
    returnWorker: async () => {
      await within(at(1), ["ip", "link", "set", link, "up"]);
      await awaitState("ready");
    },
  };
}

async function startNode(dir: string, hostname: string, number: number): Promise<Node> {
  const layout = layoutOf(path.join(dir, hostname));
  mkdirSync(layout.engineDir, { recursive: true });
  const dockerd = findProgram("dockerd") ?? "dockerd";
  const { overlay } = await checkKernel(layout);
  const { socket, dataDir } = layout;
  writeConfig(layout, { socket, dataDir, groupId: 0, overlay }, await checkEngineVersion(dockerd));
  const apart = ["--mount", "--uts", "--net", "--pid", "--fork", "--kill-child", "--mount-proc"];
  const args = ["sh", "-euc", scene, "scene", hostname, dockerd, layout.configFile, layout.logFile];
  const process = spawn("unshare", [...apart, ...args], { stdio: "ignore" });
  const docker = dockerAt(socket);
  await eventually(`the engine of ${hostname} answers`, async () => {
    if (process.exitCode !== null) throw new Error(readFileSync(layout.logFile, "utf8"));
    return await docker.ping().then(
      () => true,
      () => undefined,
    );
  });
  return { docker, layout, process, hostname, address: `${subnet}.${number}` };
}

/** The two ends of one cable, in the two networks. */
async function connect(one: Node, other: Node): Promise<void> {
  const netns = (node: Node): string[] => ["netns", String(node.process.pid)];
  await execa("ip", ["link", "add", link, ...netns(one), "type", "veth", "peer", "name", link, ...netns(other)]);
  for (const node of [one, other]) {
    await within(node, ["ip", "address", "add", `${node.address}/24`, "dev", link]);
    await within(node, ["ip", "link", "set", link, "up"]);
  }
}

async function join(manager: Node, worker: Node): Promise<void> {
  const addresses = ({ address }: Node) => ({ ListenAddr: `${address}:2377`, AdvertiseAddr: address });
  await manager.docker.swarmInit(addresses(manager));
  const { ID, Version, JoinTokens, Spec } = (await manager.docker.swarmInspect()) as {
    ID: string;
    Version: { Index: number };
    JoinTokens: { Worker: string };
    Spec: Record<string, unknown>;
  };
  // A node counts as down when it has missed a few of these; by default one comes every 5 s.
  const Dispatcher = { HeartbeatPeriod: 1_000_000_000 };
  await manager.docker.swarmUpdate({ version: Version.Index, ID, ...Spec, Dispatcher });
  const RemoteAddrs = [`${manager.address}:2377`];
  await worker.docker.swarmJoin({ ...addresses(worker), RemoteAddrs, JoinToken: JoinTokens.Worker });
}

/** Runs a command in the node's network. */
async function within(node: Node, command: string[]): Promise<void> {
  await execa("nsenter", [`--net=/proc/${node.process.pid ?? 0}/ns/net`, ...command]);
}

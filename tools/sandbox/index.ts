// A private Docker Engine with a Swarm of one node on loopback, apart from every other engine on the machine.
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { withLock } from "../lock.ts";
import { sandboxDir } from "../paths.ts";
import { say, step } from "../progress.ts";
import { UserError } from "../../rotation/user-error.ts";
import {
  containerRuns,
  readRecord,
  removeImage,
  startContainer,
  stopContainer,
  type ContainerRecord,
} from "./container-engine.ts";
import { askSwarm, askVersion, ensureSwarm, type EngineInfo } from "./engine-api.ts";
import { dockerAt } from "./engine-client.ts";
import { logRemedy, tellingLines } from "./engine-log.ts";
import { checkFolder, freeSocket, makeWritable, removeDeadSocket } from "./ground.ts";
import { chooseHome, type How } from "./home.ts";
import { layoutOf, type Layout } from "./layout.ts";
import { awaitProcess, runningProcesses, startProcess, stopProcess } from "./process-engine.ts";

export { busyboxImage, ensureBusyboxImage } from "./busybox.ts";
export type { How } from "./home.ts";

/** A private engine that runs. */
export interface Running extends EngineInfo {
  how: How;
  /** For `DOCKER_HOST`: `unix:///…/docker.sock`. */
  dockerHost: string;
  /** The ID of the Swarm's only node. */
  nodeId: string;
}

/** How a sandbox is. A broken one runs in part: `up` mends it, `stop` clears it away. */
export type Status = ({ state: "running" } & Running) | { state: "stopped" } | { state: "broken"; problem: string };

/** The private engine that belongs to a folder. Two folders give two engines, which know nothing of each other. */
export class Sandbox {
  readonly #layout: Layout;

  /** @param dir the folder, made by `up`; default `.sandbox` in the checkout */
  constructor(dir = sandboxDir) {
    this.#layout = layoutOf(dir);
  }

  /**
   * Makes the engine run and its Swarm be ready, whatever state it is in. Quick when it is so already.
   *
   * @param how leaves no choice between processes and a container
   * @throws UserError when the machine does not allow it, with what to do
   */
  async up(how?: How): Promise<Running> {
    makeWritable(this.#layout.dir);
    return await this.#locked(async () => {
      const running = await this.#mend(how);
      const actual = running ?? (await this.#start(how));
      const { nodeId, ...engine } = await this.#ready();
      return { how: actual, dockerHost: this.#dockerHost, ...engine, nodeId };
    });
  }

  /** How it is, without changing anything. */
  async status(): Promise<Status> {
    try {
      const how = await this.#runningHow();
      if (how === undefined) return { state: "stopped" };
      const engine = await askVersion(this.#layout.socket);
      if (engine === undefined) return { state: "broken", problem: "the private engine runs and does not answer" };
      const swarm = await askSwarm(dockerAt(this.#layout.socket));
      if ("nodeId" in swarm) {
        return { state: "running", how, dockerHost: this.#dockerHost, ...engine, nodeId: swarm.nodeId };
      }
      return {
        state: "broken",
        problem: `the private Swarm ${"broken" in swarm ? `is lost: ${swarm.broken}` : "is not ready"}`,
      };
    } catch (error) {
      // An error with a code is the engine's or the connection's: it ended, or changed, under the question.
      if (!(error instanceof UserError || (error instanceof Error && "code" in error))) throw error;
      return { state: "broken", problem: error instanceof UserError ? error.problem : error.message };
    }
  }

  /**
   * Ends the engine with all that it runs. As processes it keeps its data for the next `up`; as a container it leaves nothing
   * but its image behind.
   *
   * @returns whether there was anything to end
   */
  async stop(): Promise<boolean> {
    if (!existsSync(this.#layout.dir)) return false;
    makeWritable(this.#layout.dir);
    return await this.#locked(() => this.#stop());
  }

  /** Ends the engine and removes all that it kept: services, secrets, images. */
  async reset(): Promise<void> {
    if (!existsSync(this.#layout.dir)) return;
    makeWritable(this.#layout.dir);
    await this.#locked(async () => {
      await this.#stop();
      const record = readRecord(this.#layout);
      if (record !== undefined) await removeImage(this.#layout, record);
      rmSync(this.#layout.engineDir, { recursive: true, force: true });
    });
  }

  get #dockerHost(): string {
    return `unix://${this.#layout.socket}`;
  }

  #locked<T>(work: () => Promise<T>): Promise<T> {
    const onWait = (): void => {
      say(`… waiting: another command is at work on ${this.#layout.dir}`);
    };
    return withLock(this.#layout.lockFile, onWait, work);
  }

  /** How the engine runs, answering or not; undefined when nothing of it does. */
  async #runningHow(): Promise<How | undefined> {
    if (runningProcesses(this.#layout).length > 0) return "process";
    const record = readRecord(this.#layout);
    return record !== undefined && (await containerRuns(this.#layout, record)) ? "container" : undefined;
  }

  /** Clears away what hangs; how the engine runs when it does so well. */
  async #mend(wanted?: How): Promise<How | undefined> {
    const how = await this.#runningHow();
    if (how === undefined) return undefined;
    if (wanted !== undefined && wanted !== how) {
      throw new UserError(
        `The private engine already runs as a ${how}, not as a ${wanted}.`,
        "Stop it first: npm run sandbox -- stop",
      );
    }
    const answers =
      how === "process" ? await awaitProcess(this.#layout) : (await askVersion(this.#layout.socket)) !== undefined;
    if (answers) return how;
    say("The private engine runs and does not answer: it is started anew.");
    if (how === "process") await stopProcess(this.#layout);
    return undefined;
  }

  async #start(wanted?: How): Promise<How> {
    await checkFolder(this.#layout);
    await freeSocket(this.#layout);
    const record = readRecord(this.#layout);
    if (record?.container && wanted === "process") await this.#removeContainer(record);
    const home = record?.container && wanted !== "process" ? record : await chooseHome(this.#layout, wanted);
    const title = "starting a private Docker Engine";
    if ("dockerd" in home) {
      await step(title, () => startProcess(this.#layout, home.dockerd));
      return "process";
    }
    await step(`${title} in a container`, () => startContainer(this.#layout, home.socket));
    return "container";
  }

  /** Waits for the Swarm of an engine that answered a moment ago. */
  async #ready(): Promise<EngineInfo & { nodeId: string }> {
    const { socket, nodeFile, logFile } = this.#layout;
    try {
      const nodeId = await ensureSwarm(socket, existsSync(nodeFile));
      writeFileSync(nodeFile, nodeId);
      const engine = await askVersion(socket);
      if (engine !== undefined) return { ...engine, nodeId };
    } catch (error) {
      // A damaged Swarm can take dockerd down with it, some moments after the API is there.
      if (error instanceof UserError || (await this.#runningHow()) !== undefined) throw error;
    }
    throw new UserError(
      `The private engine stopped right after its start:\n  ${tellingLines(logFile)}`,
      logRemedy(logFile),
    );
  }

  async #stop(): Promise<boolean> {
    const record = readRecord(this.#layout);
    const isThere = runningProcesses(this.#layout).length > 0 || record?.container === true;
    const work = async (): Promise<void> => {
      await stopProcess(this.#layout);
      if (record?.container) await this.#removeContainer(record);
      await removeDeadSocket(this.#layout);
    };
    await (isThere ? step("stopping the private Docker Engine", work) : work());
    return isThere;
  }

  async #removeContainer(record: ContainerRecord): Promise<void> {
    await stopContainer(this.#layout, record);
    // The container's data went with it, so its Swarm is not missed.
    rmSync(this.#layout.nodeFile, { force: true });
  }
}

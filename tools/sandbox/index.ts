// The sandbox: a private Docker Engine with a Swarm of one node on loopback, separate from every other engine on the machine.
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { withLock } from "../lock.ts";
import { sandboxDir } from "../paths.ts";
import { say, step } from "../../cli/progress.ts";
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

/** The state of a sandbox. A broken one runs in part: `up` mends it, and `stop` clears it away. */
export type Status = ({ state: "running" } & Running) | { state: "stopped" } | { state: "broken"; problem: string };

/**
 * The private engine that belongs to a folder. Two folders give two engines, which know nothing of each other.
 *
 * @example
 * const { dockerHost } = await new Sandbox().up();
 */
export class Sandbox {
  readonly #layout: Layout;

  /** @param dir the folder, which `up` makes; default `.sandbox` in the checkout */
  constructor(dir = sandboxDir) {
    this.#layout = layoutOf(dir);
  }

  /**
   * Makes the engine run and its Swarm ready, whatever state it is in. This is quick when it runs already.
   *
   * @param how whether the engine has to run as processes or as a container; default the first that is possible
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

  /** Says in which state the engine is, without changing anything. */
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
      // An error with a code comes from the engine or the connection: the engine stopped or changed while it was asked.
      if (!(error instanceof UserError || (error instanceof Error && "code" in error))) throw error;
      return { state: "broken", problem: error instanceof UserError ? error.problem : error.message };
    }
  }

  /**
   * Stops the engine with all that it runs. An engine that runs as processes keeps its data for the next `up`; one that runs as a
   * container leaves nothing but its image behind.
   *
   * @returns whether there was anything to stop
   */
  async stop(): Promise<boolean> {
    if (!existsSync(this.#layout.dir)) return false;
    makeWritable(this.#layout.dir);
    return await this.#locked(() => this.#stop());
  }

  /** Stops the engine and removes all that it kept: services, secrets, images. */
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

  /** How the engine runs, whether it answers or not; undefined when no part of it runs. */
  async #runningHow(): Promise<How | undefined> {
    if (runningProcesses(this.#layout).length > 0) return "process";
    const record = readRecord(this.#layout);
    return record !== undefined && (await containerRuns(this.#layout, record)) ? "container" : undefined;
  }

  /** Clears away an engine that hangs. Returns how the engine runs; undefined when it does not, or no longer does. */
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
      // A damaged Swarm can make dockerd crash, some moments after its API answers.
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
    // The container's data was removed with it, so nobody has to be told that its Swarm is gone.
    rmSync(this.#layout.nodeFile, { force: true });
  }
}

// The fake Swarm and the fake engine as a ground for sequences. There is one in a thread: what the program keeps for the length of a
// process, its connection above all, is kept over all of them.
import Docker from "dockerode";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import { VirtualClock } from "./clock.ts";
import type { Snapshot } from "./engine-types.ts";
import { FakeDocker } from "./fake-docker.ts";
import { FakePulumi, type Seams } from "./fake-pulumi.ts";
import { serveSwarm } from "./fake-server.ts";
import { FakeSwarm, Refusal } from "./fake-swarm.ts";
import type { Ground, Interference, Outcome, StackConfig } from "./ground.ts";
import { configOf, failsOn, namespace, serviceName } from "./scene.ts";

const hourMs = 3_600_000;

/** A run under way. */
interface Watched {
  requests: number;
  writes: number;
  /** After how many requests something happens. */
  turn: number;
  what: Interference["what"] | undefined;
}

export class FakeGround implements Ground {
  readonly namespace = namespace;
  engine!: Docker;
  /** Called after each change of the Swarm; `isRun` when a run is under way, the program's or what it has set going. */
  onChange: (snapshot: Snapshot, isRun: boolean) => void = () => undefined;
  #swarm = new FakeSwarm(failsOn);
  #pulumi!: FakePulumi;
  #config: Record<string, unknown> = {};
  #run: Watched | undefined;
  readonly #clock = new VirtualClock();
  /** Requests of the longest run so far. */
  #longest = 60;
  readonly #folder = mkdtempSync(path.join(tmpdir(), "busflow-model-"));

  static async start(): Promise<FakeGround> {
    const ground = new FakeGround();
    const folder = ground.#folder;
    process.env["DOCKER_HOST"] = await serveSwarm(folder, () => ground.#swarm, {
      before: ({ method }) => {
        ground.#before(method !== "GET");
      },
      after: () => {
        ground.#after();
      },
    });
    ground.engine = new Docker({ socketPath: path.join(folder, "engine.sock") });
    return ground;
  }

  /** Takes away what the fake engine is reached by. */
  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** An empty Swarm, and a stack that was never run. */
  reset(seams: Seams = {}): void {
    this.#swarm = new FakeSwarm(failsOn);
    this.#swarm.onChange = () => {
      this.onChange(this.#swarm.snapshot, this.#run !== undefined);
    };
    this.#pulumi = new FakePulumi(new FakeDocker(this.engine), seams);
    this.#run = undefined;
  }

  now(): number {
    return Date.now();
  }

  configure(config: StackConfig): Promise<void> {
    this.#config = configOf(config);
    return Promise.resolve();
  }

  async up(meanwhile?: Interference): Promise<Outcome> {
    return await this.#play(false, meanwhile);
  }

  async preview(): Promise<Outcome> {
    return await this.#play(true);
  }

  pass(hours: number): Promise<void> {
    this.#swarm.settle();
    this.#clock.advance(hours * hourMs);
    return Promise.resolve();
  }

  settle(): Promise<void> {
    this.#swarm.settle();
    return Promise.resolve();
  }

  async #play(isPreview: boolean, { at, what }: Partial<Interference> = {}): Promise<Outcome> {
    const run: Watched = { requests: 0, writes: 0, turn: Math.floor((at ?? 0) * this.#longest), what };
    this.#run = run;
    const { errors, changes, killed } = await this.#pulumi.run(this.#config, isPreview, () => isDead(run));
    this.#run = undefined;
    if (!killed) this.#longest = Math.max(this.#longest, run.requests);
    const green = errors.length === 0 && (!isPreview || changes === 0);
    const text = errors.length === 0 ? `${changes} changes` : errors.join(" / ");
    return { green, wrote: run.writes > 0 || killed, text };
  }

  #before(isWrite: boolean): void {
    // Every request takes a moment.
    this.#clock.advance(1);
    const run = this.#run;
    if (run === undefined) return;
    run.requests += 1;
    const { requests, turn, what } = run;
    if (typeof what === "object" && requests === turn + 1) this.#restart(what.restarts);
    if (isDead(run) && (what === "kill" || requests > turn + 1)) throw new Refusal(400, "killed");
    if (isWrite) run.writes += 1;
  }

  #after(): void {
    if (this.#run !== undefined && isDead(this.#run)) throw new Refusal(400, "killed");
  }

  #restart(name: string): void {
    const service = this.#swarm.service(serviceName(name));
    const spec = structuredClone(service.Spec);
    spec.TaskTemplate.ContainerSpec.Env = [`NOTE=${service.Version.Index}`];
    this.#swarm.updateService(service.ID, service.Version.Index, spec, false);
  }
}

/** Whether a run is killed by now. */
function isDead({ requests, turn, what }: Watched): boolean {
  return typeof what === "string" && requests > turn;
}

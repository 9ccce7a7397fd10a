// The private Swarm and Pulumi's own engine as a ground for sequences. Hours go by in the ledgers only, and with them in the times
// that an incident in the stack config has.
import { setTimeout as delay } from "node:timers/promises";
import type { StackConfig as ProgramConfig } from "../stack/configured-stack.ts";
import type { ProgramStack } from "../stack/stack.ts";
import type { Run } from "../support/pulumi.ts";
import type { TestServices } from "../support/services.ts";
import { engine } from "../support/swarm.ts";
import {
  changeSpec,
  type Ground,
  type Interference,
  type Outcome,
  type SecretConfig,
  type StackConfig,
} from "./ground.ts";
import { configOf, consumers, failureActions, logicalNames, serviceName } from "./scene.ts";

const hourMs = 3_600_000;
/** How long a run takes that something happens to, in milliseconds; if not so long, it happens after it or not at all. */
const usualMs = 8000;

export class RealGround implements Ground {
  readonly engine = engine;
  readonly #stack: ProgramStack;
  readonly #services: TestServices;
  #config: StackConfig | undefined;
  #passedMs = 0;
  /** As they stand in the stack config, by their text. */
  readonly #encrypted = new Map<string, unknown>();

  constructor(stack: ProgramStack, services: TestServices) {
    this.#stack = stack;
    this.#services = services;
  }

  get namespace(): string {
    return this.#services.namespace;
  }

  /** Deploys the services, and makes the stack with nothing in it. */
  async make(): Promise<void> {
    await this.#stack.make();
    for (const [name, failureAction] of Object.entries(failureActions)) {
      const bad = `case $(cat /run/secrets/* 2>/dev/null) in *bad-${name}*) exit 1;; esac`;
      await this.#services.service(name, { failureAction, command: `${bad}; trap exit TERM; sleep 3600 & wait` });
    }
    // The same few values for all versions: encrypting one takes a second.
    const kinds = [undefined, ...Object.keys(consumers)];
    for (const [index, kind] of kinds.entries()) {
      await this.#stack.setValue("db_writer", index + 1, `${kindOf(kind)} value`);
    }
    await this.#stack.configure(({ values }) => {
      for (const [index, kind] of kinds.entries()) this.#encrypted.set(kindOf(kind), values["db_writer"]?.[index + 1]);
    });
  }

  now(): number {
    return Date.now() + this.#passedMs;
  }

  async configure(config: StackConfig): Promise<void> {
    this.#config = config;
    const earlier = (time: string): string => new Date(Date.parse(time) - this.#passedMs).toISOString();
    const older = ({ incident, ...secret }: SecretConfig): SecretConfig => {
      if (incident === undefined) return secret;
      const { ticket, roleRotatedAt } = incident;
      const times = { discoveredAt: earlier(incident.discoveredAt), revokedAt: earlier(incident.revokedAt) };
      return {
        ...secret,
        incident: { ticket, ...times, ...(roleRotatedAt !== undefined && { roleRotatedAt: earlier(roleRotatedAt) }) },
      };
    };
    const secrets = Object.fromEntries(Object.entries(config.secrets).map(([name, secret]) => [name, older(secret)]));
    const values = Object.fromEntries(
      Object.entries(config.values).map(([name, versions]) => [
        name,
        Object.fromEntries(
          Object.entries(versions).map(([version, value]) => [version, this.#encrypted.get(value.split(" ")[0] ?? "")]),
        ),
      ]),
    );
    const declared = configOf({ secrets, values: {} }, this.namespace);
    await this.#stack.configure((stack) => {
      stack.secrets = declared["secrets"] as ProgramConfig["secrets"];
      stack.services = declared["services"] as ProgramConfig["services"];
      stack.values = values;
    });
  }

  async up({ at, what }: Partial<Interference> = {}): Promise<Outcome> {
    const turnMs = (at ?? 0) * usualMs;
    if (typeof what === "string") return await this.#killed(turnMs);
    const meanwhile = what === undefined ? undefined : delay(turnMs).then(() => this.#restart(what.restarts));
    const run: Partial<Run> = {};
    const writes = await this.#stack.writesDuring(async () => Object.assign(run, await this.#stack.up()));
    await meanwhile;
    const green = run.exitCode === 0;
    return { green, wrote: writes.length > 0, text: green ? `${writes.length} writes` : (run.output ?? "") };
  }

  async preview(): Promise<Outcome> {
    const { exitCode, output } = await this.#stack.run(["preview", "--expect-no-changes"]);
    return { green: exitCode === 0, wrote: false, text: output };
  }

  async pass(hours: number): Promise<void> {
    await this.#stack.age(logicalNames, hours);
    this.#passedMs += hours * hourMs;
    if (this.#config !== undefined) await this.configure(this.#config);
  }

  settle(): Promise<void> {
    return Promise.resolve();
  }

  async #restart(service: string): Promise<void> {
    await changeSpec(this, serviceName(service, this.namespace), (spec) => {
      spec.TaskTemplate.ContainerSpec.Env = [`NOTE=${Date.now()}`];
      return spec;
    });
  }

  async #killed(turnMs: number): Promise<Outcome> {
    const run = this.#stack.start(["up", "--yes", "--skip-preview"]);
    await Promise.race([delay(turnMs), run]);
    run.kill("SIGKILL");
    await run;
    await this.#stack.settled();
    await this.#stack.unlock();
    return { green: false, wrote: true, text: "killed" };
  }
}

function kindOf(badFor: string | undefined): string {
  return badFor === undefined ? "good" : `bad-${badFor}`;
}

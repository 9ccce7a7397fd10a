// A Swarm in memory: what is on it, and what each request makes of it. What the real one was seen to do is in the decision note
// docs/decisions/0020-model-based-test.md.
import { isDeepStrictEqual } from "node:util";
import type { Service, Snapshot, Spec, Stored, Task } from "./engine-types.ts";
import { bringUp, type Cause, type Ground } from "./fake-orchestrator.ts";

/** What the Engine answers when it does not do what it is asked to. */
export class Refusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Whether the container of a service ends at once on these values. */
export type Fails = (service: string, values: readonly string[]) => boolean;

export class FakeSwarm implements Ground {
  services: Service[] = [];
  tasks: Task[] = [];
  secrets: Stored[] = [];
  configs: Stored[] = [];
  /** Called after each change, its request included. */
  onChange: () => void = () => undefined;
  readonly #fails: Fails;
  readonly #underWay = new Map<string, Generator<void, void, void>>();
  #ids = 0;
  #index = 10;

  constructor(fails: Fails) {
    this.#fails = fails;
  }

  get snapshot(): Snapshot {
    return { services: this.services, tasks: this.tasks, secrets: this.secrets, configs: this.configs };
  }

  id(): string {
    this.#ids += 1;
    return `id${String(this.#ids).padStart(23, "0")}`;
  }

  now(): string {
    return new Date().toISOString();
  }

  fails({ Spec: { Name, Mode } }: Service, { ContainerSpec }: Spec["TaskTemplate"]): boolean {
    const values = (ContainerSpec.Secrets ?? []).map(({ SecretID }) => {
      const data = this.secrets.find(({ ID }) => ID === SecretID)?.Spec.Data;
      return data === undefined ? undefined : Buffer.from(data, "base64").toString();
    });
    // Without one of its secrets a task does not even start.
    const isWhole = values.every((value) => value !== undefined);
    return Mode.Replicated !== undefined && (!isWhole || this.#fails(Name, values));
  }

  /** Goes one step on with all that is under way. */
  step(): void {
    for (const [id, steps] of this.#underWay) if (steps.next().done === true) this.#underWay.delete(id);
  }

  /** Goes on until nothing is under way. */
  settle(): void {
    while (this.#underWay.size > 0) this.step();
    this.onChange();
  }

  createService(spec: Spec): Service {
    if (this.services.some(({ Spec: { Name } }) => Name === spec.Name))
      throw conflict("name conflicts with an existing object: service", spec.Name);
    this.#checkSecrets(spec);
    const times = { CreatedAt: this.now(), UpdatedAt: this.now() };
    const service: Service = { ID: this.id(), Version: this.#version(), ...times, Spec: kept(spec) };
    this.services.push(service);
    this.#begin(service, "creation");
    return service;
  }

  /**
   * @param rollback takes the spec from before instead of the given one
   * @throws Refusal when the version is not the newest, or there is nothing to roll back to
   */
  updateService(id: string, version: number, spec: Spec, rollback: boolean): void {
    const service = this.service(id);
    checkVersion(service, version);
    if (rollback && service.PreviousSpec === undefined) {
      throw new Refusal(400, `service ${service.Spec.Name} does not have a previous spec`);
    }
    // Of a rollback nobody looks whether its secrets still exist.
    const next = rollback ? (service.PreviousSpec ?? service.Spec) : kept(spec);
    if (!rollback) this.#checkSecrets(next);
    service.PreviousSpec = service.Spec;
    service.Spec = next;
    service.Version = this.#version();
    service.UpdatedAt = this.now();
    delete service.UpdateStatus;
    this.#begin(service, rollback ? "rollback" : "update");
  }

  removeService(id: string): void {
    const service = this.service(id);
    this.services = this.services.filter((other) => other !== service);
    this.tasks = this.tasks.filter(({ ServiceID }) => ServiceID !== service.ID);
    this.#underWay.delete(service.ID);
    this.onChange();
  }

  /** By name or ID. */
  service(id: string): Service {
    const found = this.services.find(({ ID, Spec: { Name } }) => ID === id || Name === id);
    if (found === undefined) throw new Refusal(404, `service ${id} not found`);
    return found;
  }

  create(kind: "secrets" | "configs", spec: Stored["Spec"]): Stored {
    const word = kind.slice(0, -1);
    if (this[kind].some(({ Spec: { Name } }) => Name === spec.Name)) throw conflict(word, spec.Name);
    const times = { CreatedAt: this.now(), UpdatedAt: this.now() };
    const stored = { ID: this.id(), Version: this.#version(), ...times, Spec: structuredClone(spec) };
    this[kind].push(stored);
    this.onChange();
    return stored;
  }

  /** Nothing but labels may change. */
  update(kind: "secrets" | "configs", id: string, version: number, spec: Stored["Spec"]): void {
    const stored = this.stored(kind, id);
    checkVersion(stored, version);
    const isSame = spec.Name === stored.Spec.Name && (spec.Data === undefined || spec.Data === stored.Spec.Data);
    if (!isSame) throw new Refusal(400, "only updates to Labels are allowed");
    stored.Spec = { ...stored.Spec, Labels: spec.Labels };
    stored.Version = this.#version();
    stored.UpdatedAt = this.now();
    this.onChange();
  }

  /** By its ID, by its name, or by an ID that is another's name. */
  stored(kind: "secrets" | "configs", id: string): Stored {
    const found = this[kind].find(({ ID }) => ID === id) ?? this[kind].find(({ Spec: { Name } }) => Name === id);
    if (found === undefined) throw new Refusal(404, `${kind.slice(0, -1)} ${id} not found`);
    return found;
  }

  /** A secret in a service's spec is in use; one in its previous spec, or in a task, is not. */
  remove(kind: "secrets" | "configs", id: string): void {
    const stored = this.stored(kind, id);
    const users = this.services.filter(({ Spec: { TaskTemplate } }) =>
      TaskTemplate.ContainerSpec.Secrets?.some(({ SecretID }) => SecretID === stored.ID),
    );
    if (users.length > 0) {
      const names = users.map(({ Spec: { Name } }) => Name).join(", ");
      throw new Refusal(
        400,
        `rpc error: code = InvalidArgument desc = secret '${stored.Spec.Name}' is in use by the following service: ${names}`,
      );
    }
    this[kind] = this[kind].filter((other) => other !== stored);
    this.onChange();
  }

  #begin(service: Service, cause: Cause): void {
    this.#underWay.set(service.ID, bringUp(this, service, cause));
    this.step();
    this.onChange();
  }

  #checkSecrets({ TaskTemplate: { ContainerSpec } }: Spec): void {
    const references = ContainerSpec.Secrets ?? [];
    for (const { SecretID, SecretName, File } of references) {
      const found = this.secrets.find(({ ID }) => ID === SecretID);
      if (found?.Spec.Name !== SecretName) {
        throw new Refusal(400, `rpc error: code = InvalidArgument desc = secret not found: ${SecretName}`);
      }
      const isTwice = references.filter((other) => isDeepStrictEqual(other.File.Name, File.Name)).length > 1;
      if (isTwice)
        throw new Refusal(
          400,
          `rpc error: code = InvalidArgument desc = secret references have a conflicting target ${File.Name}`,
        );
    }
  }

  #version(): { Index: number } {
    this.#index += 1;
    return { Index: this.#index };
  }
}

function checkVersion({ Version }: { Version: { Index: number } }, version: number): void {
  if (Version.Index !== version) throw new Refusal(500, "rpc error: code = Unknown desc = update out of sequence");
}

function conflict(what: string, name: string): Refusal {
  return new Refusal(409, `rpc error: code = AlreadyExists desc = ${what} ${name} already exists`);
}

/** As it is kept: with labels, and without what no spec has, as dockerode sends its own options in it. */
function kept(spec: Spec): Spec {
  const { Name, Labels, TaskTemplate, Mode, UpdateConfig } = spec as Omit<Spec, "Labels"> &
    Partial<Pick<Spec, "Labels">>;
  const config = UpdateConfig === undefined ? {} : { UpdateConfig };
  return structuredClone({ Name, Labels: Labels ?? {}, TaskTemplate, Mode, ...config });
}

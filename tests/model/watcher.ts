// What must hold whatever happens. A watcher sees every change on the fake Swarm, and each step's end on the real one.
import { isDeepStrictEqual } from "node:util";
import { parseLedger } from "../../rotation/ledger-schema.ts";
import type { Ledger } from "../../rotation/ledger.ts";
import { parseSecretName } from "../../rotation/secret-name.ts";
import type { Service, Snapshot, Task } from "./engine-types.ts";
import type { StackConfig } from "./ground.ts";
import { consumers, dependants, logicalNames, serviceName } from "./scene.ts";

/** Which of the invariants does not hold. */
export type Invariant = "no-return" | "no-loss" | "way-back" | "green-is-live";

export class Violation extends Error {
  readonly invariant: Invariant;

  constructor(invariant: Invariant, message: string) {
    super(`${invariant}: ${message}`);
    this.invariant = invariant;
  }
}

const retentionMs = 72 * 3_600_000;

/** For how long a service has been on a version of a secret, without a break. */
interface Period {
  version: number;
  /** When a replica was first seen to run on it. */
  seenAt?: number;
}

type References = Readonly<Record<string, number>>;

/** Looks at one Swarm from its first day on. */
export class Watcher {
  /** The first invariant that did not hold. */
  violation: Violation | undefined;
  readonly #namespace: string;
  readonly #now: () => number;
  /** By service and logical name. */
  readonly #periods = new Map<string, Period>();
  /** What was current on record, by logical name, one after the other. */
  readonly #currents = new Map<string, number[]>();
  /** The incident that was on record, by logical name. */
  readonly #tickets = new Map<string, string>();
  /** What each service's spec referred to at the last look. */
  #before = new Map<string, References>();
  #present = new Set<string>();
  /** Services that somebody has changed by hand since a run was green. */
  readonly #handled = new Set<string>();

  constructor(namespace: string, now: () => number) {
    this.#namespace = namespace;
    this.#now = now;
  }

  /** @param isRun whether the program was at work, or else somebody by hand */
  observe(snapshot: Snapshot, isRun: boolean): void {
    if (this.violation !== undefined) return;
    try {
      const ledgers = this.#ledgers(snapshot);
      this.#notePeriods(snapshot, isRun);
      for (const [name, ledger] of ledgers) this.#noteCurrent(name, ledger);
      this.#checkLoss(snapshot);
      this.#checkReturn(snapshot, ledgers, isRun);
      this.#checkWayBack(snapshot, ledgers);
      this.#before = new Map(
        snapshot.services.map((service) => [service.Spec.Name, this.#references(service.Spec.TaskTemplate)]),
      );
      this.#present = new Set(snapshot.secrets.map(({ Spec }) => Spec.Name));
    } catch (error) {
      if (!(error instanceof Violation)) throw error;
      this.violation = error;
    }
  }

  /** After a run, or a preview, that says that all is as declared: it is. */
  observeGreen(snapshot: Snapshot, { secrets }: StackConfig, what: string): void {
    this.#handled.clear();

    for (const [service, bound] of Object.entries(consumers)) {
      const live = this.#service(snapshot, service);
      if (live === undefined) continue;
      const declared = Object.fromEntries(bound.map((name) => [name, secrets[name]?.current]));
      const holders = [live.Spec.TaskTemplate, ...wanted(snapshot, live).map(({ Spec }) => Spec)];
      for (const holder of holders) {
        const references = this.#references(holder);
        if (isDeepStrictEqual(references, declared)) continue;
        const text = `${what} is green, and ${service} is on ${JSON.stringify(references)}, not on ${JSON.stringify(declared)}`;
        this.violation ??= new Violation("green-is-live", text);
      }
    }
  }

  /** Nothing refers to a secret that is not there: no spec, no spec that a rollback goes back to, no task that may run. */
  #checkLoss({ services, tasks, secrets }: Snapshot): void {
    const ids = new Set(secrets.map(({ ID }) => ID));
    const holders = [
      ...services.map(({ Spec }) => ({ what: `the spec of ${Spec.Name}`, template: Spec.TaskTemplate })),
      ...services.flatMap(({ Spec, PreviousSpec }) =>
        PreviousSpec === undefined
          ? []
          : [{ what: `the previous spec of ${Spec.Name}`, template: PreviousSpec.TaskTemplate }],
      ),
      ...tasks.filter(mayRun).map(({ ID, Spec }) => ({ what: `task ${ID}`, template: Spec })),
    ];
    for (const { what, template } of holders) {
      for (const { SecretID, SecretName } of template.ContainerSpec.Secrets ?? []) {
        if (!ids.has(SecretID)) throw new Violation("no-loss", `${SecretName} is deleted, and ${what} refers to it`);
      }
    }
  }

  /** The program brings nothing to a revoked version, and once an incident is on record nothing is on one. */
  #checkReturn(snapshot: Snapshot, ledgers: ReadonlyMap<string, Ledger>, isRun: boolean): void {
    for (const [name, ledger] of ledgers) {
      const ticket = ledger.incident?.ticket;
      const isNew = ticket !== undefined && this.#tickets.get(name) !== ticket;
      if (ticket !== undefined) this.#tickets.set(name, ticket);
      for (const service of snapshot.services) {
        const version = this.#references(service.Spec.TaskTemplate)[name];
        const others = wanted(snapshot, service).map(({ Spec }) => this.#references(Spec)[name]);
        const revoked = [version, ...others].find(
          (one) => one !== undefined && ledger.versions[one]?.revokedBy !== undefined,
        );
        if (revoked === undefined) continue;
        const by = ledger.versions[revoked]?.revokedBy ?? "";
        const what = `${service.Spec.Name} is on ${name} ${revoked}, which ${by} revokes`;
        if (by === ticket && (isNew || !this.#handled.has(service.Spec.Name))) {
          throw new Violation("no-return", `${what}, and ${by} is on record`);
        }
        const isMoved = this.#before.get(service.Spec.Name)?.[name] !== version && version === revoked;
        const isSwarms = service.UpdateStatus?.State.startsWith("rollback") === true;
        if (isRun && isMoved && !isSwarms) throw new Violation("no-return", `${what}: the run has put it there`);
      }
      if (isNew) this.#checkReconnected(snapshot, name, ledger);
    }
  }

  /** An incident is on record only when every dependant has connected anew. */
  #checkReconnected(snapshot: Snapshot, name: string, { incident }: Ledger): void {
    for (const dependant of dependants[name] ?? []) {
      const service = this.#service(snapshot, dependant);
      const old = service && wanted(snapshot, service).find(({ CreatedAt }) => CreatedAt < (incident?.revokedAt ?? ""));
      if (old === undefined) continue;
      throw new Violation(
        "no-return",
        `${incident?.ticket ?? ""} is on record, and ${dependant} has not connected anew`,
      );
    }
  }

  /** The version before the current one exists until 72 h after the last consumer came to run on the current one. */
  #checkWayBack({ secrets }: Snapshot, ledgers: ReadonlyMap<string, Ledger>): void {
    const present = new Set(secrets.map(({ Spec }) => Spec.Name));
    for (const secret of this.#present) {
      const parsed = present.has(secret) ? undefined : parseSecretName(secret, this.#namespace);
      const ledger = parsed && ledgers.get(parsed.logicalName);
      if (parsed === undefined || ledger === undefined) continue;
      const { logicalName, version } = parsed;
      const entry = ledger.versions[version];
      const currents = this.#currents.get(logicalName) ?? [];
      const wayBack = currents.findLast((one) => one !== ledger.current);
      if (version !== wayBack || entry?.revokedBy !== undefined) continue;
      for (const [service, bound] of Object.entries(consumers)) {
        if (!bound.includes(logicalName)) continue;
        const period = this.#periods.get(`${service}/${logicalName}`);
        const agoMs =
          period?.version === ledger.current && period?.seenAt !== undefined ? this.#now() - period.seenAt : undefined;
        if (agoMs !== undefined && agoMs >= retentionMs) continue;
        const since =
          agoMs === undefined ? "was never seen to run" : `has run for ${Math.floor(agoMs / 3_600_000)} h only`;
        throw new Violation(
          "way-back",
          `${secret} is deleted, and ${service} ${since} on version ${ledger.current ?? "none"}`,
        );
      }
    }
  }

  #notePeriods(snapshot: Snapshot, isRun: boolean): void {
    for (const [service, bound] of Object.entries(consumers)) {
      const live = this.#service(snapshot, service);
      if (live === undefined) continue;
      const references = this.#references(live.Spec.TaskTemplate);
      const before = this.#before.get(live.Spec.Name);
      if (!isRun && !isDeepStrictEqual(before, references)) this.#handled.add(live.Spec.Name);
      for (const name of bound) {
        const version = references[name];
        const key = `${service}/${name}`;
        if (version === undefined) {
          this.#periods.delete(key);
          continue;
        }
        const known = this.#periods.get(key);
        const period: Period = known?.version === version ? known : { version };
        const runs = wanted(snapshot, live).some(
          ({ Spec, Status }) => Status.State === "running" && this.#references(Spec)[name] === version,
        );
        if (runs) period.seenAt ??= this.#now();
        this.#periods.set(key, period);
      }
    }
  }

  #noteCurrent(name: string, { current }: Ledger): void {
    if (current === undefined) return;
    const known = this.#currents.get(name) ?? [];
    if (known.at(-1) !== current) this.#currents.set(name, [...known, current]);
  }

  #service({ services }: Snapshot, name: string): Service | undefined {
    return services.find(({ Spec }) => Spec.Name === serviceName(name, this.#namespace));
  }

  #references({ ContainerSpec }: Task["Spec"]): References {
    const versions = (ContainerSpec.Secrets ?? []).flatMap(({ SecretName }): [string, number][] => {
      const parsed = parseSecretName(SecretName, this.#namespace);
      return parsed === undefined ? [] : [[parsed.logicalName, parsed.version]];
    });
    return Object.fromEntries(versions.sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  #ledgers(snapshot: Snapshot): Map<string, Ledger> {
    return ledgersOf(snapshot, this.#namespace);
  }
}

/** The ledgers on a Swarm, by logical name. */
export function ledgersOf({ configs }: Snapshot, namespace: string): Map<string, Ledger> {
  const entries = logicalNames.flatMap((name): [string, Ledger][] => {
    const text = configs.find(({ Spec }) => Spec.Name === `${namespace}_${name}`)?.Spec.Labels["busflow.ledger"];
    return text === undefined ? [] : [[name, parseLedger(text)]];
  });
  return new Map(entries);
}

function wanted({ tasks }: Snapshot, { ID }: Service): Task[] {
  return tasks.filter(({ ServiceID, DesiredState }) => ServiceID === ID && DesiredState === "running");
}

function mayRun({ DesiredState, Status }: Task): boolean {
  const isOver = ["complete", "shutdown", "failed", "rejected", "remove", "orphaned"].includes(Status.State);
  return !isOver && (DesiredState === "running" || DesiredState === "ready" || Status.State === "running");
}

// The one look that a run takes at the whole Swarm before it declares anything. It takes three requests, sent at the same time,
// however many services and secrets there are.
import { versionLabels } from "../../rotation/labels.ts";
import type { Ledger } from "../../rotation/ledger.ts";
import type { SecretReference } from "../../rotation/reference.ts";
import { namePrefix } from "../../rotation/secret-name.ts";
import type { Connection } from "../engine/client.ts";
import { explain } from "../engine/engine-failure.ts";
import type { Engine } from "../engine/engine.ts";
import { allReferences } from "../engine/references.ts";
import { listSecrets, type SwarmSecret } from "../engine/secrets.ts";
import { jobMode, liveReferences, type JobMode, type UpdateStatus } from "../engine/service.ts";
import { lookAtLedgers, type Ledgers } from "../ledger/store.ts";
import { lastChange, type DatedService } from "./last-change.ts";

/** A service as it is on the Swarm. */
export interface LiveService {
  id: string;
  name: string;
  labels: Readonly<Record<string, string>>;
  /** All its references to secrets, also those of others, sorted by secret name and target. */
  references: readonly SecretReference[];
  /** Its references before the last update, to which `docker service rollback` goes back; undefined when it cannot. */
  previous: readonly SecretReference[] | undefined;
  /** Its last update; undefined when there was none. */
  update: LiveUpdate | undefined;
  /** Who changed it last, as far as that can be known, and when. */
  lastChange: string;
  /** How many replicas run; undefined where the Engine does not say (API 1.40). */
  running: number | undefined;
  /** How many should run; undefined for a global service where the Engine does not say. */
  desired: number | undefined;
  /** What kind of job it is; undefined where it is not one. Any update runs a job again. */
  job: JobMode | undefined;
}

/** How far a service's last update came. */
export interface LiveUpdate {
  state: NonNullable<UpdateStatus["State"]>;
  message: string;
  /** When it began: RFC 3339. */
  startedAt: string;
  /** When it was over: RFC 3339; undefined while it is not. */
  completedAt: string | undefined;
}

/** What the look found: all that the declarations depend on. */
export interface SwarmFacts {
  /** Whether the Swarm could be reached; where not, all the rest is empty. */
  readonly reachable: boolean;
  /** The Swarm's ID; empty when it is not reachable. */
  readonly swarmId: string;
  /** All services, by name. */
  readonly services: ReadonlyMap<string, LiveService>;
  /** The namespace's secrets, by name. */
  readonly secrets: ReadonlyMap<string, SwarmSecret>;
  /** The namespace's ledgers, by the secret's logical name. */
  readonly ledgers: ReadonlyMap<string, Ledger>;
  /**
   * Secrets and ledgers of another namespace whose names could belong to this one: the other namespace, by their names. For example,
   * `busflow_eu_db_v1` and the ledger `busflow_eu_db` of busflow_eu could be taken for secrets of busflow.
   */
  readonly others: ReadonlyMap<string, string>;
}

/** What is known of a Swarm that cannot be reached. */
export const unreachableSwarm: SwarmFacts = {
  reachable: false,
  swarmId: "",
  services: new Map(),
  secrets: new Map(),
  ledgers: new Map(),
  others: new Map(),
};

/**
 * Looks at every service, and at the secrets and ledgers of a namespace. This takes three requests.
 *
 * @throws SwarmError `bad-ledger`, `refused`, `unreachable`
 */
export async function lookAtSwarm({ engine, swarmId }: Connection, namespace: string): Promise<SwarmFacts> {
  const [services, secrets, ledgers] = await Promise.all([
    unlessRefused(listServices(engine), "the services"),
    unlessRefused(listSecrets(engine, namePrefix(namespace)), `the secrets of ${namespace}`),
    lookAtLedgers(engine, namespace),
  ]);
  return factsOf({ swarmId, namespace, services, secrets, ledgers });
}

/** What was read of a Swarm for a namespace. */
export interface Read {
  swarmId: string;
  namespace: string;
  services: readonly ListedService[];
  /** The secrets whose names begin as the namespace's do. */
  secrets: readonly SwarmSecret[];
  ledgers: Ledgers;
}

/** What was read, as the declarations need it. */
export function factsOf({ swarmId, namespace, services, secrets, ledgers }: Read): SwarmFacts {
  // A secret without the label was made by other means, and its name alone says whose it is.
  const ownerOf = ({ labels }: SwarmSecret): string => labels[versionLabels.namespace] ?? namespace;
  const [own, foreign] = [true, false].map((isOwn) =>
    secrets.filter((secret) => (ownerOf(secret) === namespace) === isOwn),
  ) as [SwarmSecret[], SwarmSecret[]];
  return {
    reachable: true,
    swarmId,
    services: new Map(services.map((service) => [service.Spec.Name, liveService(service)])),
    secrets: new Map(own.map((secret) => [secret.name, secret])),
    ledgers: ledgers.own,
    others: new Map([...ledgers.others, ...foreign.map((secret) => [secret.name, ownerOf(secret)] as const)]),
  };
}

/** Lists all services, with how many of their tasks run and should run. */
export function listServices(engine: Engine): Promise<ListedService[]> {
  return engine.request<ListedService[]>("/services", { query: { status: true } });
}

function liveService(service: ListedService): LiveService {
  const { ID, Spec, PreviousSpec, UpdateStatus, ServiceStatus } = service;
  return {
    ...{ id: ID, name: Spec.Name, labels: Spec.Labels ?? {}, lastChange: lastChange(service) },
    references: allReferences(liveReferences(Spec.TaskTemplate)),
    previous: PreviousSpec ? allReferences(liveReferences(PreviousSpec.TaskTemplate)) : undefined,
    update: updateOf(UpdateStatus),
    running: ServiceStatus?.RunningTasks,
    desired: Spec.Mode.Replicated?.Replicas ?? ServiceStatus?.DesiredTasks,
    job: jobMode(service),
  };
}

function updateOf(status: UpdateStatus | null | undefined): LiveUpdate | undefined {
  if (status?.State === undefined) return undefined;
  const { State: state, Message: message = "", StartedAt: startedAt = "", CompletedAt: completedAt } = status;
  return { state, message, startedAt, completedAt };
}

async function unlessRefused<T>(answer: Promise<T>, subject: string): Promise<T> {
  return await answer.catch((error: unknown) => {
    throw explain(error, subject);
  });
}

/** A service as it is listed. */
export interface ListedService extends DatedService {
  /** From API 1.41. */
  ServiceStatus?: { RunningTasks: number; DesiredTasks: number } | null;
}

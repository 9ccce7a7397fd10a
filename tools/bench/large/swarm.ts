// A Swarm with the large inventory, as an engine that is none would show it: every version verified, every service on the declared one.
import { ledgerLabels, versionLabels } from "../../../rotation/labels.ts";
import type { Ledger } from "../../../rotation/ledger.ts";
import { formatSecretName, unversionedName } from "../../../rotation/secret-name.ts";
import { secretName, secretsOf, serviceName } from "./inventory.ts";

const namespace = "bench";
/** The version that is current; the one before is retained. */
const current = 2;
const dayMs = 86_400_000;

/** How large it is. */
export interface Size {
  secrets: number;
  services: number;
  /** Tasks of each service that run, and of its history; default 3 of either. */
  tasks?: number;
}

/** The stack config of such a Swarm, of a project called `large`. */
export function largeConfig({ secrets, services }: Size): object {
  const entry = { class: "tokens", current, retain: [current - 1] };
  const config = {
    namespace,
    classes: { tokens: { owner: "Operations", cadence: "quarterly" } },
    secrets: Object.fromEntries(numbers(secrets).map((index) => [secretName(index), entry])),
    services: Object.fromEntries(
      numbers(services).map((index) => [serviceName(index), { secrets: secretsOf(index).map(secretName) }]),
    ),
  };
  return { config: Object.fromEntries(Object.entries(config).map(([key, value]) => [`large:${key}`, value])) };
}

/** What the engine answers, by path: for `fakeEngine`. */
export function largeSwarm({ secrets, services, tasks = 3 }: Size, now = new Date()): Record<string, unknown> {
  const yesterday = new Date(now.getTime() - dayMs).toISOString();
  const versions = numbers(secrets).flatMap((index) => [1, current].map((version) => ({ index, version })));
  const spec = (index: number, version: number) => ({
    ContainerSpec: { Secrets: secretsOf(index).map((secret) => reference(secret, version)) },
  });
  return {
    "/version": { ApiVersion: "1.41", Version: "20.10.24" },
    "/info": {
      SystemTime: now.toISOString(),
      Swarm: { NodeID: "n0", LocalNodeState: "active", ControlAvailable: true, Cluster: { ID: "large" } },
    },
    "/nodes": [
      {
        ID: "n0",
        Description: { Hostname: "manager" },
        Status: { State: "ready" },
        ManagerStatus: { Reachability: "reachable" },
      },
    ],
    "/secrets": versions.map(({ index, version }) => ({
      ID: secretId(index, version),
      CreatedAt: yesterday,
      Spec: {
        Name: formatSecretName(namespace, secretName(index), version),
        Labels: { [versionLabels.namespace]: namespace, [versionLabels.fingerprint]: fingerprint(version) },
      },
    })),
    "/configs": numbers(secrets).map((index) => ({
      ID: `c${index}`,
      Version: { Index: 1 },
      Spec: {
        Name: unversionedName(namespace, secretName(index)),
        Labels: {
          [ledgerLabels.namespace]: namespace,
          [ledgerLabels.secret]: secretName(index),
          [ledgerLabels.ledger]: JSON.stringify(ledger(yesterday)),
        },
        Data: "",
      },
    })),
    "/services": numbers(services).map((index) => ({
      ID: `s${index}`,
      UpdatedAt: yesterday,
      Version: { Index: 1 },
      Spec: {
        Name: `${namespace}_${serviceName(index)}`,
        TaskTemplate: spec(index, current),
        Mode: { Replicated: { Replicas: tasks } },
      },
      ServiceStatus: { RunningTasks: tasks, DesiredTasks: tasks },
    })),
    "/tasks": numbers(services).flatMap((index) =>
      numbers(2 * tasks).map((task) => {
        const isOver = task >= tasks;
        return {
          ...{ ID: `t${index}-${task}`, ServiceID: `s${index}`, Slot: (task % tasks) + 1, NodeID: "n0" },
          DesiredState: isOver ? "shutdown" : "running",
          Status: { State: isOver ? "shutdown" : "running", Timestamp: yesterday },
          Spec: spec(index, isOver ? 1 : current),
        };
      }),
    ),
  };
}

function ledger(at: string): Ledger {
  const before = new Date(Date.parse(at) - 80 * dayMs).toISOString();
  return {
    versions: {
      1: { addedAt: before, since: before, fingerprint: fingerprint(1) },
      [current]: { addedAt: at, since: at, fingerprint: fingerprint(current) },
    },
    ...{ current, settledAt: at, retentionHours: 72 },
  };
}

function reference(index: number, version: number): object {
  const name = formatSecretName(namespace, secretName(index), version);
  const File = { Name: unversionedName(namespace, secretName(index)), UID: "0", GID: "0", Mode: 0o444 };
  return { SecretID: secretId(index, version), SecretName: name, File };
}

const secretId = (index: number, version: number): string => `${secretName(index)}${version}`;
const fingerprint = (version: number): string => String(version).padStart(64, "0");
const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

// The secrets of a service as they stand in a binding's inputs and state, and what the Swarm's references are in these words.
import type { Probe } from "../inventory/probes.ts";
import { ofSecrets } from "../rotation/bound.ts";
import { formatMode, parseMode } from "../rotation/mode.ts";
import { parseSecretName } from "../rotation/secret-name.ts";
import type { Ownership, SecretReference } from "../swarm/engine/references.ts";
import type { Verification } from "../swarm/flip/verified-flip.ts";
import type { LiveBinding } from "../swarm/look/live-binding.ts";

/** In a key, between a secret's logical name and its target. */
const separator = " at ";

/** One secret of the service, as it stands in inputs and state. */
export interface BoundSecret {
  version: number;
  secretName: string;
  secretId: string;
  target: string;
  uid: string;
  gid: string;
  /** Permission bits, as four octal digits. */
  mode: string;
  /** Set where it takes the place of a secret of others at its target. */
  takeover?: boolean;
}

export interface BindingInputs {
  namespace: string;
  service: string;
  /** By logical name; those of one secret at further targets as `db_writer at TARGET`. */
  secrets: Record<string, BoundSecret>;
  /** Seconds that the service has to converge. */
  timeout: number;
  /** What proves a replica besides that it runs. */
  probe?: Probe;
  /** Lower ones are flipped first. */
  wave: number;
  /** What becomes of the services that are flipped already when this one fails. */
  onFailure: "stop" | "revert";
  /** Whether a secret of it has leaked: it is flipped faster, and nothing goes back to the old version. */
  urgent?: boolean;
  /** The tickets of the incidents for which every replica has to connect anew. */
  reconnect?: string;
}

/** What a binding is declared with; what is kept of it are its inputs. */
export interface LookedAt extends BindingInputs {
  /** The service before the run; undefined where there is no way to the Swarm. */
  live?: LiveBinding;
}

export interface BindingState extends BindingInputs {
  serviceId: string;
  /** How many replicas were seen running on exactly these secrets. */
  replicas: number;
  /** How long the last flip took, its proof included. */
  seconds: number;
  /** None of a binding that was imported, or that was left half-way, and none while no replica ran. */
  verification?: Verification;
}

/** A reference is the binding's when its secret is a version of one of these, which are keys of `secrets`. */
export function ownership(namespace: string, keys: readonly string[]): Ownership {
  return ofSecrets(namespace, keys.map(logicalNameOf));
}

/** The secret that a key of `secrets` stands for. */
export function logicalNameOf(key: string): string {
  return key.split(separator, 1)[0] ?? key;
}

export function references(secrets: Record<string, BoundSecret>): SecretReference[] {
  return Object.values(secrets).map(({ secretName, secretId, target, uid, gid, mode }) => {
    return { secretName, secretId, target, uid, gid, mode: parseMode(mode) };
  });
}

/** By logical name, as they are declared. A second reference to one of them, which nobody declares, stands apart, to be seen. */
export function boundSecrets(
  live: readonly SecretReference[],
  namespace: string,
  known: Record<string, BoundSecret> = {},
): Record<string, BoundSecret> {
  const secrets: Record<string, BoundSecret> = {};
  const targets = new Set(Object.values(known).map(({ target }) => target));
  const declaredFirst = live.toSorted((a, b) => Number(targets.has(b.target)) - Number(targets.has(a.target)));
  for (const { secretName, secretId, target, uid, gid, mode } of declaredFirst) {
    const { logicalName, version } = parseSecretName(secretName, namespace) ?? { logicalName: secretName, version: 0 };
    const key = Object.hasOwn(secrets, logicalName) ? `${logicalName}${separator}${target}` : logicalName;
    secrets[key] = { version, secretName, secretId, target, uid, gid, mode: formatMode(mode) };
  }
  return secrets;
}

/** A state without what only a flip tells. */
export function inputsOf(state: BindingState): BindingInputs {
  const outputs: readonly string[] = ["serviceId", "replicas", "seconds", "verification"];
  return Object.fromEntries(
    Object.entries(state).filter(([key]) => !outputs.includes(key)),
  ) as unknown as BindingInputs;
}

/** What a service moves to, for whoever reads along: "v5"; where that is not one version, "db_reader v5, session_key v2". */
export function describeGoal(olds: Record<string, BoundSecret>, news: Record<string, BoundSecret>): string {
  const all = Object.entries(news);
  const moved = all.filter(([name, { secretName }]) => olds[name]?.secretName !== secretName);
  const goal = moved.length === 0 ? all : moved;
  const versions = [...new Set(goal.map(([, { version }]) => `v${version}`))];
  if (versions.length === 1) return versions.join();
  return goal.map(([name, { version }]) => `${name} v${version}`).join(", ") || "no secret";
}

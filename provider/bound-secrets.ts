// The secrets of a service as they stand in a binding's inputs and state, and what the Swarm's references are in these words.
import { parseSecretName } from "../inventory/secret-name.ts";
import type { Probe } from "../inventory/services.ts";
import type { Ownership, SecretReference } from "../swarm/references.ts";
import type { Verification } from "../swarm/verified-flip.ts";

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
}

export interface BindingInputs {
  namespace: string;
  service: string;
  /** By logical name. */
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
  /** When a failed rotation put the service back on what it had; ISO 8601. */
  reverted?: string;
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

/** A reference is the binding's when its secret is a version of one of these; without them, of any of the namespace. */
export function ownership(namespace: string, logicalNames?: readonly string[]): Ownership {
  return (secretName) => {
    const parsed = parseSecretName(secretName, namespace);
    return parsed !== undefined && (logicalNames?.includes(parsed.logicalName) ?? true);
  };
}

export function references(secrets: Record<string, BoundSecret>): SecretReference[] {
  return Object.values(secrets).map(({ secretName, secretId, target, uid, gid, mode }) => {
    return { secretName, secretId, target, uid, gid, mode: Number.parseInt(mode, 8) };
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
    const key = Object.hasOwn(secrets, logicalName) ? `${secretName} at ${target}` : logicalName;
    secrets[key] = { version, secretName, secretId, target, uid, gid, mode: mode.toString(8).padStart(4, "0") };
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

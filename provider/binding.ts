// `swarm:index:ServiceSecretBinding`: a thin shell around the flip.
import type * as pulumi from "@pulumi/pulumi";
import { parseSecretName } from "../inventory/secret-name.ts";
import { detach, flip, readBinding, type FlipResult } from "../swarm/binding.ts";
import type { Connection } from "../swarm/client.ts";
import type { Ownership, SecretReference } from "../swarm/references.ts";

/** One secret of the service, as it stands in inputs and state. */
interface BoundSecret {
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
}

export interface BindingState extends BindingInputs {
  serviceId: string;
  /** How many replicas were seen running on exactly these secrets. */
  replicas: number;
  /** How long the last flip took, its proof included. */
  seconds: number;
}

/** What an imported binding gets that the Swarm does not know: the inventory's default. */
const defaultTimeout = 300;

/** The bindings of one Swarm. A binding's ID is its service's name. */
export class BindingResource {
  readonly #connect: () => Promise<Connection>;

  /** @param connectOnce gives the Swarm manager, each time the same one */
  constructor(connectOnce: () => Promise<Connection>) {
    this.#connect = connectOnce;
  }

  diff(olds: BindingState, news: BindingInputs): pulumi.provider.DiffResult {
    const replaces = (["namespace", "service"] as const).filter((key) => olds[key] !== news[key]);
    return { changes: replaces.length > 0 || !sameSecrets(olds.secrets, news.secrets), replaces };
  }

  async create(inputs: BindingInputs): Promise<pulumi.provider.CreateResult> {
    return { id: inputs.service, outs: await this.#flip(inputs, []) };
  }

  async update(olds: BindingState, news: BindingInputs): Promise<pulumi.provider.UpdateResult> {
    return { outs: await this.#flip(news, Object.keys(olds.secrets)) };
  }

  /** The live references, so that a refresh shows what somebody did by hand. */
  async read(id: string, known: Partial<BindingState>): Promise<pulumi.provider.ReadResult> {
    const { docker } = await this.#connect();
    // An import knows the service only: its namespace is what its name begins with, as `docker stack deploy` gives it.
    const namespace = known.namespace ?? id.split("_")[0] ?? "";
    const owns = known.secrets ? ownership(namespace, Object.keys(known.secrets)) : ownership(namespace);
    const live = await readBinding(docker, id, owns);
    if (live === undefined) return { id: "", props: {} };
    const secrets = Object.fromEntries(live.references.map((reference) => describe(reference, namespace)));
    const inputs: BindingInputs = { namespace, service: id, secrets, timeout: known.timeout ?? defaultTimeout };
    const { replicas = 0, seconds = 0 } = known;
    const props: BindingState = { ...inputs, serviceId: live.serviceId, replicas, seconds };
    return { id, props, inputs };
  }

  /** Takes the secrets off the service. A service that is gone needs nothing. */
  async delete({ namespace, service, secrets, timeout }: BindingState): Promise<void> {
    const { docker } = await this.#connect();
    const owns = ownership(namespace, Object.keys(secrets));
    await detach(docker, { service, owns }, { timeoutMs: timeout * 1000 });
  }

  async #flip(inputs: BindingInputs, earlier: readonly string[]): Promise<BindingState> {
    const { namespace, service, secrets, timeout } = inputs;
    const { docker } = await this.#connect();
    const result: FlipResult = await flip(
      docker,
      { service, desired: references(secrets), owns: ownership(namespace, [...Object.keys(secrets), ...earlier]) },
      { timeoutMs: timeout * 1000 },
    );
    const seconds = Math.round(result.seconds * 10) / 10;
    return { ...inputs, serviceId: result.serviceId, replicas: result.replicas.length, seconds };
  }
}

/** A reference is the binding's when its secret is a version of one of these; without them, of any of the namespace. */
function ownership(namespace: string, logicalNames?: readonly string[]): Ownership {
  return (secretName) => {
    const parsed = parseSecretName(secretName, namespace);
    return parsed !== undefined && (logicalNames?.includes(parsed.logicalName) ?? true);
  };
}

function references(secrets: Record<string, BoundSecret>): SecretReference[] {
  return Object.values(secrets).map(({ secretName, secretId, target, uid, gid, mode }) => {
    return { secretName, secretId, target, uid, gid, mode: Number.parseInt(mode, 8) };
  });
}

function describe(reference: SecretReference, namespace: string): [string, BoundSecret] {
  const { secretName, secretId, target, uid, gid } = reference;
  const { logicalName, version } = parseSecretName(secretName, namespace) ?? { logicalName: secretName, version: 0 };
  return [logicalName, { version, secretName, secretId, target, uid, gid, mode: formatMode(reference.mode) }];
}

const formatMode = (mode: number): string => mode.toString(8).padStart(4, "0");

function sameSecrets(olds: Record<string, BoundSecret>, news: Record<string, BoundSecret>): boolean {
  const names = new Set([...Object.keys(olds), ...Object.keys(news)]);
  const keys = ["version", "secretName", "secretId", "target", "uid", "gid", "mode"] as const;
  return [...names].every((name) => {
    const [before, after] = [olds[name], news[name]];
    return before !== undefined && after !== undefined && keys.every((key) => before[key] === after[key]);
  });
}

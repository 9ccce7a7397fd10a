// `swarm:index:ServiceSecretBinding`: a thin shell around the flip.
import type * as pulumi from "@pulumi/pulumi";
import { parseSecretName } from "../inventory/secret-name.ts";
import { detach, flip, readBinding } from "../swarm/binding.ts";
import type { Connection } from "../swarm/client.ts";
import { SwarmError, type SwarmErrorCode } from "../swarm/errors.ts";
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

/** After these the service may have changed all the same. One that was rolled back has not. */
const uncertain: readonly SwarmErrorCode[] = ["paused", "changed-meanwhile", "timed-out", "interrupted", "unreachable"];

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
    return { id: inputs.service, outs: await this.#flip(inputs) };
  }

  async update(olds: BindingState, news: BindingInputs): Promise<pulumi.provider.UpdateResult> {
    return { outs: await this.#flip(news, olds) };
  }

  /** The live references, so that a refresh shows what somebody did by hand. */
  async read(id: string, known: Partial<BindingState>): Promise<pulumi.provider.ReadResult> {
    const props = await this.#readState(id, known);
    if (props === undefined) return { id: "", props: {} };
    const { namespace, service, secrets, timeout } = props;
    const inputs: BindingInputs = { namespace, service, secrets, timeout };
    return { id, props, inputs };
  }

  /** Takes the secrets off the service. A service that is gone needs nothing. */
  async delete({ namespace, service, secrets, timeout }: BindingState): Promise<void> {
    const { docker } = await this.#connect();
    const owns = ownership(namespace, Object.keys(secrets));
    await detach(docker, { service, owns }, { timeoutMs: timeout * 1000 });
  }

  async #flip(inputs: BindingInputs, olds?: BindingState): Promise<BindingState> {
    const { namespace, service, secrets, timeout } = inputs;
    const { docker } = await this.#connect();
    const owns = ownership(namespace, Object.keys({ ...olds?.secrets, ...secrets }));
    const request = { service, desired: references(secrets), owns };
    const result = await flip(docker, request, { timeoutMs: timeout * 1000 }).catch(async (error: unknown) => {
      throw error instanceof SwarmError && uncertain.includes(error.code)
        ? await this.#partial(error, inputs, olds)
        : error;
    });
    const seconds = Math.round(result.seconds * 10) / 10;
    return { ...inputs, serviceId: result.serviceId, replicas: result.replicas.length, seconds };
  }

  /**
   * The error with the fields by which the SDK tells the engine of a partial failure. The state then has what the service was
   * left with, and the next run sees to the service, even if the config has gone back to what it was before.
   */
  async #partial(error: SwarmError, inputs: BindingInputs, olds: BindingState | undefined): Promise<SwarmError> {
    const { service: id, secrets } = inputs;
    const known = { ...olds, ...inputs, secrets: { ...olds?.secrets, ...secrets } };
    const left = await this.#readState(id, known).catch(() => undefined);
    // What cannot be read counts as it was.
    const properties = left ?? olds ?? { ...inputs, serviceId: "", replicas: 0, seconds: 0 };
    return Object.assign(error, { id, properties, reasons: [error.message] });
  }

  /** Undefined when the service does not exist. */
  async #readState(service: string, known: Partial<BindingState>): Promise<BindingState | undefined> {
    const { docker } = await this.#connect();
    // An import knows the service only: its namespace is what its name begins with, as `docker stack deploy` gives it.
    const { namespace = service.split("_")[0] ?? "", timeout = defaultTimeout, replicas = 0, seconds = 0 } = known;
    const owns = known.secrets ? ownership(namespace, Object.keys(known.secrets)) : ownership(namespace);
    const live = await readBinding(docker, service, owns);
    if (live === undefined) return undefined;
    const secrets = boundSecrets(live.references, namespace, known.secrets);
    return { namespace, service, secrets, timeout, serviceId: live.serviceId, replicas, seconds };
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

/** By logical name, as they are declared. A second reference to one of them, which nobody declares, stands apart, to be seen. */
function boundSecrets(
  live: readonly SecretReference[],
  namespace: string,
  known: Record<string, BoundSecret> = {},
): Record<string, BoundSecret> {
  const secrets: Record<string, BoundSecret> = {};
  const targets = new Set(Object.values(known).map(({ target }) => target));
  const declaredFirst = live.toSorted((a, b) => Number(targets.has(b.target)) - Number(targets.has(a.target)));
  for (const { secretName, secretId, target, uid, gid, mode } of declaredFirst) {
    const { logicalName, version } = parseSecretName(secretName, namespace) ?? { logicalName: secretName, version: 0 };
    const key = logicalName in secrets ? `${secretName} at ${target}` : logicalName;
    secrets[key] = { version, secretName, secretId, target, uid, gid, mode: mode.toString(8).padStart(4, "0") };
  }
  return secrets;
}

function sameSecrets(olds: Record<string, BoundSecret>, news: Record<string, BoundSecret>): boolean {
  const names = new Set([...Object.keys(olds), ...Object.keys(news)]);
  const keys = ["version", "secretName", "secretId", "target", "uid", "gid", "mode"] as const;
  return [...names].every((name) => {
    const [before, after] = [olds[name], news[name]];
    return before !== undefined && after !== undefined && keys.every((key) => before[key] === after[key]);
  });
}

// `swarm:index:RotationRecord`: the ledger of one secret. Its rules need the past, so they live where the past is known: in
// `diff`, which gets the recorded outputs, and so fail a preview.
import type * as pulumi from "@pulumi/pulumi";
import { emptyLedger, type Ledger } from "../inventory/ledger.ts";
import { RotationError } from "../inventory/rotation-error.ts";
import { checkDeclaration } from "../inventory/rotation-rules.ts";
import { parseSecretName } from "../inventory/secret-name.ts";
import type { Incident } from "../inventory/secrets.ts";
import type { Connection } from "../swarm/client.ts";
import { engineNow } from "../swarm/clock.ts";
import { changeLedger, readLedger } from "../swarm/ledger-store.ts";
import { reconnect } from "../swarm/reconnect.ts";
import { listSecrets } from "../swarm/secrets.ts";
import type { Verification } from "../swarm/verified-flip.ts";
import { checkFingerprints, joined, recordRotation } from "./recording.ts";

export interface RecordInputs {
  namespace: string;
  /** The secret's logical name. */
  secret: string;
  current: number;
  /** The fingerprint of each version that has to exist, by version; unknown until a generated value is there. */
  versions: Record<string, string>;
  /** Names of the services that have to run on the current version. */
  consumers: string[];
  /** How each of them was last verified, by its name. */
  verifications: Record<string, Verification>;
  /** Hours that the version before the current one is kept. */
  retentionHours: number;
  /** What the Swarm has on record before the run; the program found that it allows what is declared. */
  ledger?: Ledger;
  isDatabase: boolean;
  incident?: Incident;
  /** Names of services without a binding that have to reconnect in an incident. */
  dependants: string[];
}

export interface RecordState extends RecordInputs {
  ledger: Ledger;
  /** When the current version became current: ISO 8601, UTC. */
  since: string;
  /** When the last consumer was verified on the current version: ISO 8601, UTC. None without consumers. */
  verifiedAt?: string;
}

/** The ledgers of one Swarm. A ledger's ID is its secret's name without a version. */
export class RecordResource {
  readonly #connect: () => Promise<Connection>;

  /** @param connectOnce gives the Swarm manager, each time the same one */
  constructor(connectOnce: () => Promise<Connection>) {
    this.#connect = connectOnce;
  }

  /**
   * Goes by the state and, as a preview may have to do without the Swarm, by this machine's clock, unless the program has
   * checked what the Swarm has on record.
   *
   * @throws RotationError when the past does not allow what is declared
   */
  diff(olds: RecordState, news: RecordInputs): pulumi.provider.DiffResult {
    if (olds.namespace !== news.namespace) return { changes: true, replaces: ["namespace"] };
    // The state's copy misses what a run that failed has put on record.
    if (news.ledger === undefined) checkRules(olds.ledger, news, new Date());
    checkFingerprints(olds.ledger, news);
    return { changes: !sameRecord(olds, news) };
  }

  async create(inputs: RecordInputs): Promise<pulumi.provider.CreateResult> {
    return { id: `${inputs.namespace}_${inputs.secret}`, outs: await this.#record(inputs) };
  }

  async update(olds: RecordState, news: RecordInputs): Promise<pulumi.provider.UpdateResult> {
    return { outs: await this.#record(news, olds) };
  }

  /** The state's part of the ledger, brought up to what the Swarm has by now. */
  async read(id: string, known: Partial<RecordState>): Promise<pulumi.provider.ReadResult> {
    if (known.secret === undefined || known.namespace === undefined) {
      throw new RotationError(
        `${id} cannot be imported: a ledger begins when its secret is declared.`,
        "Declare the secret; what the Swarm has on record of it is taken over.",
      );
    }
    const { ledger, since, verifiedAt, ...inputs } = known as RecordState;
    const { docker } = await this.#connect();
    const onSwarm = await readLedger(docker, { namespace: known.namespace, logicalName: known.secret });
    const verified = verifiedAt === undefined ? {} : { verifiedAt };
    const props = { ...inputs, ledger: joined(ledger, onSwarm ?? emptyLedger), since, ...verified };
    return { id, props, inputs };
  }

  async #record(inputs: RecordInputs, olds?: RecordState): Promise<RecordState> {
    const { namespace, secret, current, incident, dependants } = inputs;
    const connection = await this.#connect();
    const { docker } = connection;
    const now = engineNow(connection);
    const name = { namespace, logicalName: secret };
    if (incident !== undefined && (await readLedger(docker, name))?.incident?.ticket !== incident.ticket) {
      await Promise.all(dependants.map((service) => reconnect(docker, service, incident.ticket)));
    }
    const present = new Set(
      (await listSecrets(docker, `${namespace}_${secret}_v`)).flatMap(({ name }) => {
        const parsed = parseSecretName(name, namespace);
        return parsed?.logicalName === secret ? [parsed.version] : [];
      }),
    );
    const ledger = await changeLedger(docker, name, (onSwarm) => {
      const known = joined(olds?.ledger, onSwarm);
      checkRules(known, inputs, now);
      checkFingerprints(known, inputs);
      return recordRotation(known, inputs, present, now);
    });
    const verifiedAt = inputs.consumers.length === 0 ? undefined : ledger.settledAt;
    const since = ledger.versions[current]?.since ?? now.toISOString();
    return { ...inputs, ledger, since, ...(verifiedAt !== undefined && { verifiedAt }) };
  }
}

function checkRules(ledger: Ledger, inputs: RecordInputs, now: Date): void {
  const { namespace, secret, current, retentionHours, incident, isDatabase } = inputs;
  const versions = Object.keys(inputs.versions).map(Number);
  const declared = { namespace, logicalName: secret, current, versions, retentionHours, incident, isDatabase };
  checkDeclaration(ledger, declared, now);
}

/** What is only looked at when the record changes for another reason is left out. */
function sameRecord(olds: RecordState, news: RecordInputs): boolean {
  const versions = Object.keys({ ...olds.versions, ...news.versions });
  return (
    olds.current === news.current &&
    versions.every((version) => olds.versions[version] === news.versions[version]) &&
    olds.consumers.join() === news.consumers.join() &&
    olds.retentionHours === news.retentionHours
  );
}

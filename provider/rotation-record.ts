// The resource `swarm:index:RotationRecord`: the ledger of one secret. The rules that need the past run in `diff`, because `diff`
// gets the outputs in the state, and fails a preview when it throws.
import type * as pulumi from "@pulumi/pulumi";
import { versionsOf } from "../rotation/bound.ts";
import { checkFingerprints } from "../rotation/immutable-versions.ts";
import { emptyLedger, joinLedgers, knownVersions, type Ledger } from "../rotation/ledger.ts";
import { describeLingering } from "../rotation/lingering.ts";
import { ledgerOnRecord } from "../rotation/on-record.ts";
import { RotationError } from "../rotation/rotation-error.ts";
import { rotatedLedger } from "../rotation/rotated-ledger.ts";
import { checkDeclaration } from "../rotation/rules.ts";
import { formatSecretName, unversionedName } from "../rotation/secret-name.ts";
import { hasNewVerification, proofOf, weighVerifications } from "../rotation/verifications.ts";
import type { Connection } from "../swarm/engine/client.ts";
import { engineNow } from "../swarm/engine/clock.ts";
import { reconnect } from "../swarm/flip/reconnect.ts";
import { changeLedger, readLedger } from "../swarm/ledger/store.ts";
import { lingering, lookAtStanding, type Standing } from "../swarm/look/standing.ts";
import { report } from "./engine-log.ts";
import { checkStanding } from "./consumers-standing.ts";
import type { CheckedRecord, RecordInputs, RecordState } from "../rotation/rotation-record.ts";
import { Shared } from "./shared.ts";

/** The ledgers of one Swarm. The ID of a ledger is its secret's name without a version. */
export class RecordResource {
  readonly #connect: () => Promise<Connection>;
  /** Shares one look at the Swarm among all records that are written at about the same time. */
  readonly #standing: Shared<Standing>;

  /** @param connectOnce returns the connection to the Swarm manager, the same one each time */
  constructor(connectOnce: () => Promise<Connection>) {
    this.#connect = connectOnce;
    this.#standing = new Shared(async () => await lookAtStanding((await connectOnce()).engine));
  }

  /**
   * Adds what the state has on record where the program could not ask the Swarm, for the policies: they see what is declared, and
   * nothing of the state. It changes nothing by itself, and the provider does not go by it.
   */
  check(olds: CheckedRecord | undefined, declared: CheckedRecord): pulumi.provider.CheckResult {
    const news = withoutAddition(declared);
    const isTold = news.ledger !== undefined || olds?.secret === undefined;
    return { inputs: isTold ? news : { ...news, onRecord: ledgerOnRecord(olds, new Date()) } };
  }

  /**
   * Checks what is declared, and tells whether the record changes. When the program has checked the declaration against the Swarm's
   * ledger, that check counts. Otherwise, as in a preview without a way to the Swarm, the ledger in the state counts, and this
   * machine's clock.
   *
   * @throws RotationError when the past does not allow what is declared, or a consumer was last verified on another version
   */
  diff(olds: RecordState, news: RecordInputs): pulumi.provider.DiffResult {
    if (olds.namespace !== news.namespace) return { changes: true, replaces: ["namespace"] };
    // The state's copy of the ledger lacks what a failed run has put on record, so it is used only without the Swarm's.
    const onSwarm = news.ledger !== undefined && knownVersions(news.ledger).length > 0 ? news.ledger : undefined;
    if (onSwarm === undefined) checkRules(olds.ledger, news, new Date());
    checkFingerprints(olds.ledger, news);
    const { unverified } = weighVerifications(news, olds.verifications);
    const { current, settledAt, lingering: left = [] } = onSwarm ?? olds.ledger;
    const isOpen = current !== news.current || (settledAt === undefined && unverified.length === 0);
    // As long as a node does not answer, each run looks again whether it does.
    return {
      changes: isOpen || left.length > 0 || !sameRecord(olds, news) || hasNewVerification(news, olds.verifications),
    };
  }

  async create(urn: string, inputs: RecordInputs): Promise<pulumi.provider.CreateResult> {
    return { id: unversionedName(inputs.namespace, inputs.secret), outs: await this.#record(urn, inputs) };
  }

  async update(urn: string, olds: RecordState, news: RecordInputs): Promise<pulumi.provider.UpdateResult> {
    return { outs: await this.#record(urn, news, olds) };
  }

  /**
   * Reads the record, with the ledger in the state brought up to date with the Swarm's.
   *
   * @throws RotationError for an import: a ledger cannot be imported
   */
  async read(id: string, known: Partial<RecordState>): Promise<pulumi.provider.ReadResult> {
    if (known.secret === undefined || known.namespace === undefined) {
      throw new RotationError({
        code: "not-importable",
        problem: `${id} cannot be imported: a ledger begins when its secret is declared.`,
        remedy: "Declare the secret; what the Swarm has on record of it is taken over.",
      });
    }
    const { ledger, since, verifiedAt, ...inputs } = known as RecordState;
    const { engine } = await this.#connect();
    const onSwarm = await readLedger(engine, { namespace: known.namespace, logicalName: known.secret });
    const verified = verifiedAt === undefined ? {} : { verifiedAt };
    const joined = joinLedgers(ledger, onSwarm ?? emptyLedger);
    const props = { ...inputs, ledger: joined, since, ...verified };
    // The next check finds the ledger among the inputs, and nowhere else.
    return { id, props, inputs: { ...inputs, ledger: joined } };
  }

  async #record(urn: string, checked: CheckedRecord, olds?: RecordState): Promise<RecordState> {
    const inputs = withoutAddition(checked);
    const { namespace, secret, current, incident, dependants, consumers } = inputs;
    const connection = await this.#connect();
    const { engine } = connection;
    const name = { namespace, logicalName: secret };
    if (incident !== undefined && (await readLedger(engine, name))?.incident?.ticket !== incident.ticket) {
      await Promise.all(dependants.map((service) => reconnect(connection, service, incident.ticket)));
    }
    const evidence = weighVerifications(inputs, olds?.verifications);
    const standing = await this.#standing.ask();
    checkStanding(standing, inputs);
    const now = engineNow(connection);
    const versionOf = versionsOf(namespace, secret);
    const present = new Set([...standing.secrets.keys()].flatMap((known) => versionOf(known) ?? []));
    const left = lingering(standing, versionOf, current);
    const rotate = (onSwarm: Ledger): Ledger => {
      const known = joinLedgers(olds?.ledger, onSwarm);
      checkRules(known, inputs, now);
      checkFingerprints(known, inputs);
      return rotatedLedger(known, inputs, { ...evidence, present, lingering: left }, now);
    };
    const proof = proofOf(inputs, evidence);
    const onEntry = (line: string): void => {
      report(urn, line);
    };
    const ledger = await changeLedger(engine, name, rotate, { at: now, proof, onEntry });
    const lines = [...warnUnverified(inputs, evidence.unverified), ...describeLingering(ledger, name)];
    for (const line of lines) report(urn, line, { severity: "warning" });
    const verifiedAt = consumers.length === 0 ? undefined : ledger.settledAt;
    const since = ledger.versions[current]?.since ?? now.toISOString();
    return { ...inputs, ledger, since, ...(verifiedAt !== undefined && { verifiedAt }) };
  }
}

/** What was declared, without what the check adds for the policies: the state does not keep that. */
function withoutAddition(checked: CheckedRecord): RecordInputs {
  const inputs = { ...checked };
  delete inputs.onRecord;
  return inputs;
}

function warnUnverified({ namespace, secret, current }: RecordInputs, services: readonly string[]): string[] {
  const name = formatSecretName(namespace, secret, current);
  return services.map(
    (service) =>
      `${name} is not verified on ${service}: no replica of it ran. No retention begins until it is verified: run \`pulumi up\` once replicas run.`,
  );
}

function checkRules(ledger: Ledger, inputs: RecordInputs, now: Date): void {
  const { namespace, secret, current, retentionHours, incident, connections } = inputs;
  const versions = Object.keys(inputs.versions).map(Number);
  const declared = { namespace, logicalName: secret, current, versions, retentionHours, incident, connections };
  checkDeclaration(ledger, declared, now);
}

/**
 * Whether the inputs that make the record change are the same. Inputs that count only when the record changes for another reason
 * are not compared.
 */
function sameRecord(olds: RecordState, news: RecordInputs): boolean {
  const versions = Object.keys({ ...olds.versions, ...news.versions });
  return (
    olds.current === news.current &&
    versions.every((version) => olds.versions[version] === news.versions[version]) &&
    olds.consumers.join() === news.consumers.join() &&
    olds.retentionHours === news.retentionHours
  );
}

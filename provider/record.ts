// `swarm:index:RotationRecord`: the ledger of one secret. Its rules need the past, so they live where the past is known:
// in `diff`, which gets the recorded outputs, and so fail a preview.
import type * as pulumi from "@pulumi/pulumi";
import { RotationError } from "./errors.ts";

export interface RecordInputs {
  namespace: string;
  /** The secret's logical name. */
  secret: string;
  current: number;
  /** The fingerprint of each version that has to exist, by version; unknown until a generated value is there. */
  versions: Record<string, string>;
  /** Names of the services that have to run on the current version. */
  consumers: string[];
}

export interface RecordState extends RecordInputs {
  /** The fingerprint of every version there ever was, by version: a number is used once. */
  ledger: Record<string, string>;
  /** When the current version became current: ISO 8601, UTC. */
  since: string;
  /** When every consumer was seen to run on the current version: ISO 8601, UTC. None without consumers. */
  verifiedAt?: string;
}

/** What stands in a preview for a value that only the run will tell; fixed by Pulumi's protocol. */
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** The ledgers, without I/O. */
export const recordResource = {
  /** @throws RotationError when the past does not allow what is declared */
  diff(olds: RecordState, news: RecordInputs): pulumi.provider.DiffResult {
    checkAgainstLedger(olds, news);
    return { changes: !sameRecord(olds, news) };
  },

  create(inputs: RecordInputs, now: Date): pulumi.provider.CreateResult {
    const id = `${inputs.namespace}_${inputs.secret}`;
    const since = now.toISOString();
    const outs: RecordState = { ...inputs, ledger: inputs.versions, since, ...verification(inputs, since) };
    return { id, outs };
  },

  /** @throws RotationError as `diff` does: a preview may have been skipped */
  update(olds: RecordState, news: RecordInputs, now: Date): pulumi.provider.UpdateResult {
    checkAgainstLedger(olds, news);
    const moved = olds.current !== news.current;
    const since = moved ? now.toISOString() : olds.since;
    const verifiedAt = moved || olds.verifiedAt === undefined ? now.toISOString() : olds.verifiedAt;
    const ledger = { ...olds.ledger, ...news.versions };
    const outs: RecordState = { ...news, ledger, since, ...verification(news, verifiedAt) };
    return { outs };
  },

  /** The ledger is the state itself: there is nothing else to read it from. */
  read(id: string, known: Partial<RecordState>): pulumi.provider.ReadResult {
    if (known.secret === undefined) {
      throw new RotationError(
        `${id} cannot be imported: the ledger of a secret exists in the stack's state only.`,
        "Declare the secret; its ledger then begins with the versions that are declared.",
      );
    }
    const { namespace, secret, current, versions, consumers } = known;
    return { id, props: known, inputs: { namespace, secret, current, versions, consumers } };
  },
};

function verification({ consumers }: RecordInputs, at: string): { verifiedAt?: string } {
  return consumers.length > 0 ? { verifiedAt: at } : {};
}

function checkAgainstLedger(olds: RecordState, news: RecordInputs): void {
  const highest = Math.max(...Object.keys(olds.ledger).map(Number));
  let next = highest + 1;
  for (const version of Object.keys(news.versions)
    .map(Number)
    .sort((a, b) => a - b)) {
    const name = `${news.namespace}_${news.secret}_v${version}`;
    const known = olds.ledger[version];
    const isDeclared = olds.versions[version] !== undefined;
    if (known === undefined && version === next) next += 1;
    else if (known === undefined) throw skipped(name, version, next);
    else if (!isDeclared) throw reused(name, news.secret, highest);
    else if (news.versions[version] !== known && news.versions[version] !== unknown) {
      throw new RotationError(
        `${name} exists with another value; versions are immutable.`,
        `Put the old value back, and add version ${highest + 1} with the new one.`,
      );
    }
  }
}

function skipped(name: string, version: number, next: number): RotationError {
  const problem =
    version > next
      ? `${name} skips a version: the next one is ${next}.`
      : `${name} lies before the versions on record: the next one is ${next}.`;
  return new RotationError(problem, `Use version ${next}.`);
}

function reused(name: string, secret: string, highest: number): RotationError {
  return new RotationError(
    `${name} was retired, and a version number is never used again.`,
    `Use version ${highest + 1} of ${secret}.`,
  );
}

function sameRecord(olds: RecordState, news: RecordInputs): boolean {
  const versions = Object.keys({ ...olds.versions, ...news.versions });
  return (
    olds.namespace === news.namespace &&
    olds.secret === news.secret &&
    olds.current === news.current &&
    versions.every((version) => olds.versions[version] === news.versions[version]) &&
    olds.consumers.join() === news.consumers.join()
  );
}

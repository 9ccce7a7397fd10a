// The label in which a service tells of its last rotation: what it had before. The label is written by the very update that flips the
// service, as a run that is cut short leaves nothing else behind. No I/O.
import { ofSecrets, type Ownership } from "../../rotation/bound.ts";
import { serviceLabels } from "../../rotation/labels.ts";
import type { Ledger } from "../../rotation/ledger.ts";
import type { SecretReference } from "../../rotation/reference.ts";
import { formatSecretName, parseSecretName } from "../../rotation/secret-name.ts";

/** A reference without its secret's ID: whoever looks for an ID in a service's spec would take the secret for one in use. */
export type NamedReference = Omit<SecretReference, "secretId">;

/** A rotation as the label on its service tells of it. */
export interface RotationMark {
  namespace: string;
  /** The logical names of all secrets that the binding had or has. */
  secrets: readonly string[];
  /** The owned references from before the rotation. */
  from: readonly NamedReference[];
  /** When the update was sent: ISO 8601, UTC. */
  at: string;
  /** Seconds that the service has to converge. */
  timeout: number;
}

/** The ledgers of a namespace, by the secret's logical name. */
type Ledgers = ReadonlyMap<string, Ledger>;

/**
 * A reference as the label holds it. The secret's name is split into its parts, so that a search for the whole name does not find it
 * either. A secret of others whose target was taken over keeps its whole name, with version 0.
 */
type FromEntry = [logicalName: string, version: number, target: string, uid: string, gid: string, mode: number];

interface MarkText extends Omit<RotationMark, "from"> {
  from: FromEntry[];
}

/** The label's text. */
function formatRotation({ from, ...mark }: RotationMark): string {
  const entries = from.map(({ secretName, target, uid, gid, mode }): FromEntry => {
    const { logicalName, version } = parseSecretName(secretName, mark.namespace) ?? {
      logicalName: secretName,
      version: 0,
    };
    return [logicalName, version, target, uid, gid, mode];
  });
  return JSON.stringify({ ...mark, from: entries } satisfies MarkText);
}

/** The rotation that a service's labels tell of; undefined when there is none, or none that can be read. */
export function readRotation(labels: Readonly<Record<string, string>> | undefined): RotationMark | undefined {
  try {
    const { from, ...mark } = JSON.parse(labels?.[serviceLabels.rotation] ?? "") as MarkText;
    const references = from.map(([logicalName, version, target, uid, gid, mode]) => {
      const secretName = version === 0 ? logicalName : formatSecretName(mark.namespace, logicalName, version);
      return { secretName, target, uid, gid, mode };
    });
    return { ...mark, secrets: [...mark.secrets], from: references };
  } catch {
    return undefined;
  }
}

/** Tells which references the binding owns that a label tells of. */
export function markedOwnership({ namespace, secrets, from }: RotationMark): Ownership {
  const had = new Set(from.map(({ secretName }) => secretName));
  const owned = ofSecrets(namespace, secrets);
  return (secretName) => had.has(secretName) || owned(secretName);
}

/** One secret's version before a rotation and now. It is undefined where the service did not have the secret, or has it no more. */
export interface Move {
  logicalName: string;
  before: number | undefined;
  now: number | undefined;
}

/** The secrets that a rotation has moved. */
export function movesOf({ namespace, secrets, from }: RotationMark, now: readonly NamedReference[]): Move[] {
  const versions = (references: readonly NamedReference[]) =>
    new Map(
      references.flatMap(({ secretName }): [string, number][] => {
        const parsed = parseSecretName(secretName, namespace);
        return parsed === undefined ? [] : [[parsed.logicalName, parsed.version]];
      }),
    );
  const [old, live] = [versions(from), versions(now)];
  return secrets
    .map((logicalName) => ({ logicalName, before: old.get(logicalName), now: live.get(logicalName) }))
    .filter((move) => move.before !== move.now);
}

/**
 * Whether a rotation is not complete: the service is on a version that is not on record as the current one.
 *
 * @param now the service's owned references
 */
export function isOpen(mark: RotationMark, now: readonly NamedReference[], ledgers: Ledgers): boolean {
  return movesOf(mark, now).some(
    (move) => move.now !== undefined && ledgers.get(move.logicalName)?.current !== move.now,
  );
}

/** The references whose version an incident revoked, in words: "db_reader_v1 is revoked by SEC-42". */
export function revokedAmong(references: readonly NamedReference[], namespace: string, ledgers: Ledgers): string[] {
  return references.flatMap(({ secretName }) => {
    const parsed = parseSecretName(secretName, namespace);
    const ticket = parsed && ledgers.get(parsed.logicalName)?.versions[parsed.version]?.revokedBy;
    return ticket === undefined ? [] : [`${secretName} is revoked by ${ticket}`];
  });
}

/**
 * The label's text for a flip that begins now. Where the last rotation is not complete, the label keeps what the service had before
 * that one, because nobody wants to go back to what a run that was cut short has left.
 *
 * @param labels the service's labels
 * @param now the service's owned references
 */
export function beginRotation(
  mark: Omit<RotationMark, "from">,
  labels: Readonly<Record<string, string>> | undefined,
  now: readonly NamedReference[],
  ledgers: Ledgers,
): string {
  const last = readRotation(labels);
  if (last === undefined || !isOpen(last, now, ledgers)) return formatRotation({ ...mark, from: now });
  return formatRotation({ ...mark, secrets: [...new Set([...last.secrets, ...mark.secrets])].sort(), from: last.from });
}

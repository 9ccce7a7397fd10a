// Which version each secret moves to, and which versions may go, by the config and what the Swarm says.
import type { Secret } from "../inventory/secrets.ts";
import { noGroup } from "../rotation/groups.ts";
import { emptyLedger } from "../rotation/ledger.ts";
import { formatSecretName } from "../rotation/secret-name.ts";
import { suggestion } from "../rotation/suggestion.ts";
import { UserError } from "../rotation/user-error.ts";
import type { Move } from "./edit/stack-edit.ts";
import type { Reading } from "./reading.ts";
import { statusOf } from "./status/status.ts";

/**
 * The retirements that are possible now.
 *
 * @param names the secrets that are asked about; none stands for all
 * @throws UserError when a secret is not declared, or nothing of a named one can go
 */
export function retirements(reading: Reading, names: readonly string[]): Move[] {
  const asked = names.length === 0 ? reading.inventory.secrets : named(reading, names);
  const status = new Map(statusOf(reading).secrets.map((secret) => [secret.name, secret]));
  return asked.flatMap(({ logicalName, retain }): Move[] => {
    const kept = status.get(logicalName)?.kept ?? [];
    const dropped = retain.filter((version) => kept.some((one) => one.version === version && one.canGo));
    if (dropped.length > 0) {
      return [{ secret: logicalName, retain: retain.filter((version) => !dropped.includes(version)), dropped }];
    }
    if (names.length === 0) return [];
    const waiting = kept.map(
      ({ version, until }) => `v${version} ${until === undefined ? "has to stay" : `is kept until ${until}`}`,
    );
    throw new UserError(
      `No version of ${logicalName} can be retired now${waiting.length === 0 ? ": none is retained" : `: ${waiting.join(", ")}`}.`,
      "See `secrets status`. When the value has leaked, declare the incident.",
    );
  });
}

/**
 * The way back for some secrets: for each the version that was current before.
 *
 * @throws UserError when a secret is not declared, has no way back, or is one of a group that is not named as a whole
 */
export function rollbacks(reading: Reading, names: readonly string[]): Move[] {
  const secrets = named(reading, names);
  checkGroups(reading, secrets);
  return secrets.map((secret): Move => {
    const to = versionBefore(reading, secret);
    const retain = [...secret.retain.filter((version) => version !== to), secret.current].sort((a, b) => a - b);
    return { secret: secret.logicalName, current: { from: secret.current, to }, retain, dropped: [] };
  });
}

/** The retained version that was current last before the declared one. */
function versionBefore({ inventory, facts }: Reading, { logicalName, current, retain }: Secret): number {
  const ledger = facts.ledgers.get(logicalName) ?? emptyLedger;
  const sinceOf = (version: number): string => ledger.versions[version]?.since ?? "";
  const nameOf = (version: number): string => formatSecretName(inventory.namespace, logicalName, version);
  const [to] = retain
    .filter((version) => sinceOf(version) !== "" && facts.secrets.has(nameOf(version)))
    .sort((a, b) => (sinceOf(a) < sinceOf(b) ? 1 : -1));
  if (to === undefined) {
    const problem = `${logicalName} has no way back: no version besides ${current} is retained, on the Swarm, and was in use before.`;
    throw new UserError(problem, "Rotate it to a new version instead.");
  }
  const revokedBy = ledger.versions[to]?.revokedBy;
  if (revokedBy === undefined) return to;
  throw new UserError(
    `${nameOf(to)} is revoked by ${revokedBy}: nothing goes back to it.`,
    "Rotate to a new version instead.",
  );
}

/**
 * The declared secrets of some names, each once.
 *
 * @throws UserError when one is not declared
 */
export function named({ inventory }: Pick<Reading, "inventory">, names: readonly string[]): Secret[] {
  return [...new Set(names)].map((name) => {
    const secret = inventory.secrets.find(({ logicalName }) => logicalName === name);
    if (secret !== undefined) return secret;
    const known = inventory.secrets.map(({ logicalName }) => logicalName);
    throw new UserError(
      `The stack declares no secret ${name}.${suggestion(name, known)}`,
      `It declares: ${known.join(", ")}.`,
    );
  });
}

/** A group of which only some secrets are named. */
export interface PartOfGroup {
  /** What is so: "db_reader and db_writer are one group (database_roles), and move together." */
  readonly problem: string;
  readonly missing: readonly Secret[];
}

/** The groups of which only some secrets are named: a group is rotated as a whole, also back. */
export function partsOfGroups({ inventory }: Pick<Reading, "inventory">, secrets: readonly Secret[]): PartOfGroup[] {
  const groups = new Set(secrets.flatMap(({ group }) => (group === undefined || group === noGroup ? [] : [group])));
  return [...groups].flatMap((group) => {
    const members = inventory.secrets.filter((secret) => secret.group === group);
    const missing = members.filter((member) => !secrets.includes(member));
    if (missing.length === 0) return [];
    const names = members.map(({ logicalName }) => logicalName).join(" and ");
    return [{ problem: `${names} are one group (${group}), and move together.`, missing }];
  });
}

function checkGroups(reading: Reading, secrets: readonly Secret[]): void {
  const parts = partsOfGroups(reading, secrets);
  const [part] = parts;
  if (part === undefined) return;
  const whole = [...secrets, ...parts.flatMap(({ missing }) => missing)].map(({ logicalName }) => logicalName);
  throw new UserError(part.problem, `Name them all: ${whole.join(" ")}`);
}

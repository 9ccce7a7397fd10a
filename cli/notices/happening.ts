// What has happened that people are told of, by one reading of the stack and its Swarm. Nothing of it holds a value: it is made of names,
// numbers, times, and Swarm's own messages.
import type { NoticeEvent } from "../../inventory/notices.ts";
import type { Secret } from "../../inventory/secrets.ts";
import { revocationDeadlineMs } from "../../rotation/defaults.ts";
import { emptyLedger, type Ledger } from "../../rotation/ledger.ts";
import { formatSecretName } from "../../rotation/secret-name.ts";
import type { DriftFinding, DriftKind } from "../drift/finding.ts";
import type { Reading } from "../reading.ts";
import { statusOf, type SecretStatus } from "../status/status.ts";
import { plural } from "../words.ts";

/** One thing that has happened. */
export interface Happening {
  readonly event: NoticeEvent;
  /** Tells it from everything else that ever happens to the stack: what has this ID is told once. */
  readonly id: string;
  /** When it happened: ISO 8601, UTC. */
  readonly at: string;
  /** The logical names of the secrets that it is about. */
  readonly secrets: readonly string[];
  /** Their owners. */
  readonly owners: readonly string[];
  /** What a table shows of it. */
  readonly cells: readonly string[];
  /** Whether it can be told. Before that it is only known, for example while a service still moves. */
  readonly isReady: boolean;
}

/** How many milliseconds after the discovery of a leak people are reminded of the deadline. */
const reminderMs = 45 * 60_000;
/** How long a service may be on its way before that counts as a failure, unless its run has ended. */
const graceMs = 30 * 60_000;

/**
 * All that has happened to the stack and still stands.
 *
 * @param hasRunEnded whether a run has just ended, so that what is not as declared now has failed
 */
export function happenings(reading: Reading, hasRunEnded: boolean): Happening[] {
  const status = statusOf(reading);
  return [
    ...reading.inventory.secrets.flatMap((secret, index) => rotated(reading, secret, status.secrets[index]) ?? []),
    ...incidents(reading),
    ...status.needs.flatMap((need) => failed(reading, need, hasRunEnded) ?? []),
    ...status.secrets.flatMap((secret) => overdue(reading, secret) ?? []),
  ];
}

function rotated(reading: Reading, { logicalName, owner }: Secret, status?: SecretStatus): Happening | undefined {
  const { versions, current, settledAt } = ledgerOf(reading, logicalName);
  const since = current === undefined ? undefined : versions[current]?.since;
  if (current === undefined || since === undefined || status === undefined) return undefined;
  const before = Object.entries(versions)
    .filter(([version, entry]) => Number(version) !== current && entry.since !== undefined && entry.since < since)
    .sort(([, a], [, b]) => ((a.since ?? "") < (b.since ?? "") ? 1 : -1))[0]?.[0];
  const running = status.services.reduce((sum, service) => sum + service.running, 0);
  const wanted = status.services.reduce((sum, service) => sum + service.wanted, 0);
  return {
    ...{ event: "rotation-complete", id: `rotation-complete/${logicalName}/${current}/${since}` },
    ...{ at: settledAt ?? since, secrets: [logicalName], owners: [owner] },
    cells: [
      logicalName,
      before === undefined ? `v${current}` : `v${before} → v${current}`,
      status.services.map(({ name }) => name).join(", "),
      `${running} of ${wanted}`,
    ],
    isReady: status.verified,
  };
}

/** The incidents of the config that are not over, and those that the ledgers have as over. One may be about several secrets. */
function incidents(reading: Reading): Happening[] {
  const { inventory, now } = reading;
  const all = inventory.secrets.flatMap((secret) => {
    const record = ledgerOf(reading, secret.logicalName).incident;
    const told = secret.incident ?? record;
    if (told === undefined) return [];
    const isOver = record?.ticket === told.ticket && record.oldRemovedAt !== undefined;
    return [{ secret, told, removedAt: isOver ? record.oldRemovedAt : undefined }];
  });
  return [...Map.groupBy(all, ({ told }) => told.ticket)].flatMap(([ticket, parts]): Happening[] => {
    const about = {
      secrets: parts.map(({ secret }) => secret.logicalName),
      owners: [...new Set(parts.map(({ secret }) => secret.owner))],
    };
    const discoveredAt = parts.map(({ told }) => told.discoveredAt).sort()[0] ?? now.toISOString();
    const deadline = new Date(Date.parse(discoveredAt) + revocationDeadlineMs);
    const isOpen = parts.some(({ secret, removedAt }) => secret.incident !== undefined && removedAt === undefined);
    const names = about.secrets.join(", ");
    const opened: Happening = {
      ...{ event: "incident-opened", id: `incident-opened/${ticket}`, at: now.toISOString(), ...about },
      cells: [ticket, names, `discovered ${minute(discoveredAt)}, to be over by ${minute(deadline.toISOString())}`],
      isReady: isOpen,
    };
    const left = Math.round((deadline.getTime() - now.getTime()) / 60_000);
    const reminder: Happening = {
      ...{ event: "incident-45-minutes", id: `incident-45-minutes/${ticket}`, at: now.toISOString(), ...about },
      cells: [ticket, names, left >= 0 ? `${left} min left` : `${-left} min past its hour`],
      isReady: isOpen && now.getTime() - Date.parse(discoveredAt) >= reminderMs,
    };
    const removed = parts.map(({ removedAt }) => removedAt ?? "").sort();
    const endedAt = removed.at(-1) ?? "";
    const isOver = removed.every((at) => at !== "");
    const took = isOver ? Math.round((Date.parse(endedAt) - Date.parse(discoveredAt)) / 60_000) : 0;
    const closed: Happening = {
      ...{
        event: "incident-closed",
        id: `incident-closed/${ticket}`,
        at: isOver ? endedAt : now.toISOString(),
        ...about,
      },
      cells: [
        ticket,
        names,
        `what had leaked is gone since ${isOver ? minute(endedAt) : "-"}, ${took} min after its discovery`,
      ],
      isReady: isOver,
    };
    return [opened, reminder, closed];
  });
}

/** What Swarm itself has stopped or taken back has failed; what is not as declared otherwise has when its run is over. */
function failed(reading: Reading, need: DriftFinding, hasRunEnded: boolean): Happening | undefined {
  const { inventory, now } = reading;
  const { kind, subject, problem, remedy, cause = "" } = need;
  const isStopped = (["ROLLED BACK", "PAUSED"] as DriftKind[]).includes(kind);
  const isLeft = (["STUCK", "UNBOUND", "UNVERIFIED", "MISSING"] as DriftKind[]).includes(kind);
  if (!isStopped && !isLeft) return undefined;
  const secret = inventory.secrets.find(({ logicalName }) => logicalName === need.secret);
  const concerned = secret === undefined ? secretsOf(reading, subject) : [secret];
  return {
    ...{ event: "failed", id: ["failed", kind, subject, need.secret ?? "", cause].join("/"), at: now.toISOString() },
    secrets: concerned.map(({ logicalName }) => logicalName),
    owners: [...new Set(concerned.map(({ owner }) => owner))],
    cells: [subject, problem, remedy],
    isReady: isStopped || hasRunEnded || concerned.some((one) => isLate(reading, one)),
  };
}

/** Whether a secret's declared version has been on the Swarm for so long that its rotation cannot be on its way any more. */
function isLate({ inventory, facts, now }: Reading, { logicalName, current }: Secret): boolean {
  const createdAt = facts.secrets.get(formatSecretName(inventory.namespace, logicalName, current))?.createdAt;
  return createdAt !== undefined && now.getTime() - Date.parse(createdAt) > graceMs;
}

function secretsOf({ inventory }: Reading, serviceName: string): Secret[] {
  const service = inventory.services.find((one) => one.serviceName === serviceName);
  const names = new Set(service?.secrets.map(({ logicalName }) => logicalName));
  return inventory.secrets.filter(({ logicalName }) => names.has(logicalName));
}

function overdue({ now }: Reading, { name, owner, due = "", overdueDays }: SecretStatus): Happening | undefined {
  if (overdueDays === 0) return undefined;
  return {
    ...{ event: "overdue", id: `overdue/${name}/${due}`, at: now.toISOString(), secrets: [name], owners: [owner] },
    cells: [name, `was due ${due}`, `overdue by ${plural(overdueDays, "day")}`, owner],
    isReady: true,
  };
}

function ledgerOf({ facts }: Reading, logicalName: string): Ledger {
  return facts.ledgers.get(logicalName) ?? emptyLedger;
}

function minute(time: string): string {
  return `${time.slice(0, 16).replace("T", " ")} UTC`;
}

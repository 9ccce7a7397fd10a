// A Swarm without an engine: what the ledgers say after each run, by the program's own rules. For tests of what a policy makes of
// whole rotations.
import type { Ledger } from "../../rotation/ledger.ts";
import { emptyLedger, retireVersion, revokeVersions, withEntry } from "../../rotation/ledger.ts";
import { rotatedLedger } from "../../rotation/rotated-ledger.ts";
import { checkDeclaration } from "../../rotation/rules.ts";
import { binding, bound, record, secret, unknown, versionedSecret, type TestResource } from "../policy/support.ts";

/** What the stack config says of one secret. */
export interface Wanted {
  current: number;
  retain?: number[];
  incident?: { ticket: string; discoveredAt: string; revokedAt: string };
}

const retentionHours = 72;
const hourMs = 3_600_000;

/** The ledgers of some secrets, and the versions that are there. Each run leaves another one. */
export class Past {
  readonly ledgers: Readonly<Record<string, Ledger>>;
  readonly #present: Readonly<Record<string, readonly number[]>>;
  readonly now: Date;

  constructor(ledgers: Past["ledgers"] = {}, present = {}, now = new Date("2026-07-06T09:00:00Z")) {
    this.ledgers = ledgers;
    this.#present = present;
    this.now = now;
  }

  later(hours: number): Past {
    return new Past(this.ledgers, this.#present, new Date(this.now.getTime() + hours * hourMs));
  }

  /** Throws when the program itself would refuse it. */
  check(wanted: Record<string, Wanted>): void {
    for (const [logicalName, { current, retain = [], incident }] of Object.entries(wanted)) {
      const declaration = {
        ...{ namespace: "busflow", logicalName, current, versions: [...retain, current], retentionHours },
        ...{ incident: incident && { ...incident, roleRotatedAt: undefined, reason: undefined }, connections: false },
      };
      checkDeclaration(this.ledgers[logicalName] ?? emptyLedger, declaration, this.now);
    }
  }

  /** What a preview shows a policy; `isOffline` is a preview without a way to the Swarm. */
  resources(wanted: Record<string, Wanted>, { isOffline = false } = {}): TestResource[] {
    const secrets = Object.entries(wanted).flatMap(([name, { current, retain = [], incident }]) => {
      const versions = Object.fromEntries([current, ...retain].map((version) => [version, unknown]));
      return [
        versionedSecret(name, { current, retain, group: "roles" }),
        ...[current, ...retain].map((version) => secret(name, version)),
        record(name, { current, versions, incident, ledger: isOffline ? undefined : this.ledgers[name] }),
      ];
    });
    const all = Object.entries(wanted).map(([name, { current }]) => bound(name, current));
    return [...secrets, binding("api", Object.assign({}, ...all) as Record<string, unknown>)];
  }

  /** After an `up`. One that fails has not got to record the rotation of the secrets in `failed`, and deletes nothing. */
  up(wanted: Record<string, Wanted>, failed: readonly string[] = []): Past {
    const ledgers: Record<string, Ledger> = { ...this.ledgers };
    const present: Record<string, readonly number[]> = { ...this.#present };
    for (const [name, { current, retain = [], incident }] of Object.entries(wanted)) {
      const versions = Object.fromEntries([current, ...retain].map((version) => [version, `of ${version}`]));
      const numbers = Object.keys(versions).map(Number);
      let ledger = ledgers[name] ?? emptyLedger;
      if (incident !== undefined && ledger.incident?.ticket !== incident.ticket) {
        ledger = revokeVersions(ledger, incident.ticket, current);
      }
      for (const version of numbers) {
        const addedAt = ledger.versions[version]?.addedAt ?? this.now.toISOString();
        ledger = withEntry(ledger, version, { addedAt });
      }
      const there = new Set([...(present[name] ?? []), ...numbers]);
      const inputs = {
        ...{ namespace: "busflow", secret: name, current, versions, consumers: [], verifications: {}, retentionHours },
        ...{ connections: false, dependants: [], ...(incident !== undefined && { incident: fill(incident) }) },
      };
      if (!failed.includes(name))
        ledger = rotatedLedger(ledger, inputs, { present: there, lingering: [], fresh: [], unverified: [] }, this.now);
      if (failed.length === 0) {
        for (const version of there) {
          if (!numbers.includes(version)) ledger = retireVersion(ledger, version, this.now.toISOString());
        }
      }
      ledgers[name] = ledger;
      present[name] = failed.length === 0 ? numbers : [...there];
    }
    return new Past(ledgers, present, this.now);
  }

  /** The same for two pasts that differ in nothing but the times themselves. */
  get shape(): string {
    const text = JSON.stringify([this.ledgers, this.#present]);
    const times = [...new Set(text.match(/\d{4}-\d\d-\d\dT[\d:.]+Z/g))].sort();
    return text.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, (time) => `T${times.indexOf(time)}`);
  }
}

function fill(incident: NonNullable<Wanted["incident"]>) {
  return { ...incident, roleRotatedAt: undefined, reason: undefined };
}

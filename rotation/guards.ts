// What guards a stack: the part of the stack config that decides what the rules refuse. The state keeps it from each run, so that the
// next one can be compared with it.
import { createHash } from "node:crypto";
import type { Cadence } from "./cadence.ts";
import { pathOf, type Steps } from "./config-path.ts";
import { own } from "./own.ts";
import type { Probe } from "./probe.ts";

/** A change after which something is guarded less than before. It may be right, and then a reviewer approves it. */
export interface Weakening {
  /**
   * What changes, exactly: the place in the stack config, or the file, and before → after. An approval names a weakening by this
   * text, so it is one line, always the same for the same change, and says all that is approved.
   *
   * @example "secrets.db_writer.group: roles → none"
   */
  readonly what: string;
  /** What may happen from then on, as a whole sentence. */
  readonly effect: string;
}

/** The weakening of a place in the stack config. What is not there before or after is undefined. */
export function weakening(
  path: Steps,
  before: string | undefined,
  after: string | undefined,
  effect: string,
): Weakening {
  return { what: `${pathOf(path)}: ${before ?? "none"} → ${after ?? "none"}`, effect };
}

/** The guards of a stack, as plain data. What a run left out of the config is left out here, or has its default. */
export interface Guards {
  /** Left out in a state from before it was kept, as all that is optional and not said to be left out for another reason. */
  readonly namespace?: string;
  /** Whether ledgers and bindings are protected from being deleted. */
  readonly protect: boolean;
  /** Whether a preview has to reach the Swarm; left out when the config does not say. */
  readonly requireSwarm?: boolean;
  /** Hours that the version before is kept, unless its class says otherwise. */
  readonly retentionHours: number;
  /** By name. */
  readonly classes: Readonly<Record<string, ClassGuards>>;
  /** By logical name. */
  readonly secrets: Readonly<Record<string, SecretGuards>>;
  /** By the service's name on the Swarm, which stays the same when its key in the config changes. */
  readonly services: Readonly<Record<string, ServiceGuards>>;
  /** The compose files that policies read. */
  readonly composeFiles: readonly string[];
  /** How each of the tenants' columns is encrypted, by table.column. */
  readonly tenantColumns: Readonly<Record<string, "deterministic" | "randomized">>;
}

export interface ClassGuards {
  readonly owner?: string;
  readonly cadence: Cadence;
  readonly connections: boolean;
  /** Left out when the stack's holds. */
  readonly retentionHours?: number;
}

export interface SecretGuards {
  readonly class: string;
  /** Left out when it is the class's. */
  readonly owner?: string;
  /** Left out when it is the class's. */
  readonly cadence?: Cadence;
  /** How values are generated; left out when they are not. */
  readonly random?: RandomGuards;
  /** Set when it is to stay on the Swarm as it is after it has left the config. */
  readonly release?: true;
  /** The group that holds, declared or by default; left out when it is in none. */
  readonly group?: string;
  /** By their names on the Swarm; left out when there are none. */
  readonly dependants?: readonly string[];
}

export interface RandomGuards {
  /** In characters. */
  readonly length: number;
  /** Whether there are others than letters and digits among them. */
  readonly special: boolean;
}

export interface ServiceGuards {
  /** Its key in the stack config. */
  readonly key: string;
  /** The mode of each secret's file, by logical name; of several files all bits together. */
  readonly secrets: Readonly<Record<string, string>>;
  /** The users and groups, root aside, that may read each secret's files because these are theirs, by logical name. */
  readonly readers?: Readonly<Record<string, readonly string[]>>;
  /** Set when it is to stay on the Swarm as it is after it has left the config. */
  readonly release?: true;
  /** Its kind, and what it asks, in words; see {@link probeText}. Left out when there is none. */
  readonly probe?: string;
  readonly wave: number;
  readonly onFailure: "stop" | "revert";
}

/** What holds for a secret, by itself or by its class. */
export interface EffectiveGuards {
  readonly owner: string | undefined;
  readonly cadence: Cadence;
  readonly connections: boolean;
  readonly retentionHours: number;
}

/** What holds for a secret, by itself, by its class or by the stack. */
export function effectiveGuards(guards: Guards, logicalName: string): EffectiveGuards | undefined {
  const secret = own(guards.secrets, logicalName);
  const secretClass = secret && own(guards.classes, secret.class);
  if (secret === undefined || secretClass === undefined) return undefined;
  const { connections, retentionHours = guards.retentionHours } = secretClass;
  const owner = secret.owner ?? secretClass.owner;
  return { owner, cadence: secret.cadence ?? secretClass.cadence, connections, retentionHours };
}

/** What a probe asks, its patience aside. A command shows as a hash only, as any of its words may be for nobody's eyes. */
export function probeText(probe: Probe): string {
  if (probe.kind === "healthcheck") return probe.kind;
  if (probe.kind === "exec") {
    const hash = createHash("sha256").update(JSON.stringify(probe.command)).digest("hex");
    return `exec ${hash.slice(0, 16)}`;
  }
  const { port, path, status, image } = probe;
  return [`http :${port}${path} ${status}`, ...(image === undefined ? [] : [`from ${image}`])].join(" ");
}

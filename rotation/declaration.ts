// What is declared of a secret, as the rules that need the past look at it.
import type { Incident } from "./incidents.ts";
import { formatSecretName } from "./secret-name.ts";

/** What is declared of a secret, as far as rules about the past need it. */
export interface Declaration {
  readonly namespace: string;
  readonly logicalName: string;
  readonly current: number;
  /** Every version that has to exist, the current one included. */
  readonly versions: readonly number[];
  /** Hours that a version is kept after another one was verified in its place. */
  readonly retentionHours: number;
  readonly incident: Incident | undefined;
  /** Whether connections are made with the secret, which outlive its rotation: its class says so. */
  readonly connections: boolean;
  /**
   * The consumers whose services refer to another version than the declared one at the moment, by that version; left out when the
   * Swarm was not looked at.
   */
  readonly strays?: ReadonlyMap<number, readonly string[]>;
}

/** The part of a declaration that decides whether a version may be deleted. */
export type Retained = Pick<
  Declaration,
  "namespace" | "logicalName" | "current" | "versions" | "retentionHours" | "strays"
>;

/** The part of a declaration that decides whether a version may leave it. Of an incident only its presence and its ticket count. */
export type Flip = Retained & { readonly incident: Pick<Partial<Incident>, "ticket"> | undefined };

/** The name of one version on the Swarm. */
export type Name = (version: number) => string;

/** The names of the versions of a declared secret. */
export function nameOf({ namespace, logicalName }: Pick<Declaration, "namespace" | "logicalName">): Name {
  return (version) => formatSecretName(namespace, logicalName, version);
}

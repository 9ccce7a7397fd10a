// The labels by which the stack knows its own on the Swarm. What stands there has these names: none of them ever changes.

/** Which secret of which namespace something belongs to. */
const belonging = { namespace: "busflow.namespace", secret: "busflow.secret" } as const;

/** The labels of one version of a secret, a Docker secret. They stay as they were when it was made. */
export const versionLabels = {
  ...belonging,
  version: "busflow.version",
  class: "busflow.class",
  owner: "busflow.owner",
  /** Of a secret that is declared without a `VersionedSecret`; else that says it. */
  cadence: "busflow.cadence",
  /** Tells two values of the secret apart and gives neither away. */
  fingerprint: "busflow.fingerprint",
  /** When a version that somebody had removed was made again: ISO 8601, UTC. */
  restored: "busflow.restored",
} as const;

/** The labels of the Docker config that keeps a secret's ledger. */
export const ledgerLabels = { ...belonging, ledger: "busflow.ledger" } as const;

/**
 * What is noted on a service itself, in the same ServiceUpdate as what it tells of. These labels are the service's, not its
 * containers': changing them restarts nothing.
 */
export const serviceLabels = {
  /** When the service was put back on what it had before a rotation that failed elsewhere: ISO 8601, UTC. */
  reverted: "busflow.reverted",
  /** The rotation that flipped the service, with what it had before; see swarm/flip/rotation-label.ts. */
  rotation: "busflow.rotation",
  /** The tickets of all incidents for which the service's replicas were restarted: "SEC-41,SEC-42". */
  reconnected: "busflow.reconnected",
  /**
   * When an update that had stopped was gone on with. Swarm ignores an update to the very spec at which one has paused, for as
   * long as `UpdateConfig.Delay` after the pause: so it gets another one.
   */
  resumed: "busflow.resumed",
  /** The service's own `UpdateConfig.Parallelism` while it is raised; empty when it had no UpdateConfig. */
  parallelism: "busflow.parallelism",
  /** The service's own `UpdateConfig.FailureAction` while another one is set. */
  failureAction: "busflow.failure-action",
} as const;

/** The labels of a probe's own service. */
export const probeLabels = {
  /** The name of the service that it probes. */
  service: "busflow.probe",
  /** When it is a leftover at the latest: ISO 8601, by the Engine's clock. */
  expires: "busflow.probe-expires",
} as const;

/** Of a secret that only stands where a version was that is gone already: that version's name. */
export const standInLabel = "busflow.stand-in";

/** A label as a `docker.Secret` is declared with it. */
export interface DeclaredLabel {
  readonly label: string;
  readonly value: string;
}

/** The value of one of a `docker.Secret`'s labels; undefined when it has none of that name. */
export function labelValue(labels: readonly DeclaredLabel[], name: string): string | undefined {
  return labels.find(({ label }) => label === name)?.value;
}

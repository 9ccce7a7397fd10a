// The labels by which a stack recognises on the Swarm what belongs to it. They stand on existing Swarms, so none of them ever
// changes.

/** The labels that tell to which secret of which namespace something belongs. */
const belonging = { namespace: "busflow.namespace", secret: "busflow.secret" } as const;

/** The labels of a Docker secret that holds one version. They are set when it is created and stay as they are. */
export const versionLabels = {
  ...belonging,
  version: "busflow.version",
  class: "busflow.class",
  owner: "busflow.owner",
  /** The cadence of a secret that is declared without a `VersionedSecret`, which says it otherwise. */
  cadence: "busflow.cadence",
  /** Tells two values of the secret apart and gives neither away. */
  fingerprint: "busflow.fingerprint",
  /** When a version that somebody had removed was made again: ISO 8601, UTC. */
  restored: "busflow.restored",
} as const;

/** The labels of the Docker config that keeps a secret's ledger, and the log of its changes. */
export const ledgerLabels = { ...belonging, ledger: "busflow.ledger", log: "busflow.log" } as const;

/** The labels of the Docker config that keeps what people have been told of. */
export const noticeLabels = { namespace: belonging.namespace, told: "busflow.notices" } as const;

/**
 * The labels of a service. Each is set in the same ServiceUpdate as the change that it tells of. They belong to the service and not
 * to its containers, so changing them restarts nothing.
 */
export const serviceLabels = {
  /** When the service was put back on what it had before a rotation that failed elsewhere: ISO 8601, UTC. */
  reverted: "busflow.reverted",
  /** The rotation that flipped the service, with what it had before; see swarm/flip/rotation-label.ts. */
  rotation: "busflow.rotation",
  /** The tickets of all incidents for which the service's replicas were restarted: "SEC-41,SEC-42". */
  reconnected: "busflow.reconnected",
  /**
   * When a stopped update was resumed. Swarm ignores an update to the very spec at which one has paused, for as long as
   * `UpdateConfig.Delay` after the pause. This label makes the spec another one.
   */
  resumed: "busflow.resumed",
  /** The service's own `UpdateConfig.Parallelism` while it is raised; empty when it had no UpdateConfig. */
  parallelism: "busflow.parallelism",
  /** The service's own `UpdateConfig.FailureAction` while another one is set. */
  failureAction: "busflow.failure-action",
} as const;

/** The labels of the service that the program creates to run a probe. */
export const probeLabels = {
  /** The name of the service that it probes. */
  service: "busflow.probe",
  /** The time after which the service is a leftover for certain: ISO 8601, by the Engine's clock. */
  expires: "busflow.probe-expires",
} as const;

/**
 * The label of a secret that stands in for a version that is already gone; its value is that version's name. See
 * swarm/retirement/stand-in.ts.
 */
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

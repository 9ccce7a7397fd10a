import { UserError } from "../../rotation/user-error.ts";

/** What kind of failure a {@link SwarmError} reports, for callers that treat some of them differently. */
export type SwarmErrorCode =
  /** The address of the engine is malformed, or the Docker context that should give it is. */
  | "bad-endpoint"
  /** Nothing answers at the address, or not any more. */
  | "unreachable"
  /** Something answers, but the two sides cannot agree on TLS or on who they are. */
  | "tls"
  /** The engine is older than API 1.40, or what answers is no Docker Engine. */
  | "unsupported-engine"
  /** The engine is not part of a Swarm, or its Swarm is locked or still starting. */
  | "not-in-swarm"
  /** The engine is a Swarm worker: only managers can be asked. */
  | "not-a-manager"
  /** The engine refused a request. */
  | "refused"
  /** The service does not exist, or not any more. */
  | "no-service"
  /** The service is a job: any update would run it again. */
  | "job-mode"
  /** A secret does not exist, or not under that name and ID. */
  | "no-secret"
  /** The name is taken by a secret with another value. */
  | "exists"
  /** Something still refers to a secret that is to be deleted. */
  | "in-use"
  /** A ledger on the Swarm cannot be read. */
  | "bad-ledger"
  /** The clocks of this machine and of the Engine differ too much. */
  | "clock-skew"
  /** A replica did not pass its service's probe. */
  | "probe-failed"
  /** An update or a rollback that was not begun here did not end within the limit; nothing was changed. */
  | "under-way"
  /** An incident revoked the version that a service was to get. */
  | "revoked"
  /** The flip went well, and was undone because another service of the run failed. */
  | "wave-failed"
  /** The probe cannot be run on this service. */
  | "bad-probe"
  /** Two references have one target. */
  | "target-conflict"
  /** Swarm undoes, or has undone, the update: the service goes back to the old version. */
  | "rolled-back"
  /** Swarm paused the update: some replicas may run the old version. */
  | "paused"
  /** Somebody else changed the references while the update ran. */
  | "changed-meanwhile"
  /** The replicas did not all run on the desired references within the limit. */
  | "timed-out"
  /** The caller's signal ended the wait. */
  | "interrupted";

/** A failure of or around the Swarm. */
export class SwarmError extends UserError<SwarmErrorCode> {
  override readonly name = "SwarmError";
  readonly code: SwarmErrorCode;

  /**
   * @param problem what is wrong and where
   * @param remedy what to do about it, in the imperative; commands on lines of their own
   */
  constructor(code: SwarmErrorCode, problem: string, remedy: string, options?: ErrorOptions) {
    super({ code, problem, remedy }, options);
    this.code = code;
  }
}

/** Whether an error says that the Swarm could not be reached, and not that something is wrong with the Swarm itself. */
export function isOutOfReach(error: unknown): error is SwarmError {
  return error instanceof SwarmError && (error.code === "unreachable" || error.code === "tls");
}

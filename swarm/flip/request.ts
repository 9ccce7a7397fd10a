// What a flip is asked to do, and what it returns.
import type { Ownership } from "../../rotation/bound.ts";
import { timeout } from "../../rotation/defaults.ts";
import type { Probe } from "../../rotation/probe.ts";
import type { SecretReference } from "../../rotation/reference.ts";
import type { Replica } from "../engine/replica.ts";

/** How long a flip may take unless its service says otherwise, in milliseconds. */
export const defaultTimeoutMs = timeout.default * 1000;

/** The service of a flip, and what is to change about it. */
export interface FlipRequest {
  /** Name or ID of the service. */
  service: string;
  /** All references that the service shall have besides the foreign ones. */
  desired: readonly SecretReference[];
  /** Tells which references the binding owns. Those not desired are taken off: earlier versions, and secrets no longer bound. */
  owns: Ownership;
  /**
   * Whether all replicas but one are replaced at once, and a failed update is not rolled back; see {@link raiseUrgency}.
   *
   * @default false
   */
  urgent?: boolean;
  /** Tickets of incidents: every replica is restarted once for each ticket that is new to the service, see {@link addsTicket}. */
  reconnect?: string | undefined;
  /** The time that marks a service as put back on what it had: ISO 8601, UTC. */
  revertedAt?: string;
  /**
   * Makes the text of the label that tells of the rotation, from the service's labels and its owned references right before the
   * update. Without it the label of the last rotation is removed, as when a service is put back.
   */
  markRotation?: (labels: Readonly<Record<string, string>>, before: SecretReference[]) => string;
}

/** How a flip is proven, how long it may take, and who is told of it. */
export interface FlipOptions {
  /** The probe that every replica has to pass once it runs. */
  probe?: Probe | undefined;
  /**
   * How long the service may take to converge, in milliseconds.
   *
   * @default defaultTimeoutMs
   */
  timeoutMs?: number;
  /** Ends the wait. An update that was already sent goes on. */
  signal?: AbortSignal;
  /** Gets short lines for a person to read: "api: 1 of 2 on v5, 41 s of 300 left". */
  onProgress?: (line: string) => void;
  /** What the desired references are called in those lines: "v5". */
  goal?: string;
}

/** A flip that is done and proven. */
export interface FlipResult {
  serviceId: string;
  /** Whether a ServiceUpdate was sent; false when the live references were the desired ones already. */
  updated: boolean;
  references: SecretReference[];
  /** All replicas, each seen running on the desired references. An empty list proves nothing. */
  replicas: Replica[];
}

// What a flip is asked for, and what it comes to.
import type { Probe } from "../../rotation/probe.ts";
import { timeout } from "../../rotation/defaults.ts";
import type { Ownership, SecretReference } from "../engine/references.ts";
import type { Replica } from "../engine/replica.ts";

/** How long a flip may take unless its service says otherwise, in milliseconds. */
export const defaultTimeoutMs = timeout.default * 1000;

/** What a flip makes of a service. */
export interface FlipRequest {
  /** Name or ID of the service. */
  service: string;
  /** All references that the service shall have besides the foreign ones. */
  desired: readonly SecretReference[];
  /** Which other references are the binding's, so that they go: those of earlier versions, and of secrets bound no more. */
  owns: Ownership;
  /** Replaces as many replicas at once as leave one, and is not rolled back; see {@link raiseUrgency}. Default: false. */
  urgent?: boolean;
  /** Restarts every replica, once for each incident: their tickets, see {@link addsTicket}. */
  reconnect?: string | undefined;
  /** Marks a service that is put back on what it had, with the time. */
  revertedAt?: string;
  /**
   * The text that tells of a rotation, from the service's labels and its owned references as they are right before the update;
   * without it, as when a service is put back, the one of the last rotation goes.
   */
  markRotation?: (labels: Readonly<Record<string, string>>, before: SecretReference[]) => string;
}

/** How a flip is proven, waited for and told of. */
export interface FlipOptions {
  /** What every replica has to pass besides that it runs. */
  probe?: Probe | undefined;
  /** How long the service may take to converge, in milliseconds; default {@link defaultTimeoutMs}. */
  timeoutMs?: number;
  /** Ends the wait. An update that is sent goes on without it. */
  signal?: AbortSignal;
  /** Gets short lines for a person to read: "api: 1 of 2 on v5, 41 s of 300 left". */
  onProgress?: (line: string) => void;
  /** What the desired references are in those lines: "v5". */
  goal?: string;
}

/** A flip that is done and proven. */
export interface FlipResult {
  serviceId: string;
  /** Whether a ServiceUpdate was sent; false when the live references were the desired ones already. */
  updated: boolean;
  references: SecretReference[];
  /** The replicas seen running on the desired references: all there are. None is no proof. */
  replicas: Replica[];
}

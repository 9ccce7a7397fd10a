// Reads what a service is bound to, and takes it off. How a binding is put on or changed is in flip.ts.
import type { Ownership } from "../../rotation/bound.ts";
import type { SecretReference } from "../../rotation/reference.ts";
import type { Connection } from "../engine/client.ts";
import type { Engine } from "../engine/engine.ts";
import { SwarmError } from "../engine/errors.ts";
import { ownedReferences } from "../engine/references.ts";
import { liveReferences, readService, refuseJob, serviceMode, type ServiceMode } from "../engine/service.ts";
import { explainFlip } from "./failures.ts";
import { flip } from "./flip.ts";
import type { FlipOptions, FlipRequest, FlipResult } from "./request.ts";

/** What a service is bound to. */
export interface Binding {
  serviceId: string;
  serviceName: string;
  mode: ServiceMode;
  /** The number of replicas that the spec asks for; undefined for a global service. */
  replicas: number | undefined;
  /** The owned references, sorted by secret name and target. */
  references: SecretReference[];
  /** State of the service's last update: "completed", "paused", "rollback_completed", …; undefined when there was none. */
  updateState: string | undefined;
}

/**
 * Reads what a service is bound to; undefined when it does not exist.
 *
 * @throws SwarmError `job-mode`, `unreachable`, `refused`
 */
export async function readBinding(engine: Engine, service: string, owns: Ownership): Promise<Binding | undefined> {
  try {
    const found = await readService(engine, service);
    if (found === undefined) return undefined;
    refuseJob(found);
    return {
      serviceId: found.ID,
      serviceName: found.Spec.Name,
      mode: serviceMode(found),
      replicas: found.Spec.Mode.Replicated?.Replicas,
      references: ownedReferences(liveReferences(found.Spec.TaskTemplate), owns),
      updateState: found.UpdateStatus?.State,
    };
  } catch (error) {
    throw explainFlip(error, service);
  }
}

/** Takes all owned references off a service by a {@link flip}; undefined when the service is gone and there is nothing to do. */
export async function detach(
  connection: Connection,
  { service, owns }: Pick<FlipRequest, "service" | "owns">,
  options?: FlipOptions,
): Promise<FlipResult | undefined> {
  try {
    return await flip(connection, { service, desired: [], owns }, options);
  } catch (error) {
    if (error instanceof SwarmError && error.code === "no-service") return undefined;
    throw error;
  }
}

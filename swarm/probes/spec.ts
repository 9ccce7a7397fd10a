// The spec of a probe's own service: one task that runs once, made from the probed service. No I/O.
import { randomBytes } from "node:crypto";
import { maxLength } from "../../rotation/defaults.ts";
import { probeLabels } from "../../rotation/labels.ts";
import type { EngineSpec } from "../engine/service.ts";

/** The parts of a service's spec that a probe is made from. The container's is taken over with all that is not named here. */
export interface ProbedSpec extends EngineSpec {
  TaskTemplate: EngineSpec["TaskTemplate"] & {
    ContainerSpec?: { Image: string; Healthcheck?: HealthConfig | null };
    Networks?: NetworkTarget[] | null;
    Placement?: Placement | null;
  };
  /** Where services from before API 1.25 have them. */
  Networks?: NetworkTarget[] | null;
}

/** A health check as specs and images have it; an empty test stands for the image's. */
export interface HealthConfig {
  Test?: string[] | null;
}

interface NetworkTarget {
  /** The network's ID. */
  Target: string;
}

interface Placement {
  Constraints?: string[] | null;
  Platforms?: object[] | null;
}

/** What the task of a probe is made of, as the Engine takes it. */
export interface ProbeTemplate {
  ContainerSpec: { Image: string; Command: string[] };
  Networks: NetworkTarget[];
  Placement: Placement;
  LogDriver: { Name: "json-file" | "none" };
}

/** The networks that a service's tasks are on. */
export function networksOf({ TaskTemplate, Networks }: ProbedSpec): NetworkTarget[] {
  return TaskTemplate.Networks ?? Networks ?? [];
}

export function imageOf({ TaskTemplate }: ProbedSpec): string {
  return TaskTemplate.ContainerSpec?.Image ?? "";
}

/**
 * A task with nothing of the service but its network and, unless it gets another one, its image.
 *
 * @param node where the service's image is known to be
 */
export function networkTemplate(
  spec: ProbedSpec,
  {
    command,
    network,
    image,
    node,
  }: { command: string[]; network: string; image: string | undefined; node: string | undefined },
): ProbeTemplate {
  return {
    ContainerSpec: { ...plainContainer, Image: image ?? imageOf(spec), Command: command },
    Networks: [{ Target: network }],
    Placement: image === undefined ? placementOf(spec, node) : {},
    LogDriver: { Name: "json-file" },
  };
}

/**
 * A task with the service's own container, its secrets and environment included, that runs another command.
 *
 * @param node where the service's image is known to be
 */
export function containerTemplate(spec: ProbedSpec, command: string[], node?: string): ProbeTemplate {
  return {
    ContainerSpec: {
      ...spec.TaskTemplate.ContainerSpec,
      ...plainContainer,
      ...{ Image: imageOf(spec), Command: command },
      // Arguments for another command; files of the replicas; what tells the replicas, or their stack, from others.
      ...{ Args: undefined, Mounts: undefined, Labels: undefined, Hostname: undefined },
      ...{ TTY: undefined, OpenStdin: undefined },
    },
    // Without the aliases: clients of the service must not be led here.
    Networks: networksOf(spec).map((network) => ({ ...network, Aliases: undefined })),
    Placement: placementOf(spec, node),
    // What it prints may hold the credential: nobody keeps it.
    LogDriver: { Name: "none" },
  };
}

/** Takes the image's own health check away, which would call a short task unhealthy, and does not wait for its end. */
const plainContainer = { Healthcheck: { Test: ["NONE"] }, StopGracePeriod: 1_000_000_000 };

/** Where the service's tasks may be: its image may be nowhere else. */
function placementOf({ TaskTemplate: { Placement } }: ProbedSpec, node: string | undefined): Placement {
  const pin = node === undefined ? [] : [`node.id==${node}`];
  return {
    Constraints: [...(Placement?.Constraints ?? []), ...pin],
    ...(Placement?.Platforms && { Platforms: Placement.Platforms }),
  };
}

/**
 * The body of the request that creates a probe's service.
 *
 * @param service name of the probed service
 * @param expires when it is a leftover at the latest, by the Engine's clock
 * @param apiVersion of the Engine. Jobs are for 1.43 and newer: earlier ones leave a job's tasks and containers behind when it is
 *   removed, running ones too (moby#44312). A plain service that restarts nothing does the same there.
 */
export function probeSpec(service: string, template: ProbeTemplate, expires: Date, apiVersion: string) {
  const isJob = apiVersion.localeCompare("1.43", "en", { numeric: true }) >= 0;
  const suffix = `_probe_${randomBytes(4).toString("hex")}`;
  return {
    Name: `${service.slice(0, maxLength.serviceName - suffix.length)}${suffix}`,
    Labels: { [probeLabels.service]: service, [probeLabels.expires]: expires.toISOString() },
    TaskTemplate: { ...template, RestartPolicy: { Condition: "none" } },
    Mode: isJob ? { ReplicatedJob: { MaxConcurrent: 1, TotalCompletions: 1 } } : { Replicated: { Replicas: 1 } },
    EndpointSpec: { Mode: "dnsrr" },
  };
}

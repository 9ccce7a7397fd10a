// The spec of the service that a probe makes: one task that runs once, modelled on the probed service. No I/O.
import { randomBytes } from "node:crypto";
import { maxLength } from "../../rotation/defaults.ts";
import { probeLabels } from "../../rotation/labels.ts";
import type { EngineSpec } from "../engine/service.ts";

/** The parts of a service's spec that a probe is made from. The container's spec is taken over with all that is not named here. */
export interface ProbedSpec extends EngineSpec {
  TaskTemplate: EngineSpec["TaskTemplate"] & {
    ContainerSpec?: { Image: string; Healthcheck?: HealthConfig | null };
    Networks?: NetworkTarget[] | null;
    Placement?: Placement | null;
  };
  /** The networks of a service that was made before API 1.25. */
  Networks?: NetworkTarget[] | null;
}

/** A health check as specs and images have it. In a spec an empty test stands for the image's own. */
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

/** The template of a probe's task, as the Engine takes it. */
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
 * The template of a task that has nothing of the service but its network and, unless another one is given, its image.
 *
 * @param node ID of a node that is known to have the service's image
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
 * The template of a task with the service's own container, including its secrets and environment, that runs another command.
 *
 * @param node ID of a node that is known to have the service's image
 */
export function containerTemplate(spec: ProbedSpec, command: string[], node?: string): ProbeTemplate {
  return {
    ContainerSpec: {
      ...spec.TaskTemplate.ContainerSpec,
      ...plainContainer,
      ...{ Image: imageOf(spec), Command: command },
      // Left out are the arguments of the service's own command, the replicas' files, and what identifies a replica or its stack.
      ...{ Args: undefined, Mounts: undefined, Labels: undefined, Hostname: undefined },
      ...{ TTY: undefined, OpenStdin: undefined },
    },
    // The aliases are left out, because clients of the service must not be led to the probe.
    Networks: networksOf(spec).map((network) => ({ ...network, Aliases: undefined })),
    Placement: placementOf(spec, node),
    // The command's output may hold the secret, so that nothing keeps it.
    LogDriver: { Name: "none" },
  };
}

/** Switches the image's own health check off, which would call a short task unhealthy, and cuts the wait for the task's stop. */
const plainContainer = { Healthcheck: { Test: ["NONE"] }, StopGracePeriod: 1_000_000_000 };

/** The placement of the service's own tasks, as other nodes may not have its image. */
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
 * @param expires the time, by the Engine's clock, after which the service can only be a leftover
 * @param apiVersion the Engine's. From 1.43 on the service is a job. Earlier Engines leave a job's tasks and containers behind when
 *   the job is removed, even running ones (moby#44312), so there it is a plain service that restarts nothing.
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

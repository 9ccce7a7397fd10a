// Warnings in a preview about a binding that is to be deleted. The program does not declare it any more, and the engine does not
// ask the provider in a preview, so only a hook can say what its deletion does.
import * as pulumi from "@pulumi/pulumi";
import { hookNames } from "../rotation/contract.ts";
import type { LiveService, SwarmFacts } from "../swarm/look/look.ts";

/** The part of a binding's state that the hook reads. */
interface BoundService {
  service: string;
  secrets: Record<string, { secretName: string }>;
}

/** The hooks of every binding. The state keeps them by name with each binding, so a program has to register them in every run. */
export function bindingHooks(facts: Promise<SwarmFacts>): pulumi.ResourceHookBinding {
  const warn = async ({ oldOutputs }: pulumi.ResourceHookArgs): Promise<void> => {
    // A run tells of each step while it takes it.
    if (!pulumi.runtime.isDryRun()) return;
    const { reachable, services } = await facts;
    const bound = oldOutputs as BoundService;
    const live = services.get(bound.service);
    // A service that is gone has nothing to restart.
    if (reachable && live === undefined) return;
    await pulumi.log.warn(describeDetachment(bound, live));
  };
  return { beforeDelete: [new pulumi.ResourceHook(hookNames.bindingBeforeDelete, warn, { onDryRun: true })] };
}

/**
 * Describes what the deletion of a binding does to its service.
 *
 * @param live the service on the Swarm; undefined when the Swarm was not looked at
 */
function describeDetachment({ service, secrets }: BoundService, live: LiveService | undefined): string {
  const names = Object.values(secrets).map(({ secretName }) => secretName);
  const count = live?.desired === undefined ? "its replicas restart" : describeReplicas(live.desired);
  return (
    `${service} leaves the stack: ${names.join(", ")} ${names.length === 1 ? "is" : "are"} taken off it, and ${count} without ${names.length === 1 ? "it" : "them"}.\n` +
    'If the service cannot start like that, or is to stay as it is: docs/runbook.md, "Taking something out on purpose".'
  );
}

function describeReplicas(count: number): string {
  return count === 1 ? "1 replica restarts" : `${count} replicas restart`;
}

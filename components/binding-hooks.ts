// What a preview says of a binding that is to be deleted: the program does not declare it any more, and the provider is not asked.
import * as pulumi from "@pulumi/pulumi";
import { hookNames } from "../rotation/contract.ts";
import type { LiveService, SwarmFacts } from "../swarm/look/look.ts";

/** What is looked at of a binding's state. */
interface BoundService {
  service: string;
  secrets: Record<string, { secretName: string }>;
}

/** The hooks of every binding. The state remembers them by name: a program has to register them always. */
export function bindingHooks(facts: Promise<SwarmFacts>): pulumi.ResourceHookBinding {
  const warn = async ({ oldOutputs }: pulumi.ResourceHookArgs): Promise<void> => {
    // The run itself says what it does while it does it.
    if (!pulumi.runtime.isDryRun()) return;
    const { reachable, services } = await facts;
    const bound = oldOutputs as BoundService;
    const live = services.get(bound.service);
    // Of a service that is gone nothing restarts.
    if (reachable && live === undefined) return;
    await pulumi.log.warn(describeDetachment(bound, live));
  };
  return { beforeDelete: [new pulumi.ResourceHook(hookNames.bindingBeforeDelete, warn, { onDryRun: true })] };
}

/** Says what the deletion of a binding does to its service. */
function describeDetachment({ service, secrets }: BoundService, live: LiveService | undefined): string {
  const names = Object.values(secrets).map(({ secretName }) => secretName);
  const count = live?.desired === undefined ? "its replicas restart" : describeReplicas(live.desired);
  return (
    `${service} leaves the stack: ${names.join(", ")} ${names.length === 1 ? "is" : "are"} taken off it, and ${count} without.\n` +
    'If it cannot start without, or is to stay as it is, docs/runbook.md has the way: "Taking something out on purpose".'
  );
}

function describeReplicas(count: number): string {
  return count === 1 ? "1 replica restarts" : `${count} replicas restart`;
}

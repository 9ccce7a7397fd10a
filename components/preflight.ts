import * as pulumi from "@pulumi/pulumi";
import type { Inventory } from "../inventory/inventory.ts";
import { connect } from "../swarm/client.ts";
import { SwarmError } from "../swarm/errors.ts";
import { listServiceNames } from "../swarm/service-names.ts";
import { UserError } from "../inventory/user-error.ts";

/**
 * Checks, before anything is changed, that there is a Swarm manager and that it has every service of the inventory. A
 * preview without a way to the Swarm, in CI say, only warns: it is the run that needs one.
 *
 * @throws SwarmError or UserError saying what is missing and what to do
 */
export async function checkSwarm({ services }: Inventory): Promise<void> {
  try {
    const { docker, address } = await connect();
    const present = new Set(await listServiceNames(docker));
    const missing = services.filter(({ serviceName }) => !present.has(serviceName));
    if (missing.length === 0) return;
    const names = missing
      .map(({ name, serviceName }) => `${serviceName} (busflow-secrets:services.${name})`)
      .join(", ");
    throw new UserError(
      `The Swarm at ${address} has no service ${names}.`,
      "Deploy it first, correct its name (serviceName), or take it out of the stack config.",
    );
  } catch (error) {
    if (!(pulumi.runtime.isDryRun() && error instanceof SwarmError && error.code === "unreachable")) throw error;
    await pulumi.log.warn(
      `${error.message}\nThe preview goes on without it: whether the services exist is not checked.`,
    );
  }
}

import * as pulumi from "@pulumi/pulumi";
import { withholdResponses } from "./components/debug-log.ts";
import { dockerProvider } from "./components/docker-provider.ts";
import { checkSwarm } from "./components/preflight.ts";
import { declareRotation } from "./components/rotation.ts";
import { readConfig } from "./components/stack-config.ts";
import { parseInventory } from "./inventory/inventory.ts";
import { UserError } from "./inventory/user-error.ts";
import { parseValues } from "./inventory/values.ts";

withholdResponses();

const rotation = await declare().catch((error: unknown) => {
  // A user's mistake ends the run with its message, without a stack trace.
  throw error instanceof UserError ? new pulumi.RunError(error.message) : error;
});

async function declare(): Promise<ReturnType<typeof declareRotation>> {
  const config = readConfig();
  const inventory = parseInventory(config);
  const values = parseValues(inventory, config["values"]);
  const checked = checkSwarm(inventory);
  // A preview changes nothing: the Swarm may answer while the resources are declared.
  if (!pulumi.runtime.isDryRun()) await checked;
  const declared = dockerProvider().then((docker) => declareRotation(inventory, values, docker));
  // When both fail, as with a malformed DOCKER_HOST, the first one is enough to say.
  const [outputs] = await Promise.all([declared, checked]);
  return outputs;
}

/** By logical name: the version that services see, and those kept besides it. */
export const secrets = rotation.secrets;

/** By service: the secret name behind each logical name, how many replicas were seen on them, and how long that took. */
export const services = rotation.services;

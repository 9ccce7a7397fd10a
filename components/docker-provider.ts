import process from "node:process";
import { Provider, type ProviderArgs } from "@pulumi/docker/provider.js";
import * as pulumi from "@pulumi/pulumi";
import { resolveEndpoint, type Endpoint } from "../swarm/endpoint.ts";
import { SwarmError } from "../swarm/errors.ts";

/**
 * Makes the Docker provider talk to the engine that everything else here talks to: the Docker CLI's. By itself it knows
 * DOCKER_HOST with DOCKER_CERT_PATH; for anything else it is told.
 *
 * @returns undefined when the provider finds that engine by itself
 * @throws SwarmError when the two could not agree, or the address is malformed
 */
export async function dockerProvider(environment: NodeJS.ProcessEnv = process.env): Promise<Provider | undefined> {
  const args = dockerProviderArgs(await resolveEndpoint(undefined, environment), environment);
  return args && new Provider("docker", args);
}

/** What the Docker provider has to be told of an endpoint; undefined when it finds it by itself. */
export function dockerProviderArgs(
  { address, tls }: Endpoint,
  { DOCKER_HOST, DOCKER_CONTEXT, DOCKER_CERT_PATH }: NodeJS.ProcessEnv,
): ProviderArgs | undefined {
  if (DOCKER_HOST && DOCKER_CONTEXT) {
    throw new SwarmError(
      "bad-endpoint",
      "DOCKER_HOST and DOCKER_CONTEXT are both set, and the Docker provider prefers the other one than the Docker CLI.",
      "Unset one of them.",
    );
  }
  if (DOCKER_HOST && (tls === undefined || DOCKER_CERT_PATH)) return undefined;
  return {
    host: address,
    ...(tls?.ca !== undefined && { caMaterial: tls.ca }),
    ...(tls?.cert !== undefined && { certMaterial: tls.cert }),
    ...(tls?.key !== undefined && { keyMaterial: pulumi.secret(tls.key) }),
  };
}

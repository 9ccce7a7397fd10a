// The providers, declared before anything else: the engine starts their plugins while the program is still being loaded.
import process from "node:process";
import { createRequire } from "node:module";
import { secret } from "@pulumi/pulumi/output.js";
// Not the SDK as a whole: that takes most of a second to load.
import { ProviderResource, type ResourceOptions } from "@pulumi/pulumi/resource.js";
import { allConfig } from "@pulumi/pulumi/runtime/config.js";
import { getProject, getStack, isDryRun } from "@pulumi/pulumi/runtime/settings.js";
import type { ProviderArgs } from "@pulumi/docker/provider.js";
import { answersPing } from "../swarm/engine/client.ts";
import { resolveEndpoint, type Endpoint, type TlsFiles } from "../swarm/engine/endpoint.ts";
import { SwarmError } from "../swarm/engine/errors.ts";
import { swarmConnection } from "./swarm-connection.ts";

/** The providers of everything that the program declares. */
export interface Providers {
  docker: ProviderResource;
  random: ProviderResource;
  swarm: ProviderResource;
}

/** A provider by its package; the SDKs' own classes of them load the whole Pulumi SDK. */
class Provider extends ProviderResource {
  constructor(name: string, args: object, opts: ResourceOptions = {}) {
    super(name, name, { ...args }, opts);
  }
}

const require = createRequire(import.meta.url);

/**
 * An address that the Docker provider takes without connecting to it. The official plugin fails as soon as it is configured when
 * its engine does not answer, unless that is behind ssh, and a preview needs nothing of an engine.
 */
const nowhere = "ssh://no-swarm.invalid";

/**
 * Declares the providers.
 *
 * @throws SwarmError when the Docker provider and everything else here could not agree on the engine, or its address is malformed
 */
export async function declareProviders(): Promise<Providers> {
  const random = new Provider("random", {}, { version: versionOf("@pulumi/random") });
  const swarm = await declareSwarmProvider();
  const endpoint = await resolveEndpoint(undefined, process.env);
  const args = dockerProviderArgs(endpoint, process.env);
  const version = versionOf("@pulumi/docker");
  if (isDryRun() && !(await answersPing(endpoint))) {
    // That nobody answers is said once, by the check of the inventory against the Swarm.
    const docker = new Provider("docker", { ...args, host: nowhere }, { version, hideDiffs: ["host"] });
    return { docker, random, swarm };
  }
  return { docker: new Provider("docker", { ...args }, { version }), random, swarm };
}

/**
 * The provider's configuration says which Swarm the stack belongs to: all that a refresh, which runs no program, has to go by.
 * A preview leaves in the state what is there; a run asks which Swarm answers, and the provider refuses another one.
 */
async function declareSwarmProvider(): Promise<ProviderResource> {
  const named = allConfig()[`${getProject()}:swarm`];
  const stack = getStack();
  if (named !== undefined) return new Provider("swarm", { stack, swarm: named, moveTo: named });
  // Where it cannot be asked the run ends at the first request that counts.
  const live = isDryRun() ? undefined : await swarmId();
  return new Provider("swarm", { stack, swarm: live }, live === undefined ? { ignoreChanges: ["swarm"] } : {});
}

async function swarmId(): Promise<string | undefined> {
  try {
    return (await swarmConnection()).swarmId;
  } catch {
    return undefined;
  }
}

/**
 * Makes the Docker provider talk to the engine that everything else here talks to: the Docker CLI's. By itself it knows
 * DOCKER_HOST with DOCKER_CERT_PATH; for anything else it is told.
 *
 * @returns undefined when the provider finds that engine by itself
 */
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
    // By itself it takes DOCKER_CONTEXT before any host, and looks for it in the user's home whatever DOCKER_CONFIG says; and it
    // refuses material where there is a path.
    ...(DOCKER_CONTEXT && { context: "" }),
    ...(DOCKER_CERT_PATH && { certPath: "" }),
    ...(tls !== undefined && materialOf(tls)),
  };
}

/** The Docker provider speaks TLS only with a client's certificate, and checks the engine's only with an authority at hand. */
function materialOf({ directory, ca, cert, key, verify }: TlsFiles): ProviderArgs {
  if (cert === undefined || key === undefined || (verify && ca === undefined)) {
    throw new SwarmError(
      "tls",
      `The Docker provider needs ca.pem, cert.pem and key.pem to speak TLS, and not all of them are in ${directory}.`,
      "Add what is missing, or reach the engine another way: ssh://user@host, say.",
    );
  }
  return { ...(verify && ca !== undefined && { caMaterial: ca }), certMaterial: cert, keyMaterial: secret(key) };
}

/** Of the plugin, which is that of its npm package. */
function versionOf(name: string): string {
  return (require(`${name}/package.json`) as { version: string }).version;
}

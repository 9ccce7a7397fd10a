// The providers. They are declared before anything else, so that the engine starts their plugins while the program is still being
// loaded.
import process from "node:process";
import { createRequire } from "node:module";
import { secret } from "@pulumi/pulumi/output.js";
// Loading the SDK as a whole would take most of a second.
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

/** A provider, declared by the name of its package. The SDKs' own provider classes would load the whole Pulumi SDK. */
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
 * @throws SwarmError when the Docker provider and the rest of the program could not talk to the same engine, or its address is
 *   malformed
 */
export async function declareProviders(): Promise<Providers> {
  const random = new Provider("random", {}, { version: versionOf("@pulumi/random") });
  const swarm = await declareSwarmProvider();
  const endpoint = await resolveEndpoint(undefined, process.env);
  const args = dockerProviderArgs(endpoint, process.env);
  const version = versionOf("@pulumi/docker");
  if (isDryRun() && !(await answersPing(endpoint))) {
    // The check of the inventory against the Swarm says that nobody answers; once is enough.
    const docker = new Provider("docker", { ...args, host: nowhere }, { version, hideDiffs: ["host"] });
    return { docker, random, swarm };
  }
  return { docker: new Provider("docker", { ...args }, { version }), random, swarm };
}

/**
 * Declares the `swarm` provider. Its configuration says which Swarm the stack belongs to: a refresh runs no program, so it has
 * nothing else to go by. A preview leaves the Swarm in the state as it is. A run asks which Swarm answers, and the provider refuses
 * any other one than the stack's.
 */
async function declareSwarmProvider(): Promise<ProviderResource> {
  const named = allConfig()[`${getProject()}:swarm`];
  const stack = getStack();
  if (named !== undefined) return new Provider("swarm", { stack, swarm: named, moveTo: named });
  // When the Swarm cannot be asked, the run ends at its first request that matters.
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
 * The arguments that make the Docker provider talk to the same engine as the rest of the program, which is the Docker CLI's. By
 * itself the provider understands DOCKER_HOST with DOCKER_CERT_PATH only.
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
      "DOCKER_HOST and DOCKER_CONTEXT are both set, and the Docker provider prefers DOCKER_CONTEXT where the Docker CLI prefers DOCKER_HOST.",
      "Unset one of them.",
    );
  }
  if (DOCKER_HOST && (tls === undefined || DOCKER_CERT_PATH)) return undefined;
  return {
    host: address,
    // By itself the provider prefers DOCKER_CONTEXT to any host, and looks for the context in the user's home whatever
    // DOCKER_CONFIG says. It also refuses TLS material when it is given a path to it.
    ...(DOCKER_CONTEXT && { context: "" }),
    ...(DOCKER_CERT_PATH && { certPath: "" }),
    ...(tls !== undefined && materialOf(tls)),
  };
}

/**
 * The TLS material as arguments of the Docker provider. It speaks TLS only with a certificate for the client, and checks the
 * engine's certificate only with an authority at hand.
 *
 * @throws SwarmError when some of the material is missing
 */
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

/** The version of a provider's plugin, which is that of its npm package. */
function versionOf(name: string): string {
  return (require(`${name}/package.json`) as { version: string }).version;
}

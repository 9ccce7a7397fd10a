// What an inventory declares: its secrets with their versions, the bindings of its services, and the ledgers.
import * as pulumi from "@pulumi/pulumi";
import { RandomBytes } from "@pulumi/random/randomBytes.js";
import type { Inventory } from "../inventory/inventory.ts";
import type { Service } from "../inventory/services.ts";
import type { SecretValues } from "../inventory/values.ts";
import { RotationRecord } from "./rotation-record.ts";
import { ServiceSecretBinding, type BoundSecret } from "./service-secret-binding.ts";
import { VersionedSecret } from "./versioned-secret.ts";

/** What the stack tells the world: names and versions, nothing secret. */
export interface RotationOutputs {
  /** By logical name. */
  secrets: Record<string, { current: number; retained: readonly number[] }>;
  /** By service. */
  services: Record<string, ServiceOutputs>;
}

interface ServiceOutputs {
  /** The secret name that each logical name stands for. */
  secrets: Record<string, string>;
  /** How many replicas were seen running on exactly these. */
  replicas: pulumi.Output<number>;
  /** How long the service's last flip took, its proof included. */
  seconds: pulumi.Output<number>;
}

/**
 * Declares everything that the inventory names.
 *
 * @param values the values of the secrets whose source is the stack config
 * @param docker the Docker provider; undefined for the one that Pulumi starts by default
 */
export function declareRotation(
  inventory: Inventory,
  values: SecretValues,
  docker: pulumi.ProviderResource | undefined,
): RotationOutputs {
  const { namespace, secrets, services } = inventory;
  const fingerprintKey = new RandomBytes("fingerprint-key", { length: 32 }).base64;
  const versioned = new Map(
    secrets.map((secret) => {
      const args = { namespace, secret, fingerprintKey };
      const opts = docker === undefined ? {} : { providers: { docker } };
      return [secret.logicalName, new VersionedSecret(args, values[secret.logicalName], opts)];
    }),
  );
  const bindings = services.map((service) => ({ service, binding: declareBinding(namespace, service, versioned) }));
  for (const { logicalName, current } of secrets) {
    const consumers = bindings.filter(({ service }) =>
      service.secrets.some((used) => used.logicalName === logicalName),
    );
    const versions = versioned.get(logicalName)?.versions ?? [];
    new RotationRecord(
      logicalName,
      {
        namespace,
        secret: logicalName,
        current,
        versions: Object.fromEntries(versions.map(({ version, fingerprint }) => [version, fingerprint])),
        consumers: consumers.map(({ service }) => service.serviceName),
      },
      // What the ledger says of a version holds only once every consumer runs on it.
      { dependsOn: consumers.map(({ binding }) => binding) },
    );
  }
  return {
    secrets: Object.fromEntries(
      secrets.map(({ logicalName, current, retain }) => [logicalName, { current, retained: retain }]),
    ),
    services: Object.fromEntries(bindings.map(({ service, binding }) => [service.name, describe(binding)])),
  };
}

function declareBinding(
  namespace: string,
  { name, serviceName, secrets, timeout }: Service,
  versioned: ReadonlyMap<string, VersionedSecret>,
): ServiceSecretBinding {
  const bound = secrets.map(({ logicalName, target, uid, gid, mode }): [string, BoundSecret] => {
    const current = versioned.get(logicalName)?.current;
    if (current === undefined) throw new Error(`${name} uses ${logicalName}, which the inventory does not declare`);
    const { version, name: secretName, id: secretId } = current;
    return [logicalName, { version, secretName, secretId, target, uid, gid, mode: mode.toString(8).padStart(4, "0") }];
  });
  return new ServiceSecretBinding(name, {
    namespace,
    service: serviceName,
    secrets: Object.fromEntries(bound),
    timeout,
  });
}

function describe({ secretNames, replicas, seconds }: ServiceSecretBinding): ServiceOutputs {
  return { secrets: secretNames, replicas, seconds };
}

// What an inventory declares: its secrets with their versions, the bindings of its services, and the ledgers.
import * as pulumi from "@pulumi/pulumi";
import { RandomBytes } from "@pulumi/random/randomBytes.js";
import { fingerprintKeyBytes } from "../inventory/fingerprint-key.ts";
import type { Inventory } from "../inventory/inventory.ts";
import type { Secret } from "../inventory/secrets.ts";
import { consumersOf, type Service } from "../inventory/services.ts";
import type { SecretValues } from "../inventory/values.ts";
import { boundKey } from "../rotation/bound-key.ts";
import { isFormer } from "../rotation/fingerprint.ts";
import { formatMode } from "../rotation/mode.ts";
import { own } from "../rotation/own.ts";
import { joinTickets } from "../rotation/tickets.ts";
import { liveBinding } from "../swarm/look/live-binding.ts";
import type { SwarmFacts } from "../swarm/look/look.ts";
import type { Providers } from "./providers.ts";
import { RotationRecord } from "./rotation-record.ts";
import { ServiceSecretBinding, type ServiceSecretBindingArgs } from "./service-secret-binding.ts";
import { VersionedSecret, type SecretVersion } from "./versioned-secret.ts";

/**
 * What the stack tells the world: versions in words, nothing secret. One line a service, as the engine shows all of an output in
 * which one line changes.
 */
export interface RotationOutputs {
  /** By service: "db_reader v5, db_writer v5". */
  services: Record<string, string>;
}

/** What a rotation is declared with besides the inventory. */
export interface RotationContext {
  /** The values of the secrets whose source is the stack config. */
  values: SecretValues;
  /** The providers; undefined where Pulumi starts its default ones, as under its mocks. */
  providers: Providers | undefined;
  /** What the Swarm says; never resolved when it refuses the inventory. */
  facts: Promise<SwarmFacts>;
  /** What guards each version's creation and deletion, and says what the deletion of a binding does. */
  hooks: { version: pulumi.ResourceHookBinding; binding: pulumi.ResourceHookBinding };
  /** Whether bindings and ledgers are protected from being deleted. */
  isProtected: boolean;
  /** The key of the fingerprints, in base64; undefined when the stack makes its own. */
  fingerprintKey?: string | undefined;
  /** Gets each value's fingerprint as it used to be made, by the version's name. */
  formerFingerprints?: Map<string, string> | undefined;
  /** Whether a version has to be made again, as the Swarm has lost it; see `lostVersions`. */
  isLost?: ((name: string) => boolean) | undefined;
}

/** Declares everything that the inventory names. */
export function declareRotation(inventory: Inventory, context: RotationContext): RotationOutputs {
  const { namespace, secrets, services } = inventory;
  const { facts, isProtected } = context;
  const versioned = declareVersions(inventory, context);
  const bindings = declareBindings(inventory, versioned, context);
  for (const secret of secrets) {
    const { logicalName, current, incident, dependants } = secret;
    const users = consumersOf(logicalName, services);
    const consumers = bindings.filter(({ service }) => users.includes(service));
    const needed = bindings.filter(
      (declared) => consumers.includes(declared) || dependants.includes(declared.service.serviceName),
    );
    const versions = versioned.get(logicalName)?.versions ?? [];
    new RotationRecord(
      logicalName,
      {
        namespace,
        secret: logicalName,
        current,
        versions: Object.fromEntries(versions.map(({ version, fingerprint }) => [version, fingerprint])),
        formerly: facts.then((known) => formerFingerprints(known, logicalName, versions)),
        consumers: consumers.map(({ service }) => service.serviceName),
        verifications: Object.fromEntries(
          consumers.map(({ service, binding }) => [service.serviceName, binding.verification]),
        ),
        retentionHours: secret.retentionHours,
        // It waits for the Swarm's word, too: what is wrong is said once. Policies read it: they do not see the old state.
        ledger: facts.then(({ ledgers }) => ledgers.get(logicalName)),
        connections: secret.connections,
        incident,
        dependants: dependants.filter((name) => !services.some(({ serviceName }) => serviceName === name)),
      },
      // What the ledger says of a version holds only once every consumer runs on it, and of an incident once every dependant,
      // bound to whatever, has connected anew. And as long as a protected ledger cannot be
      // deleted, no version of its secret is.
      {
        dependsOn: [...versions.map(({ resource }) => resource), ...needed.map(({ binding }) => binding)],
        protect: isProtected && secret.release !== true,
        // In a diff these say nothing that the versions do not.
        hideDiffs: ["ledger", "verifications", "versions", "formerly"],
        ...providerOf(context, "swarm"),
      },
    );
  }
  return {
    services: Object.fromEntries(services.map((service) => [service.name, describeService(service, secrets)])),
  };
}

/** Declares the versions of every secret; the result has them by logical name. */
export function declareVersions(
  { namespace, secrets }: Inventory,
  context: RotationContext,
): ReadonlyMap<string, VersionedSecret> {
  const { values, providers, hooks, isLost, formerFingerprints } = context;
  const fingerprintKey =
    context.fingerprintKey === undefined
      ? new RandomBytes("fingerprint-key", { length: fingerprintKeyBytes }, providerOf(context, "random")).base64
      : pulumi.secret(context.fingerprintKey);
  return new Map(
    secrets.map((secret) => {
      const args = { namespace, secret, fingerprintKey, hooks: hooks.version, isLost, formerFingerprints };
      const opts = providers === undefined ? {} : { providers: { docker: providers.docker, random: providers.random } };
      return [secret.logicalName, new VersionedSecret(args, own(values, secret.logicalName), opts)];
    }),
  );
}

/** How the values' fingerprints used to be made, as long as the Swarm has such on record, or nothing is known of it. */
function formerFingerprints(
  { reachable, ledgers }: Pick<SwarmFacts, "reachable" | "ledgers">,
  logicalName: string,
  versions: readonly SecretVersion[],
): Record<string, pulumi.Output<string>> | undefined {
  const wanted = versions.filter(({ version }) => {
    const { fingerprint: onRecord } = ledgers.get(logicalName)?.versions[version] ?? {};
    return onRecord === undefined ? !reachable : isFormer(onRecord);
  });
  if (wanted.length === 0) return undefined;
  return Object.fromEntries(wanted.map(({ version, formerFingerprint }) => [version, formerFingerprint]));
}

interface Declared {
  service: Service;
  binding: ServiceSecretBinding;
}

/** Each wave depends on the one before: a failure there leaves it alone. */
function declareBindings(
  inventory: Inventory,
  versioned: ReadonlyMap<string, VersionedSecret>,
  context: RotationContext,
): Declared[] {
  const waves = Map.groupBy(inventory.services, ({ wave }) => wave);
  const declared: Declared[] = [];
  let before: ServiceSecretBinding[] = [];
  for (const wave of [...waves.keys()].sort((a, b) => a - b)) {
    const services = waves.get(wave) ?? [];
    const bindings = services.map((service) => ({
      service,
      binding: declareBinding(inventory, service, versioned, before, context),
    }));
    declared.push(...bindings);
    before = bindings.map(({ binding }) => binding);
  }
  return declared;
}

function declareBinding(
  { namespace, secrets: declared }: Inventory,
  service: Service,
  versioned: ReadonlyMap<string, VersionedSecret>,
  dependsOn: ServiceSecretBinding[],
  context: RotationContext,
): ServiceSecretBinding {
  const { name, serviceName, secrets, timeout, probe, wave, onFailure, release } = service;
  const { facts, hooks, isProtected } = context;
  const bound: ServiceSecretBindingArgs["secrets"] = {};
  for (const { logicalName, target, uid, gid, mode, takeover } of secrets) {
    const current = versioned.get(logicalName)?.current;
    if (current === undefined) throw new Error(`${name} uses ${logicalName}, which the inventory does not declare`);
    const { version, name: secretName, id: secretId } = current;
    const file = { target, uid, gid, mode: formatMode(mode), ...(takeover && { takeover }) };
    bound[boundKey(bound, logicalName, target)] = { version, secretName, secretId, ...file };
  }
  const targets = secrets.map(({ target }) => target);
  const inIncident = declared.filter(({ incident }) => incident !== undefined);
  const urgent = inIncident.some(({ logicalName }) => secrets.some((used) => used.logicalName === logicalName));
  const tickets = inIncident
    .filter(({ dependants }) => dependants.includes(serviceName))
    .map(({ incident }) => incident?.ticket ?? "");
  return new ServiceSecretBinding(
    name,
    {
      namespace,
      service: serviceName,
      secrets: bound,
      ...{ timeout, probe, wave, onFailure },
      urgent: urgent ? true : undefined,
      reconnect: joinTickets(tickets),
      live: facts.then(({ services, others }) => {
        const live = services.get(serviceName);
        return live && liveBinding(live, targets, namespace, others);
      }),
    },
    {
      dependsOn,
      // What is released leaves the state, and nothing else happens to it.
      ...(release === true ? { retainOnDelete: true } : { protect: isProtected, hooks: hooks.binding }),
      ...providerOf(context, "swarm"),
    },
  );
}

function providerOf({ providers }: RotationContext, name: keyof Providers): { provider?: pulumi.ProviderResource } {
  return providers === undefined ? {} : { provider: providers[name] };
}

function describeService({ secrets: bound, release }: Service, secrets: readonly Secret[]): string {
  const current = new Map(secrets.map((secret) => [secret.logicalName, secret.current]));
  // One that is seen at several targets is said once.
  const names = new Set(bound.map(({ logicalName }) => logicalName));
  const words = [...names].map((logicalName) => `${logicalName} v${current.get(logicalName) ?? 0}`);
  return [...words, ...(release === true ? ["released"] : [])].join(", ");
}

// The resources that an inventory declares: its secrets with their versions, the bindings of its services, and the ledgers.
import * as pulumi from "@pulumi/pulumi";
import { RandomBytes } from "@pulumi/random/randomBytes.js";
import { fingerprintKeyBytes } from "../inventory/fingerprint-key.ts";
import type { Inventory } from "../inventory/inventory.ts";
import type { Secret } from "../inventory/secrets.ts";
import { consumersOf, declaredSecrets, type Service } from "../inventory/services.ts";
import type { SecretValues } from "../inventory/values.ts";
import { isFormer } from "../rotation/fingerprint.ts";
import { emptyLedger } from "../rotation/ledger.ts";
import { own } from "../rotation/own.ts";
import { joinTickets } from "../rotation/tickets.ts";
import { liveBinding } from "../swarm/look/live-binding.ts";
import type { SwarmFacts } from "../swarm/look/look.ts";
import type { Providers } from "./providers.ts";
import { RotationRecord } from "./rotation-record.ts";
import { ServiceSecretBinding } from "./service-secret-binding.ts";
import { VersionedSecret, type SecretVersion } from "./versioned-secret.ts";

/**
 * The outputs of the stack: the versions in words, and nothing secret. Each service has one line, because the engine shows the
 * whole of an output in which one line changes.
 */
export interface RotationOutputs {
  /** The versions that each service sees, by the service's key: "db_reader v5, db_writer v5". */
  services: Record<string, string>;
}

/** What the resources are declared with besides the inventory. */
export interface RotationContext {
  /** The values of the secrets whose source is the stack config. */
  values: SecretValues;
  /** The providers; undefined where Pulumi is to start its default ones, as under its mocks. */
  providers: Providers | undefined;
  /** What the Swarm says. The promise is never resolved when the inventory is refused. */
  facts: Promise<SwarmFacts>;
  /** The hooks that guard the creation and deletion of each version, and those that say what the deletion of a binding does. */
  hooks: { version: pulumi.ResourceHookBinding; binding: pulumi.ResourceHookBinding };
  /** Whether bindings and ledgers are protected from being deleted. */
  isProtected: boolean;
  /**
   * The key for fingerprints, in base64.
   *
   * @default a key that the stack makes and keeps in its state
   */
  fingerprintKey?: string | undefined;
  /** Is filled with each value's former fingerprint, by the version's name; see `formerFingerprintOf`. */
  formerFingerprints?: Map<string, string> | undefined;
  /**
   * Whether a version has to be made again because the Swarm has lost it; see `lostVersions`.
   *
   * @default no version is lost
   */
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
        // The record waits for the Swarm's answer, too, so that what is wrong is said once. Policies read the ledger here, because
        // they do not see the old state.
        ledger: facts.then(
          ({ reachable, ledgers }) => ledgers.get(logicalName) ?? (reachable ? emptyLedger : undefined),
        ),
        connections: secret.connections,
        incident,
        dependants: dependants.filter((name) => !services.some(({ serviceName }) => serviceName === name)),
      },
      // The record of a version is true only when every consumer runs on it, and that of an incident only when every dependant has
      // reconnected, whatever it is bound to. A protected ledger cannot be deleted, and it depends on its secret's versions, so
      // none of these is deleted either.
      {
        dependsOn: [...versions.map(({ resource }) => resource), ...needed.map(({ binding }) => binding)],
        protect: isProtected && secret.release !== true,
        // In a diff these properties say nothing that the versions do not say.
        hideDiffs: ["ledger", "onRecord", "verifications", "versions", "formerly"],
        ...providerOf(context, "swarm"),
      },
    );
  }
  return {
    services: Object.fromEntries(services.map((service) => [service.name, describeService(service, secrets)])),
  };
}

/**
 * Declares the versions of every secret.
 *
 * @returns the secrets with their versions, by logical name
 */
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

/**
 * The former fingerprints of a secret's versions, for versions that are on record with a former fingerprint, and for versions of
 * which nothing is known because the Swarm is out of reach.
 *
 * @returns undefined when there are none
 */
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

/** Declares the bindings. Each wave depends on the one before, so that a failure there keeps it from being flipped. */
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
  const bound = declaredSecrets(service, (logicalName) => {
    const current = versioned.get(logicalName)?.current;
    if (current === undefined) throw new Error(`${name} uses ${logicalName}, which the inventory does not declare`);
    return current;
  });
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
      // A released service leaves the state, and nothing else happens to it.
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
  // A secret that the service sees at several targets is named once.
  const names = new Set(bound.map(({ logicalName }) => logicalName));
  const words = [...names].map((logicalName) => `${logicalName} v${current.get(logicalName) ?? 0}`);
  return [...words, ...(release === true ? ["released"] : [])].join(", ");
}

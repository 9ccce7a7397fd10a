import { Secret as DockerSecret } from "@pulumi/docker/secret.js";
import * as pulumi from "@pulumi/pulumi";
import type { Secret } from "../inventory/secrets.ts";
import { resourceTypes } from "../rotation/contract.ts";
import { fingerprintOf, formerFingerprintOf } from "../rotation/fingerprint.ts";
import { versionLabels } from "../rotation/labels.ts";
import { formatSecretName } from "../rotation/secret-name.ts";
import { makeValue } from "./sources.ts";

/** The arguments of a {@link VersionedSecret}. */
export interface VersionedSecretArgs {
  /** The first part of the names on the Swarm: `busflow`. */
  namespace: string;
  /** The secret as the stack config declares it, with defaults filled in. */
  secret: Secret;
  /** The key for fingerprints, in base64, as a secret output. */
  fingerprintKey: pulumi.Output<string>;
  /** The hooks that guard the creation and deletion of each version. */
  hooks: pulumi.ResourceHookBinding;
  /**
   * Whether the Swarm has lost a version, by its name on the Swarm. A lost version is made again.
   *
   * @default no version is lost
   */
  isLost?: ((name: string) => boolean) | undefined;
  /**
   * Is filled with each value's former fingerprint, by the version's name, before that version is created.
   *
   * @default former fingerprints are not collected
   */
  formerFingerprints?: Map<string, string> | undefined;
}

/** One version of a secret, as the Swarm has it. */
export interface SecretVersion {
  /** Its number: 5. */
  version: number;
  /** Its name on the Swarm: `busflow_db_writer_v5`. */
  name: string;
  /** The `docker.Secret` that holds it. */
  resource: pulumi.Resource;
  /** The Swarm's ID of it; unknown until it is created. */
  id: pulumi.Output<string>;
  /** The fingerprint of its value; it tells two values of the secret apart and gives neither away. */
  fingerprint: pulumi.Output<string>;
  /** The fingerprint of its value as it used to be made; see {@link formerFingerprintOf}. */
  formerFingerprint: pulumi.Output<string>;
}

/**
 * One secret with all its versions that have to exist. Each version is a `docker.Secret` whose URN has the version in it, so that
 * the next version never replaces the one before.
 *
 * @example
 * const [secret] = parseInventory(config).secrets;
 * new VersionedSecret({ namespace: "busflow", secret, fingerprintKey, hooks }, { 4: "the former value", 5: "the current one" });
 */
export class VersionedSecret extends pulumi.ComponentResource {
  /** The version that services see. */
  readonly current: SecretVersion;
  /** The retained versions and the current one. */
  readonly versions: readonly SecretVersion[];

  /**
   * @param values the value of each version when the secret's source is the stack config, by version; undefined for other sources.
   *   Values go to `docker.Secret` and nowhere else
   */
  constructor(
    args: VersionedSecretArgs,
    values: Readonly<Record<number, string>> | undefined,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    const { namespace, secret, fingerprintKey, hooks, isLost = () => false, formerFingerprints } = args;
    const { logicalName, class: secretClass, owner, cadence, group, current, retain, source, encoding } = secret;
    const lasting = { secretClass, owner, cadence, group, release: secret.release };
    // The component's inputs leave out what a rotation changes: the versions and the bindings show it, and a reviewer has to read
    // it only once.
    super(resourceTypes.versionedSecret, logicalName, lasting, opts);
    const declare = (version: number): SecretVersion => {
      const name = formatSecretName(namespace, logicalName, version);
      const data = makeValue(source, { name, encoding, given: values?.[version], parent: this });
      const known = pulumi.all([data, fingerprintKey]);
      const formerFingerprint = pulumi.unsecret(known.apply(([bytes, key]) => formerFingerprintOf(bytes, key)));
      const fingerprint = pulumi.unsecret(
        known.apply(([bytes, key]) => {
          formerFingerprints?.set(name, formerFingerprintOf(bytes, key));
          return fingerprintOf(logicalName, bytes, key);
        }),
      );
      const isRestored = isLost(name);
      const labels = {
        [versionLabels.namespace]: namespace,
        [versionLabels.secret]: logicalName,
        [versionLabels.version]: version,
        [versionLabels.class]: secretClass,
        [versionLabels.owner]: owner,
        [versionLabels.fingerprint]: fingerprint,
        ...(isRestored && { [versionLabels.restored]: new Date().toISOString() }),
      };
      const resource = new DockerSecret(
        name,
        {
          name,
          data,
          labels: Object.entries(labels).map(([label, text]) => ({ label, value: pulumi.output(text).apply(String) })),
        },
        {
          parent: this,
          // A released version leaves the state, and nothing else happens to it.
          ...(secret.release === true
            ? { retainOnDelete: true, hooks: { beforeCreate: hooks.beforeCreate ?? [] } }
            : { hooks }),
          // With deleteBeforeReplace a replacement would delete the version before it is created anew. Without it a replacement
          // fails as long as the version exists, as it should.
          deleteBeforeReplace: false,
          // The Docker provider replaces a secret whose labels change, but those of a version stay as they were when it was made. A
          // version that somebody removed is replaced on purpose: the state still has it, and on the Swarm nothing is left to be
          // deleted.
          ignoreChanges: isRestored ? [] : ["labels"],
        },
      );
      return { version, name, resource, id: resource.id, fingerprint, formerFingerprint };
    };
    this.current = declare(current);
    this.versions = [this.current, ...retain.map(declare)];
    // A policy that looks at the whole stack sees the outputs of a component and not its inputs.
    this.registerOutputs(lasting);
  }
}

import { Secret as DockerSecret } from "@pulumi/docker/secret.js";
import * as pulumi from "@pulumi/pulumi";
import type { Secret } from "../inventory/secrets.ts";
import { resourceTypes } from "../rotation/contract.ts";
import { fingerprintOf, formerFingerprintOf } from "../rotation/fingerprint.ts";
import { versionLabels } from "../rotation/labels.ts";
import { formatSecretName } from "../rotation/secret-name.ts";
import { makeValue } from "./sources.ts";

/** What a {@link VersionedSecret} is declared with. */
export interface VersionedSecretArgs {
  /** The first part of the names on the Swarm: `busflow`. */
  namespace: string;
  /** The secret as the stack config has it. */
  secret: Secret;
  /** The key of the fingerprints, in base64; secret. */
  fingerprintKey: pulumi.Output<string>;
  /** What guards each version's creation and deletion. */
  hooks: pulumi.ResourceHookBinding;
  /** Whether the Swarm has no version of a name, though it once had: it is made again. */
  isLost?: ((name: string) => boolean) | undefined;
  /** Gets each value's fingerprint as it used to be made, by the version's name, before that is created. */
  formerFingerprints?: Map<string, string> | undefined;
}

/** One version of a secret, as the Swarm has it. */
export interface SecretVersion {
  version: number;
  /** `busflow_db_writer_v5` */
  name: string;
  resource: pulumi.Resource;
  /** The Swarm's ID of it; unknown until it is created. */
  id: pulumi.Output<string>;
  /** Tells two values of the secret apart and gives neither away. */
  fingerprint: pulumi.Output<string>;
  /** The value's fingerprint as it used to be made; see {@link formerFingerprintOf}. */
  formerFingerprint: pulumi.Output<string>;
}

/**
 * One secret with all its versions that have to exist: a `docker.Secret` each, whose URN carries the version, so that the
 * next version never replaces the one before.
 */
export class VersionedSecret extends pulumi.ComponentResource {
  /** The version that services see. */
  readonly current: SecretVersion;
  /** The retained versions and the current one. */
  readonly versions: readonly SecretVersion[];

  /**
   * @param values the value of each version when the secret's source is the stack config; they go to `docker.Secret` and
   *   nowhere else
   */
  constructor(
    args: VersionedSecretArgs,
    values: Readonly<Record<number, string>> | undefined,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    const { namespace, secret, fingerprintKey, hooks, isLost = () => false, formerFingerprints } = args;
    const { logicalName, class: secretClass, owner, cadence, group, current, retain, source, encoding } = secret;
    const lasting = { secretClass, owner, cadence, group, release: secret.release };
    // What a rotation changes is left out: the versions and the services say it, and a reviewer reads it once.
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
          // A version that is released leaves the state, and nothing else happens to it.
          ...(secret.release === true
            ? { retainOnDelete: true, hooks: { beforeCreate: hooks.beforeCreate ?? [] } }
            : { hooks }),
          // A replacement would delete the version before it is created anew: it has to fail instead.
          deleteBeforeReplace: false,
          // The Docker provider replaces a secret whose labels change; those of a version stay as they were when it was made. One
          // that somebody removed is replaced on purpose: the state still has it, and nothing is there to be deleted.
          ignoreChanges: isRestored ? [] : ["labels"],
        },
      );
      return { version, name, resource, id: resource.id, fingerprint, formerFingerprint };
    };
    this.current = declare(current);
    this.versions = [this.current, ...retain.map(declare)];
    // Policies that look at the whole stack see what a component puts out, not what it is declared with.
    this.registerOutputs(lasting);
  }
}

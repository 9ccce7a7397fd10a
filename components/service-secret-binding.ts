import * as pulumi from "@pulumi/pulumi";
import type { Probe } from "../inventory/probes.ts";
import { resourceTypes } from "../rotation/contract.ts";
import type { Verification } from "../swarm/flip/verified-flip.ts";
import type { LiveBinding } from "../swarm/look/live-binding.ts";

/** One secret of a service: which version, and how the service sees it. */
export interface BoundSecret {
  version: number;
  /** `busflow_db_writer_v5` */
  secretName: string;
  /** The Swarm's ID of that secret. */
  secretId: pulumi.Input<string>;
  /** A file name under /run/secrets, or an absolute path; the same for every version. */
  target: string;
  uid: string;
  gid: string;
  /** Permission bits, as four octal digits. */
  mode: string;
  /** Set where it takes the place of a secret of others at its target. */
  takeover?: boolean;
}

/** What a {@link ServiceSecretBinding} is declared with. */
export interface ServiceSecretBindingArgs {
  namespace: string;
  /** The service's name on the Swarm. */
  service: string;
  /** All the secrets that this stack gives the service, by logical name; one's further targets as `db_writer at TARGET`. */
  secrets: Record<string, BoundSecret>;
  /** Seconds that the service has to converge. */
  timeout: number;
  /** What proves a replica besides that it runs. */
  probe?: Probe | undefined;
  /** Lower ones are flipped first. */
  wave: number;
  /** What becomes of the services that are flipped already when this one fails. */
  onFailure: "stop" | "revert";
  /** Whether a secret of it has leaked: it is flipped faster, and nothing goes back to the old version. */
  urgent?: boolean | undefined;
  /** The tickets of the incidents for which every replica has to connect anew: "SEC-41,SEC-42". */
  reconnect?: string | undefined;
  /** The service before the run; undefined where there is no way to the Swarm. */
  live: pulumi.Input<LiveBinding | undefined>;
}

/**
 * All the secrets of one service: one resource, so one `ServiceUpdate` moves them together. It is updated when each of the
 * service's running tasks carries exactly these secrets.
 */
export class ServiceSecretBinding extends pulumi.CustomResource {
  /** How many replicas were seen running on exactly these secrets. */
  declare readonly replicas: pulumi.Output<number>;
  /** How long the last flip took, its proof included. */
  declare readonly seconds: pulumi.Output<number>;
  /** The proof of the last flip; undefined of a binding that was imported or left half-way, and while no replica ran. */
  declare readonly verification: pulumi.Output<Verification | undefined>;

  constructor(name: string, args: ServiceSecretBindingArgs, opts?: pulumi.CustomResourceOptions) {
    const outputs = { serviceId: undefined, replicas: undefined, seconds: undefined, verification: undefined };
    super(resourceTypes.binding, name, { ...args, ...outputs }, opts);
  }
}

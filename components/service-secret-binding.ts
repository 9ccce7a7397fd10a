import * as pulumi from "@pulumi/pulumi";
import { resourceTypes } from "../rotation/contract.ts";
import { bindingOutputs, type bindingInputs, type bindingLook } from "../rotation/service-secret-binding.ts";
import type { Verification } from "../rotation/verification.ts";
import { unset, type Args } from "./args.ts";

/**
 * The arguments of a {@link ServiceSecretBinding}, all of them required. `rotation/service-secret-binding.ts` says what each means;
 * a property that may be missing is given as undefined.
 */
export type ServiceSecretBindingArgs = Args<typeof bindingInputs & typeof bindingLook>;

/**
 * All the secrets of one service. They are one resource, so that one `ServiceUpdate` moves them together. The resource is updated
 * when every running task of the service has exactly these secrets.
 *
 * @example
 * new ServiceSecretBinding("api", {
 *   namespace: "busflow",
 *   service: "busflow_api",
 *   secrets: {
 *     db_writer: {
 *       version: 5,
 *       secretName: "busflow_db_writer_v5",
 *       secretId: version.id,
 *       target: "busflow_db_writer",
 *       ...{ uid: "0", gid: "0", mode: "0444" },
 *     },
 *   },
 *   timeout: 300,
 *   probe: { kind: "http", path: "/healthz", port: 8080, status: 200, seconds: 30 },
 *   wave: 1,
 *   onFailure: "revert",
 *   ...{ urgent: undefined, reconnect: undefined, live: undefined },
 * });
 */
export class ServiceSecretBinding extends pulumi.CustomResource {
  /** How many replicas were seen running on exactly these secrets. */
  declare readonly replicas: pulumi.Output<number>;
  /** How many seconds the last flip took, its proof included. */
  declare readonly seconds: pulumi.Output<number>;
  /** The proof of the last flip. It is undefined when the binding was imported or left half-way, or no replica of its service ran. */
  declare readonly verification: pulumi.Output<Verification | undefined>;

  constructor(name: string, args: ServiceSecretBindingArgs, opts?: pulumi.CustomResourceOptions) {
    super(resourceTypes.binding, name, { ...unset(bindingOutputs), ...args }, opts);
  }
}

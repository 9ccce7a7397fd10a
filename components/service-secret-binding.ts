import * as pulumi from "@pulumi/pulumi";
import { resourceTypes } from "../rotation/contract.ts";
import { bindingOutputs, type bindingInputs, type bindingLook } from "../rotation/service-secret-binding.ts";
import type { Verification } from "../rotation/verification.ts";
import { unset, type Args } from "./args.ts";

/** What a {@link ServiceSecretBinding} is declared with. */
export type ServiceSecretBindingArgs = Args<typeof bindingInputs & typeof bindingLook>;

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
    super(resourceTypes.binding, name, { ...unset(bindingOutputs), ...args }, opts);
  }
}

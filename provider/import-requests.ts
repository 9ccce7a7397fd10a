import protocol from "@pulumi/pulumi/proto/provider_pb.js";

/**
 * Lets `pulumi import` through to the provider's `read`: its request comes without properties, and the SDK (seen in 3.256
 * and 3.270) stops at that before it asks the provider. `read` gets an empty object instead.
 */
export function acceptImports(): void {
  const { prototype } = protocol.ReadRequest;
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its request below
  const { getProperties } = prototype;
  const none = { toJavaScript: () => ({}) } as ReturnType<typeof getProperties>;
  prototype.getProperties = function (this: InstanceType<typeof protocol.ReadRequest>) {
    return getProperties.call(this) ?? none;
  };
}

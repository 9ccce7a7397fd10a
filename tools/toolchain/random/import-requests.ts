// An import is a read request without properties, and the SDK (seen in 3.256 and 3.270) stops at that with "Cannot read
// properties of undefined" before it asks the provider. Here such a request has none, but has them.
import protocol from "@pulumi/pulumi/proto/provider_pb.js";

type ReadRequest = InstanceType<typeof protocol.ReadRequest>;

/** Lets imports through to the provider's `read`, which then gets an empty object. */
export function acceptImports(): void {
  const { prototype } = protocol.ReadRequest;
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its request below
  const { getProperties } = prototype;
  const none = { toJavaScript: () => ({}) } as ReturnType<ReadRequest["getProperties"]>;
  prototype.getProperties = function (this: ReadRequest) {
    return getProperties.call(this) ?? none;
  };
}

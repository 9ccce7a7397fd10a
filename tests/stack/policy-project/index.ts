// Declares what its config lists, whatever it is: for what the checkout's own program would never declare.
import * as pulumi from "@pulumi/pulumi";

interface Listed {
  type: string;
  name: string;
  props: Record<string, unknown>;
  opts?: { parent?: string; deleteBeforeReplace?: boolean; ignoreChanges?: string[] };
}

// The class is abstract for the sake of its types only.
const Resource = pulumi.CustomResource as unknown as new (
  ...args: ConstructorParameters<typeof pulumi.CustomResource>
) => pulumi.Resource;
const declared = new Map<string, pulumi.Resource>();
for (const { type, name, props, opts = {} } of new pulumi.Config("cases").requireObject<Listed[]>("resources")) {
  const { parent, ...others } = opts;
  const options = {
    ...others,
    ...(parent !== undefined && { parent: declared.get(parent) ?? pulumi.rootStackResource }),
  };
  const resource = type.startsWith("busflow:")
    ? new pulumi.ComponentResource(type, name, props, options)
    : new Resource(type, name, props, options);
  declared.set(name, resource);
}

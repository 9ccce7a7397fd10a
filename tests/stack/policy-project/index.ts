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

/** Puts out what it is declared with, as the program's components do. */
class Component extends pulumi.ComponentResource {
  constructor(type: string, name: string, props: Record<string, unknown>) {
    super(type, name, props);
    this.registerOutputs(props);
  }
}

const declared = new Map<string, pulumi.Resource>();
for (const { type, name, props, opts = {} } of new pulumi.Config("cases").requireObject<Listed[]>("resources")) {
  const { parent, ...others } = opts;
  const above = parent === undefined ? undefined : declared.get(parent);
  const resource = type.startsWith("busflow:")
    ? new Component(type, name, props)
    : new Resource(type, name, props, { ...others, ...(above && { parent: above }) });
  declared.set(name, resource);
}

// What the program declares, seen by Pulumi's own mocks instead of an engine.
import * as pulumi from "@pulumi/pulumi";

/** A resource as it was declared. */
export interface Declared {
  type: string;
  name: string;
  inputs: Record<string, unknown>;
}

/** What the generators make. */
const generated: Record<string, object> = {
  "random:index/randomBytes:RandomBytes": { base64: Buffer.from("a key").toString("base64") },
  "random:index/randomPassword:RandomPassword": { result: "generated" },
};

/** Declares something, and returns its resources, sorted by type and name. */
export async function declaredBy(declare: () => unknown): Promise<Declared[]> {
  const resources: Declared[] = [];
  await pulumi.runtime.setMocks({
    newResource: ({ type, name, inputs }: pulumi.runtime.MockResourceArgs) => {
      const known = inputs as Record<string, unknown>;
      if (type !== "pulumi:pulumi:Stack") resources.push({ type, name, inputs: known });
      return { id: `id of ${name}`, state: { ...known, ...generated[type] } };
    },
    call: () => ({}),
  });
  await pulumi.runtime.runInPulumiStack(() => {
    declare();
    return Promise.resolve();
  });
  await pulumi.runtime.disconnect();
  const key = ({ type, name }: Declared): string => `${type} ${name}`;
  return resources.sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

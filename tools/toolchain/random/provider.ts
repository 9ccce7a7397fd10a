import type { provider } from "@pulumi/pulumi";
import { plainProperties, type Properties } from "./envelope.ts";
import manifest from "./package.json" with { type: "json" };
import { randomBytes } from "./bytes.ts";
import { randomPassword } from "./password.ts";
import { resourceId, type RandomResource } from "./resource.ts";

/** That of the npm package @pulumi/random whose classes this plugin serves: the engine wants at least that of a plugin. */
export const version = manifest.version;

const resources = new Map<string, RandomResource>([
  ["random:index/randomBytes:RandomBytes", randomBytes],
  ["random:index/randomPassword:RandomPassword", randomPassword],
]);

/** The `random` provider, as far as this project uses it. */
export class RandomStandIn implements provider.Provider {
  readonly version = version;

  getSchema(): Promise<string> {
    const schemas = [...resources].map(([token, resource]) => [token, resource.schema()] as const);
    return Promise.resolve(
      JSON.stringify({
        name: "random",
        version,
        meta: { moduleFormat: "(.*)(?:/[^/]*)" },
        resources: Object.fromEntries(schemas),
      }),
    );
  }

  check(urn: string, _olds: Properties, news: Properties): Promise<provider.CheckResult> {
    const resource = resources.get(typeOf(urn));
    const failures = resource?.check(news) ?? [{ property: "", reason: unknownType(urn) }];
    return Promise.resolve({ inputs: news, failures });
  }

  diff(_id: string, urn: string, olds: Properties, news: Properties): Promise<provider.DiffResult> {
    const replaces = resourceOf(urn).changed(olds, news);
    return Promise.resolve({ changes: replaces.length > 0, replaces });
  }

  async create(urn: string, inputs: Properties): Promise<provider.CreateResult> {
    return { id: resourceId, outs: await resourceOf(urn).create(inputs) };
  }

  /** An import has an ID and no properties yet, and its ID is the value; anything else is the state of a resource. */
  async read(id: string, urn: string, props: Properties = {}): Promise<provider.ReadResult> {
    const resource = resourceOf(urn);
    if (Object.keys(plainProperties(props)).length > 0) return { id, props: resource.refresh(props) };
    const { inputs, state } = await resource.adopt(id);
    return { id: resourceId, props: state, inputs };
  }
}

function resourceOf(urn: string): RandomResource {
  const resource = resources.get(typeOf(urn));
  if (!resource) throw new Error(unknownType(urn));
  return resource;
}

/** The last of the types in `urn:pulumi:stack::project::parent$type::name`. */
function typeOf(urn: string): string {
  return urn.split("::")[2]?.split("$").at(-1) ?? "";
}

function unknownType(urn: string): string {
  return (
    `${typeOf(urn)} is not in this stand-in for @pulumi/random, which has RandomPassword and RandomBytes only; ` +
    "it needs the official random plugin"
  );
}

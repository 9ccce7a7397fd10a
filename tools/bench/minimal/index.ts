// The smallest program with our three providers, written the ordinary way: it declares each provider and one resource of each.
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

class SwarmProvider extends pulumi.ProviderResource {
  constructor() {
    super("swarm", "swarm");
  }
}

class StackSwarm extends pulumi.CustomResource {
  constructor(opts: pulumi.CustomResourceOptions) {
    super("swarm:index:StackSwarm", "swarm", { swarm: undefined, movedFrom: undefined }, opts);
  }
}

const provider = new random.Provider("random");
const { base64 } = new random.RandomBytes("value", { length: 32 }, { provider });
new docker.Secret("minimal", { name: "minimal", data: base64 }, { provider: new docker.Provider("docker") });
new StackSwarm({ provider: new SwarmProvider() });

// What the engine configures the provider with: the Swarm that the stack belongs to, as its state has it. A refresh and a destroy
// begin with that and run no program; where another Swarm answers, none of the stack's resources may be taken for gone.
import type { ConfigurationRules } from "../pulumi-sdk/provider-server.ts";
import { foreignSwarm } from "../rotation/foreign-swarm.ts";
import { connect } from "../swarm/engine/client.ts";

/** The provider's own properties, in the program and in the state. */
interface ProviderProperties {
  /** The stack's name, for what is said. */
  stack?: string;
  /** The ID of the Swarm that the stack belongs to. */
  swarm?: string;
  /** The ID of the Swarm that the stack config names, and to which it may move. */
  moveTo?: string;
}

/** Refuses to work on another Swarm than the stack's own. */
export const configurationRules: ConfigurationRules<ProviderProperties> = {
  refusal: async ({ swarm, stack = "" }) => {
    if (swarm === undefined) return undefined;
    // Without a way to the Swarm nothing is read from it. A preview may do without one.
    const live = await connect().then(
      ({ swarmId }) => swarmId,
      () => swarm,
    );
    return live === swarm ? undefined : foreignSwarm(swarm, live, stack).message;
  },
  refusalOfChange: (olds, { swarm, moveTo, stack = "" }) => {
    if (olds.swarm === undefined || swarm === undefined || [olds.swarm, moveTo].includes(swarm)) return undefined;
    return foreignSwarm(olds.swarm, swarm, stack).message;
  },
};

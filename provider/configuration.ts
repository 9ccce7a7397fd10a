// The check of the provider's configuration, which names the Swarm that the stack belongs to, as the state has it. A refresh and a
// destroy run no program: they begin with this check. On another Swarm the stack's resources would all look deleted, so the
// provider refuses it.
import type { ConfigurationRules } from "../pulumi-sdk/provider-server.ts";
import { foreignSwarm } from "../rotation/foreign-swarm.ts";
import { connect } from "../swarm/engine/client.ts";

/** The properties of the provider itself, in the program and in the state. */
interface ProviderProperties {
  /** The stack's name, for messages. */
  stack?: string;
  /** The ID of the Swarm that the stack belongs to. */
  swarm?: string;
  /** The ID of the Swarm that the stack config names, to which alone the stack may move. */
  moveTo?: string;
}

/** The rules by which the provider refuses to work on another Swarm than the stack's own. */
export const configurationRules: ConfigurationRules<ProviderProperties> = {
  refusal: async ({ swarm, stack = "" }) => {
    if (swarm === undefined) return undefined;
    // Without a way to the Swarm nothing is read from it, so nothing can be mistaken. A preview may do without one.
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

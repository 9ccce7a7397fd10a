import * as pulumi from "@pulumi/pulumi";
import { resourceTypes } from "../rotation/contract.ts";
import { foreignSwarm } from "../rotation/foreign-swarm.ts";
import type { Guards } from "../rotation/guards.ts";
import { stackSwarmOutputs, stackSwarmPast, type stackSwarmInputs } from "../rotation/stack-swarm.ts";
import { UserError } from "../rotation/user-error.ts";
import { isOutOfReach } from "../swarm/engine/errors.ts";
import { unset, type Args } from "./args.ts";
import { swarmConnection } from "./swarm-connection.ts";

/** Which Swarm the stack belongs to. The provider refuses another one, at preview already. */
class StackSwarm extends pulumi.CustomResource {
  declare readonly swarm: pulumi.Output<string | undefined>;
  declare readonly movedFrom: pulumi.Output<string | undefined>;

  constructor(args: Args<typeof stackSwarmInputs>, opts?: pulumi.CustomResourceOptions) {
    // What is added for the policies says nothing that the change of the guards does not say.
    const hidden = { ...opts, hideDiffs: Object.keys(stackSwarmPast) };
    super(resourceTypes.stackSwarm, "swarm", { ...unset(stackSwarmOutputs), ...args }, hidden);
  }
}

/** How the stack is related to the Swarm that answers and to which it belongs. */
export interface Tie {
  /** Whether the stack is moving to it from another one. */
  readonly isMoving: boolean;
}

/**
 * Ties the stack to the Swarm that answers, unless it belongs to one already.
 *
 * @param named the Swarm that the stack config names; undefined when it names none
 * @param guards what guards the stack, for the state
 * @throws UserError when the config names another Swarm than the one that answers
 * @throws RotationError when the stack belongs to another Swarm, even when `--target` keeps the engine from comparing them
 * @throws SwarmError as `connect` does, except in a preview without a way to the Swarm
 */
export async function tieToSwarm(
  named: string | undefined,
  guards: Guards,
  opts: pulumi.CustomResourceOptions,
): Promise<Tie> {
  const live = await liveSwarm();
  if (named !== undefined && live !== undefined && named !== live) {
    throw new UserError({
      code: "another-swarm-named",
      path: ["swarm"],
      problem: `the stack config names the Swarm ${named}, and what answers is the Swarm ${live}.`,
      remedy:
        "Point DOCKER_HOST, or the Docker context, at a manager of the one that is named, or take the key out of the stack config.",
    });
  }
  const { swarm, movedFrom } = new StackSwarm({ swarm: live, moveTo: named, guards }, opts);
  // Without a way to the Swarm there is nothing to compare. A preview of a stack that belongs to no Swarm yet would wait without
  // end for the ID.
  if (live === undefined) return { isMoving: false };
  const [own, from] = await new Promise<readonly (string | undefined)[]>((resolve) => {
    pulumi.all([swarm, movedFrom]).apply(resolve);
  });
  if (own !== undefined && own !== live) throw foreignSwarm(own, live, pulumi.getStack());
  return { isMoving: from !== undefined && from !== "" };
}

async function liveSwarm(): Promise<string | undefined> {
  try {
    return (await swarmConnection()).swarmId;
  } catch (error) {
    // The checks of the inventory against the Swarm say so.
    if (pulumi.runtime.isDryRun() && isOutOfReach(error)) return undefined;
    throw error;
  }
}

// The properties of a `StackSwarm`: which Swarm the stack belongs to.
import { optional, text, type Kept } from "./properties.ts";

export const stackSwarmInputs = {
  swarm: optional(text, "The ID of the Swarm that answers. Left out in a preview without a way to it."),
  moveTo: optional(
    text,
    "The ID of the Swarm that the stack config names under `swarm`. The stack moves to no other one.",
  ),
};

/** What the Swarm of a stack is declared with. */
export type StackSwarmInputs = Kept<typeof stackSwarmInputs>;

export const stackSwarmOutputs = {
  swarm: optional(text, "The ID of the Swarm that the stack belongs to."),
  movedFrom: optional(
    text,
    "The ID of the Swarm that the stack is moving away from, as long as the stack config names the one that it moves to. Otherwise it is empty.",
  ),
};

/** What the state has of the Swarm of a stack. */
export type StackSwarmState = Kept<typeof stackSwarmOutputs>;

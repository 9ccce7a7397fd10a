// The properties of a `StackSwarm`: which Swarm the stack belongs to, and what guards the stack.
import type { Guards } from "./guards.ts";
import { any, optional, text, type Kept } from "./properties.ts";

const guards = optional(
  any<Guards>(),
  "What guards the stack, by its config. The state keeps it, to be compared with the next run's.",
);

export const stackSwarmInputs = {
  swarm: optional(text, "The ID of the Swarm that answers. Left out in a preview without a way to it."),
  moveTo: optional(
    text,
    "The ID of the Swarm that the stack config names under `swarm`. The stack moves to no other one.",
  ),
  guards,
};

/** What the Swarm of a stack is declared with. */
export type StackSwarmInputs = Kept<typeof stackSwarmInputs>;

/** The guards that the state has from the last run. */
export interface FormerGuards {
  readonly guards: Guards;
  /**
   * When the provider looked, as ISO 8601. With `--target` the engine repeats what an earlier run was declared with, and the guards
   * from before that run are past.
   */
  readonly seenAt: string;
}

/** What the provider's check adds for the policies, which see what is declared and nothing of the state. */
export const stackSwarmPast = {
  formerGuards: optional(
    any<FormerGuards>(),
    "The guards that the last run has left in the state. Left out when they are the same, or when it has left none.",
  ),
};

export const stackSwarmOutputs = {
  swarm: optional(text, "The ID of the Swarm that the stack belongs to."),
  movedFrom: optional(
    text,
    "The ID of the Swarm that the stack is moving away from, as long as the stack config names the one that it moves to. Otherwise it is empty.",
  ),
  guards,
};

/** What the state has of the Swarm of a stack. */
export type StackSwarmState = Kept<typeof stackSwarmOutputs>;

/** What the provider makes of the inputs. */
export type CheckedStackSwarm = StackSwarmState & Kept<typeof stackSwarmPast>;

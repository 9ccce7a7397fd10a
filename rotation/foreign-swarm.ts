import { RotationError } from "./rotation-error.ts";

/**
 * The refusal to work on another Swarm than the one that the stack belongs to.
 *
 * @param own the ID of the stack's Swarm
 * @param live the ID of the Swarm that answers
 */
export function foreignSwarm(own: string, live: string, stack: string): RotationError {
  return new RotationError({
    code: "another-swarm",
    problem: `The stack ${stack} belongs to the Swarm ${own}, and what answers is the Swarm ${live}.`,
    remedy:
      `Point DOCKER_HOST, or the Docker context, at a manager of the stack's own Swarm. If that Swarm was rebuilt, or the stack is to move, say so\n` +
      `(docs/runbook.md, "Another Swarm"):\npulumi config set --stack ${stack} swarm ${live}`,
  });
}

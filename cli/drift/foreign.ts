// FOREIGN: references across the stack's border: a secret of others at a target that the stack declares, and a service of others that
// uses the stack's secrets.
import { ofNamespace } from "../../rotation/bound.ts";
import { heldTargets } from "../../swarm/flip/held-targets.ts";
import type { Compared, DriftFinding } from "./finding.ts";

/** References of the stack's services to secrets of others, and the other way round. */
export function foreign({ inventory, facts }: Compared): DriftFinding[] {
  const { namespace, services } = inventory;
  const owns = ofNamespace(namespace, facts.others);
  const taken = services.flatMap(({ serviceName, secrets }) => {
    const others = (facts.services.get(serviceName)?.references ?? []).filter(({ secretName }) => !owns(secretName));
    return heldTargets(secrets, others).map(({ target, secretName }): DriftFinding => {
      return {
        ...{ kind: "FOREIGN", subject: serviceName },
        problem: `sees ${secretName}, a secret of others, at ${target}`,
        remedy: "Set takeover: true on the reference, or choose another target.",
      };
    });
  });
  const known = new Set(services.map(({ serviceName }) => serviceName));
  const users = [...facts.services.values()].flatMap(({ name, references }) => {
    if (known.has(name)) return [];
    return references
      .filter(({ secretName }) => owns(secretName) && facts.secrets.has(secretName))
      .map(({ secretName }): DriftFinding => {
        return {
          ...{ kind: "FOREIGN", subject: name },
          problem: `uses ${secretName}, and is no service of the stack`,
          remedy: `Declare it under services: no rotation moves it, and ${secretName} cannot be retired.`,
        };
      });
  });
  return [...taken, ...users];
}

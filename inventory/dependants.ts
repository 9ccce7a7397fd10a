// Dependants are services that hold connections made with a secret. They are resolved to their names on the Swarm here, once.
import type { Steps } from "../rotation/config-path.ts";
import { problem, type Problem } from "./problems.ts";
import type { Secret } from "./secrets.ts";
import type { Service } from "./services.ts";

/**
 * Gives each secret its dependants by their names on the Swarm, each of them once. The stack config names a dependant by a
 * service's key or by its name on the Swarm; by the latter it may also name a service that it does not declare. A name that is the
 * key of one service and the name on the Swarm of another one could mean either: it goes to `problems`.
 */
export function resolveDependants(
  secrets: readonly Secret[],
  services: readonly Service[],
  problems: Problem[],
): Secret[] {
  const byKey = new Map(services.map((service) => [service.name, service]));
  const bySwarmName = new Map(services.map((service) => [service.serviceName, service]));
  return secrets.map((secret) => {
    const dependants = secret.dependants.map((name, index) => {
      const [keyed, named] = [byKey.get(name), bySwarmName.get(name)];
      if (keyed !== undefined && named !== undefined && keyed !== named) {
        problems.push(ambiguous(["secrets", secret.logicalName, "dependants", index], keyed, named));
      }
      return keyed?.serviceName ?? name;
    });
    return { ...secret, dependants: [...new Set(dependants)] };
  });
}

function ambiguous(path: Steps, keyed: Service, named: Service): Problem {
  const { name, serviceName } = keyed;
  return problem(
    path,
    "ambiguous-dependant",
    `${name} is the key of the service that is ${serviceName} on the Swarm, and the name on the Swarm of the service ${named.name}.`,
    `Use ${serviceName} for the one or ${named.name} for the other; if these two names are ambiguous as well, give one of the services another key.`,
  );
}

// MISSING: what a `docker stack deploy` or the next run needs, and the Swarm does not have.
import { consumersOf } from "../../inventory/services.ts";
import { formatSecretName } from "../../rotation/secret-name.ts";
import type { Compared, DriftFinding } from "./finding.ts";

/** Declared versions and services that the Swarm does not have. */
export function missing({ inventory, facts, stack }: Compared): DriftFinding[] {
  const { namespace, secrets, services } = inventory;
  const versions = secrets.flatMap((secret) =>
    secret.versions.flatMap((version): DriftFinding[] => {
      const name = formatSecretName(namespace, secret.logicalName, version);
      if (facts.secrets.has(name)) return [];
      const entry = facts.ledgers.get(secret.logicalName)?.versions[version];
      const role = version === secret.current ? "declared as current" : "kept as the way back";
      const problem = entry === undefined ? "declared, not applied yet" : `${role}, not on the Swarm`;
      return [finding(name, secret.logicalName, problem, `pulumi up --stack ${stack}`)];
    }),
  );
  const absent = services.flatMap(({ serviceName }): DriftFinding[] =>
    facts.services.has(serviceName) ? [] : [finding(serviceName, undefined, "declared, not on the Swarm", deploy)],
  );
  const dependants = secrets.flatMap(({ logicalName, dependants: names }) =>
    names.flatMap((name): DriftFinding[] =>
      facts.services.has(name) || consumersOf(logicalName, services).some(({ serviceName }) => serviceName === name)
        ? []
        : [finding(name, logicalName, `dependant of ${logicalName}, not on the Swarm`, deploy)],
    ),
  );
  return [...versions, ...absent, ...dependants];
}

const deploy = "Deploy it, or take it out of the stack config.";

function finding(subject: string, secret: string | undefined, problem: string, remedy: string): DriftFinding {
  return { kind: "MISSING", subject, ...(secret !== undefined && { secret }), problem, remedy };
}

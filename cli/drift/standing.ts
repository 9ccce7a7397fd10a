// ROLLED BACK, PAUSED, STUCK, UNBOUND: services that do not stand on what is declared. One finding for each service and secret.
import { versionsOf } from "../../rotation/bound.ts";
import type { Service } from "../../inventory/services.ts";
import { formatSecretName, parseSecretName } from "../../rotation/secret-name.ts";
import type { LiveService } from "../../swarm/look/look.ts";
import { deviations } from "../../swarm/look/standing.ts";
import type { Compared, DriftFinding, DriftKind } from "./finding.ts";

/** The services that do not stand on the declared versions, and those whose update is paused. */
export function notStanding(compared: Compared): DriftFinding[] {
  const { inventory, facts } = compared;
  return inventory.services.flatMap((service) => {
    const live = facts.services.get(service.serviceName);
    if (live === undefined) return [];
    const names = [...new Set(service.secrets.map(({ logicalName }) => logicalName))];
    const found = names.flatMap((logicalName) => ofSecret(compared, service, live, logicalName) ?? []);
    return found.length > 0 || !isPaused(live) ? found : [paused(compared, live)];
  });
}

function ofSecret(
  { inventory: { namespace, secrets }, standing, stack }: Compared,
  { serviceName }: Service,
  live: LiveService,
  logicalName: string,
): DriftFinding | undefined {
  const declared = secrets.find((secret) => secret.logicalName === logicalName)?.current ?? 0;
  const secretId = standing.secrets.get(formatSecretName(namespace, logicalName, declared))?.id;
  const versionOf = versionsOf(namespace, logicalName);
  // Where the declared version is not on the Swarm, every service deviates from it: what is missing says so already.
  const [deviation] = deviations(standing, [serviceName], { versionOf, secretId });
  if (deviation === undefined) return undefined;
  const asked = live.references.flatMap(({ secretName }) => versionOf(secretName) ?? []);
  const isUnbound = asked.length === 0;
  const others = asked.filter((version) => version !== declared);
  const problem = isUnbound
    ? `has no reference to ${logicalName}, declared v${declared}`
    : others.length > 0
      ? `runs ${logicalName} v${others.join(", v")}, declared v${declared}`
      : `${inWords(deviation.what, namespace)}, declared v${declared}`;
  return {
    ...{ kind: isUnbound ? "UNBOUND" : kindOf(live), subject: serviceName, secret: logicalName, problem },
    cause: live.lastChange,
    remedy: `pulumi up --stack ${stack}`,
  };
}

function kindOf(live: LiveService): DriftKind {
  if (isPaused(live)) return "PAUSED";
  return live.update?.state.startsWith("rollback_") === true ? "ROLLED BACK" : "STUCK";
}

function isPaused({ update }: LiveService): boolean {
  return update?.state === "paused" || update?.state === "rollback_paused";
}

function paused({ stack }: Compared, { name, update }: LiveService): DriftFinding {
  const said = update?.message ?? "";
  return {
    ...{ kind: "PAUSED", subject: name },
    problem: `its update has stopped${said === "" ? "" : `: ${said}`}`,
    remedy: `docker service ps --no-trunc ${name}; then pulumi up --stack ${stack}`,
  };
}

/** A deviation with short names: `still runs on db_reader v4`. */
function inWords(what: string, namespace: string): string {
  return what.replaceAll(/\S+_v\d+/g, (name) => {
    const parsed = parseSecretName(name, namespace);
    return parsed === undefined ? name : `${parsed.logicalName} v${parsed.version}`;
  });
}

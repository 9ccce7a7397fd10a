import { noGroup } from "../rotation/groups.ts";
import { formatMode } from "../rotation/mode.ts";
import { probeText, type ClassGuards, type Guards, type SecretGuards, type ServiceGuards } from "../rotation/guards.ts";
import { isProtectedStack } from "../rotation/protection.ts";
import type { SecretClass } from "./classes.ts";
import type { Inventory } from "./inventory.ts";
import type { Secret } from "./secrets.ts";
import type { Service } from "./services.ts";

/** What guards a stack, by its config. The same config always gives the same text in JSON. */
export function guardsOf(inventory: Inventory, stack: string): Guards {
  const { namespace, classes, secrets, services, composeFiles, tenantColumns, requireSwarm, retentionHours } =
    inventory;
  return {
    namespace,
    protect: isProtectedStack(stack, inventory.protect),
    ...(requireSwarm !== undefined && { requireSwarm }),
    retentionHours,
    classes: Object.fromEntries(
      [...classes].flatMap(([name, known]) => (known === undefined ? [] : [[name, classGuards(known)]])),
    ),
    secrets: Object.fromEntries(
      secrets.map((secret) => [secret.logicalName, secretGuards(secret, classes.get(secret.class))]),
    ),
    services: Object.fromEntries(services.map((service) => [service.serviceName, serviceGuards(service)])),
    composeFiles,
    tenantColumns: Object.fromEntries(tenantColumns.map(({ table, column, aead }) => [`${table}.${column}`, aead])),
  };
}

function classGuards({ owner, cadence, connections, retentionHours }: SecretClass): ClassGuards {
  return { owner, cadence, connections, ...(retentionHours !== undefined && { retentionHours }) };
}

function secretGuards(secret: Secret, secretClass: SecretClass | undefined): SecretGuards {
  const { owner, cadence, source, group, dependants, release } = secret;
  return {
    class: secret.class,
    ...(owner !== secretClass?.owner && { owner }),
    ...(cadence !== secretClass?.cadence && { cadence }),
    ...(source.kind === "random" && { random: { length: source.length, special: source.special } }),
    ...(release === true && { release }),
    ...(group !== undefined && group !== noGroup && { group }),
    ...(dependants.length > 0 && { dependants: dependants.toSorted() }),
  };
}

function serviceGuards({ name, secrets, probe, wave, onFailure, release }: Service): ServiceGuards {
  const modes = new Map<string, number>();
  for (const { logicalName, mode } of secrets) modes.set(logicalName, (modes.get(logicalName) ?? 0) | mode);
  const files = Map.groupBy(secrets, ({ logicalName }) => logicalName);
  return {
    key: name,
    secrets: Object.fromEntries([...modes].map(([logicalName, mode]) => [logicalName, formatMode(mode)])),
    readers: Object.fromEntries([...files].map(([logicalName, own]) => [logicalName, readersOf(own)])),
    ...(release === true && { release }),
    ...(probe !== undefined && { probe: probeText(probe) }),
    wave,
    onFailure,
  };
}

/** Who may read files because they are theirs. Root may in any case. */
function readersOf(files: Service["secrets"]): string[] {
  const readers = files.flatMap(({ uid, gid, mode }) => [
    ...((mode & 0o400) !== 0 && uid !== "0" ? [`uid ${uid}`] : []),
    ...((mode & 0o040) !== 0 && gid !== "0" ? [`gid ${gid}`] : []),
  ]);
  return [...new Set(readers)].sort();
}

// What a rotation does to the services, in the words of `pulumi preview`.
import type { Inventory } from "../../inventory/inventory.ts";
import { declaredSecrets } from "../../inventory/services.ts";
import { formatSecretName } from "../../rotation/secret-name.ts";
import type { BindingInputs } from "../../rotation/service-secret-binding.ts";
import { UserError } from "../../rotation/user-error.ts";
import { isJob } from "../../swarm/engine/service.ts";
import { changeOf } from "../../swarm/flip/binding-change.ts";
import { describeBinding } from "../../swarm/flip/binding-words.ts";
import { liveBinding } from "../../swarm/look/live-binding.ts";
import type { Reading } from "../reading.ts";

/** What happens to one service. */
export interface ServiceMove {
  /** Its key in the stack config. */
  readonly name: string;
  readonly serviceName: string;
  readonly wave: number;
  /** The line of `pulumi preview`: "api   db_writer v1 → v2   restarts 2 replicas, wave 1". */
  readonly says: string;
}

/**
 * What happens to the services of some secrets, in the order of their waves.
 *
 * @param after what will be declared
 * @param names the secrets' logical names
 * @throws UserError when a service is not on the Swarm, SwarmError when it is a job
 */
export function serviceMoves({ facts, standing }: Reading, after: Inventory, names: readonly string[]): ServiceMove[] {
  const { namespace, secrets, services } = after;
  const versions = new Map(secrets.map(({ logicalName, current }) => [logicalName, current]));
  const users = services.filter((service) => service.secrets.some(({ logicalName }) => names.includes(logicalName)));
  const moves = users.flatMap((service): ServiceMove[] => {
    const { name, serviceName, timeout, probe, wave, onFailure } = service;
    const found = facts.services.get(serviceName);
    if (found === undefined) {
      const remedy = "Deploy it first, correct its name (serviceName), or take it out of the stack config.";
      throw new UserError(`The Swarm has no service ${serviceName}, which has ${names.join(" or ")}.`, remedy);
    }
    if (found.job !== undefined) throw isJob(serviceName, found.job);
    const bound = declaredSecrets(service, (logicalName) => {
      const version = versions.get(logicalName) ?? 0;
      const secretName = formatSecretName(namespace, logicalName, version);
      return { version, name: secretName, id: standing.secrets.get(secretName)?.id ?? "" };
    });
    const news: BindingInputs = {
      ...{ namespace, service: serviceName, secrets: bound, timeout, wave, onFailure },
      ...(probe !== undefined && { probe }),
    };
    const targets = service.secrets.map(({ target }) => target);
    const live = liveBinding(found, targets, namespace, facts.others);
    const change = changeOf(undefined, news, live);
    if (change === undefined) return [];
    return [{ name, serviceName, wave, says: describeBinding({ name, olds: undefined, news, live, change }) }];
  });
  return moves.sort((a, b) => a.wave - b.wave || (a.name < b.name ? -1 : 1));
}

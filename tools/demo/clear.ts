// Removes from the private Swarm what the dev stack made there, when nothing can manage it any more.
import type Docker from "dockerode";
import pWaitFor from "p-wait-for";
import { ledgerLabels } from "../../rotation/labels.ts";
import { UserError } from "../../rotation/user-error.ts";

/** How long the services' tasks may take to leave their network, in milliseconds. */
const limitMs = 60_000;
const lookEveryMs = 200;

/**
 * Removes the services that were deployed as a stack, their network, and the secrets and ledgers of a namespace.
 *
 * @param namespace the name of the stack of services and of the secrets
 * @returns what was removed, as words; undefined when there was nothing
 * @throws UserError when something else on that Swarm uses them
 */
export async function clearNamespace(docker: Docker, namespace: string): Promise<string | undefined> {
  const ofStack = stackFilter(namespace);
  const ofNamespace = { label: [`${ledgerLabels.namespace}=${namespace}`] };
  const services = await docker.listServices({ filters: ofStack });
  const secrets = await docker.listSecrets({ filters: ofNamespace });
  const ledgers = await docker.listConfigs({ filters: ofNamespace });
  try {
    for (const { ID } of services) await docker.getService(ID).remove();
    for (const { ID } of secrets) await docker.getSecret(ID).remove();
    for (const { ID } of ledgers) await docker.getConfig(ID).remove();
    await removeNetworks(docker, namespace);
  } catch (error) {
    throw new UserError(
      `What the dev stack had made on the private Swarm cannot be removed: ${error instanceof Error ? error.message : String(error)}`,
      "Take away what uses it, or all of that Swarm: npm run sandbox -- reset",
    );
  }
  const counted = [counts(services, "service"), counts(secrets, "secret"), counts(ledgers, "ledger")];
  const what = counted.filter((words) => words !== undefined);
  return what.length === 0 ? undefined : what.join(", ");
}

/** Removes networks. That works once the last task has left them, and only then can a stack of that name be deployed again. */
export async function removeNetworks(docker: Docker, namespace: string): Promise<void> {
  const filters = stackFilter(namespace);
  let refusal: Error | undefined;
  const areGone = async (): Promise<boolean> => {
    const networks = await docker.listNetworks({ filters });
    try {
      for (const { Id } of networks) await docker.getNetwork(Id).remove();
    } catch (error) {
      refusal = error instanceof Error ? error : new Error(String(error));
    }
    return networks.length === 0;
  };
  const fallback = (): never => {
    throw refusal ?? new Error("its network does not go");
  };
  await pWaitFor(areGone, { interval: lookEveryMs, timeout: { milliseconds: limitMs, fallback } });
}

const stackFilter = (namespace: string) => ({ label: [`com.docker.stack.namespace=${namespace}`] });

function counts({ length }: readonly unknown[], noun: string): string | undefined {
  return length === 0 ? undefined : `${length} ${noun}${length === 1 ? "" : "s"}`;
}

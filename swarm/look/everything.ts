// The whole Swarm as it is at one moment, for commands that only read. However many services and secrets there are, it takes five
// requests.
import { namePrefix } from "../../rotation/secret-name.ts";
import type { Connection } from "../engine/client.ts";
import { explain } from "../engine/engine-failure.ts";
import { Patience } from "../engine/patience.ts";
import { listSecrets } from "../engine/secrets.ts";
import { lookAtLedgers, type LedgerTexts } from "../ledger/store.ts";
import { factsOf, listServices, type SwarmFacts } from "./look.ts";
import { readNodes, type Standing, type StandingTask } from "./standing.ts";

/** One reading of the Swarm, as the rules about declarations and as those about replicas look at it. */
export interface Everything {
  facts: SwarmFacts;
  standing: Standing;
  /** The texts of the namespace's ledgers and logs, by the secret's logical name. */
  ledgerTexts: ReadonlyMap<string, LedgerTexts>;
}

/**
 * Looks at every service, task, secret and node, and at the ledgers of a namespace.
 *
 * @param patience the time that all of it has; default a minute
 * @throws SwarmError `bad-ledger`, `refused`, `unreachable`
 */
export async function lookAtEverything(
  { engine, swarmId }: Connection,
  namespace: string,
  patience = new Patience(),
): Promise<Everything> {
  try {
    // The services are read before their tasks: what a service stops asking for after the first read, its tasks show at the second.
    const services = await patience.read(() => listServices(engine));
    const [tasks, all, ledgers, nodes] = await Promise.all([
      patience.read(() => engine.request<StandingTask[]>("/tasks")),
      patience.read(() => listSecrets(engine)),
      lookAtLedgers(engine, namespace, patience),
      readNodes(engine, patience),
    ]);
    const secrets = all.filter(({ name }) => name.startsWith(namePrefix(namespace)));
    const standing = { services, tasks, secrets: new Map(all.map((secret) => [secret.name, secret])), nodes };
    const facts = factsOf({ swarmId, namespace, services, secrets, ledgers });
    return { facts, standing, ledgerTexts: ledgers.texts };
  } catch (error) {
    throw explain(error, "the services and their tasks");
  }
}

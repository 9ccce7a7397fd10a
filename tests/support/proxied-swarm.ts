import { connect, type Connection } from "../../swarm/engine/client.ts";
import {
  countingProxy,
  type EngineProxy,
  type Interference,
  type SeenRequest,
} from "../../tools/sandbox/engine-proxy.ts";
import { TestServices } from "./services.ts";

/** The private Swarm as a suite sees it: through a proxy that counts what is sent, with services of the suite's own. */
export class ProxiedSwarm {
  services!: TestServices;
  proxy!: EngineProxy;
  connection!: Connection;
  /** What the proxy does with a request; nothing at the beginning of each test. */
  interfere: (request: SeenRequest) => Interference | Promise<Interference> = () => undefined;
}

/**
 * Prepares the Swarm for the tests of one `describe`, and removes what they made there.
 *
 * @param prepare makes what all the tests need, secrets say
 */
export function useProxiedSwarm(
  prepare: (services: TestServices) => Promise<void> = () => Promise.resolve(),
): ProxiedSwarm {
  const swarm = new ProxiedSwarm();
  before(async () => {
    swarm.services = await TestServices.create();
    swarm.proxy = await countingProxy({ interfere: (request) => swarm.interfere(request) });
    swarm.connection = await connect(swarm.proxy.host);
    await prepare(swarm.services);
  });
  beforeEach(() => {
    swarm.interfere = () => undefined;
    swarm.proxy.requests.length = 0;
  });
  after(async () => {
    await swarm.proxy.close();
    await swarm.services.remove();
  });
  return swarm;
}

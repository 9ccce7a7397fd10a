import assert from "node:assert/strict";
import { Agent, get, type IncomingMessage } from "node:http";
import { adoptingProxy } from "../../tools/stack/adopting-proxy.ts";
import { countingProxy, fakeEngine } from "../../tools/sandbox/engine-proxy.ts";
import { withEnvironment } from "../support/environment.ts";

/** What an engine of a Swarm answers to those who look whether it is one. */
const manager = {
  "/version": { ApiVersion: "1.41", Version: "20.10.24" },
  "/info": { Swarm: { NodeID: "one", LocalNodeState: "active", ControlAvailable: true } },
};

describe("a connection that a client keeps for its next request", () => {
  let engine: { host: string; close: () => Promise<void> };

  before(async () => {
    engine = await fakeEngine(manager);
  });

  after(() => engine.close());

  const proxies = {
    "the proxy that counts": () => withEnvironment({ DOCKER_HOST: engine.host }, () => countingProxy()),
    "the proxy that adopts": () => adoptingProxy({ ...process.env, DOCKER_HOST: engine.host }),
  };
  for (const [name, start] of Object.entries(proxies)) {
    it(`is never ended by ${name}: no limit is said`, async () => {
      const proxy = await start();
      const agent = new Agent({ keepAlive: true });
      try {
        const { headers } = await answerOf(proxy.host, agent);
        assert.equal(headers.connection, "keep-alive");
        assert.equal(headers["keep-alive"], undefined);
      } finally {
        agent.destroy();
        await proxy.close();
      }
    });
  }

  function answerOf(host: string, agent: Agent): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const options = { socketPath: host.replace("unix://", ""), path: "/version", agent };
      get(options, (answer) => {
        resolve(answer.resume());
      }).on("error", reject);
    });
  }
});

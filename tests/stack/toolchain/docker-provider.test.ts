// What the Docker plugin does when it is configured, in the words of the official one: it looks for an engine at once. The program's
// previews without a Swarm have to get along with it.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { createServer, type Server } from "node:http";
import path from "node:path";
import { useTempDir } from "../../support/temp-dir.ts";
import { startDockerPlugin, type DockerPlugin } from "./docker-plugin.ts";

const failure =
  /docker native provider returned an unexpected error from Configure: failed to connect to any docker daemon/;

describe("the Docker plugin, when it is configured", function () {
  this.timeout(180_000);

  const folder = useTempDir();
  const started: (() => Promise<void>)[] = [];

  afterEach(async () => {
    for (const stop of started.splice(0)) await stop();
  });

  async function plugin(environment: Record<string, string> = {}): Promise<DockerPlugin> {
    const running = await startDockerPlugin({ HOME: folder(), PATH: "", ...environment });
    started.push(running.stop);
    return running;
  }

  /** An engine that knows nothing but how to answer a ping. */
  async function pingable(socket: string): Promise<{ host: string; asked: string[] }> {
    mkdirSync(path.dirname(socket), { recursive: true });
    const asked: string[] = [];
    const server: Server = createServer((request, answer) => {
      const what = (request.url ?? "").replace(/^\/v[\d.]+/, "");
      asked.push(what);
      answer.setHeader("api-version", "1.41").setHeader("content-type", "application/json");
      answer.statusCode = what === "/_ping" ? 200 : 404;
      answer.end(answer.statusCode === 200 ? "OK" : '{"message":"no such thing"}');
    });
    await new Promise<void>((resolve) => server.listen(socket, resolve));
    started.push(async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    });
    return { host: `unix://${socket}`, asked };
  }

  const nowhere = (): string => `unix://${folder()}/no.sock`;

  it("asks the engine of its config, and not that of DOCKER_HOST, for a sign of life", async () => {
    const [configured, other] = [await pingable(`${folder()}/a.sock`), await pingable(`${folder()}/b.sock`)];
    await (await plugin({ DOCKER_HOST: other.host })).configure({ host: configured.host });
    assert.deepEqual(configured.asked, ["/_ping"]);
    assert.deepEqual(other.asked, []);
  });

  it("asks that of DOCKER_HOST where its config names none", async () => {
    const { host, asked } = await pingable(`${folder()}/a.sock`);
    await (await plugin({ DOCKER_HOST: host })).configure({});
    assert.deepEqual(asked, ["/_ping"]);
  });

  it("fails when nobody answers there, whoever else would", async () => {
    const { asked } = await pingable(`${folder()}/.docker/run/docker.sock`);
    await assert.rejects((await plugin()).configure({ host: nowhere() }), failure);
    await assert.rejects((await plugin({ DOCKER_HOST: nowhere() })).configure({}), failure);
    assert.deepEqual(asked, []);
  });

  for (const place of ["run", "desktop"]) {
    it(`goes to Docker Desktop's socket in .docker/${place} where no host is named, and stays with it`, async () => {
      const { asked } = await pingable(`${folder()}/.docker/${place}/docker.sock`);
      const running = await plugin();
      await running.configure({});
      assert.deepEqual(asked, ["/_ping"]);
      await running.read();
      assert.ok(asked.includes("/secrets/gone"), asked.join(" "));
    });
  }

  it("asks nobody behind ssh, and takes the address as it is", async () => {
    const { asked } = await pingable(`${folder()}/.docker/run/docker.sock`);
    await (await plugin()).configure({ host: "ssh://no-swarm.invalid" });
    await (await plugin({ DOCKER_HOST: "ssh://no-swarm.invalid" })).configure({});
    assert.deepEqual(asked, []);
  });

  it("is not led astray by DOCKER_CONTEXT where its config says that there is no context", async () => {
    const { host, asked } = await pingable(`${folder()}/a.sock`);
    const running = await plugin({ DOCKER_CONTEXT: "elsewhere" });
    await running.configure({ host, context: "" });
    await running.read();
    assert.ok(asked.includes("/secrets/gone"), asked.join(" "));
  });
});

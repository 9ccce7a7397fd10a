// The proxy before the Docker Engine's socket, as a real nginx runs it in front of a real Engine.
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { request } from "node:http";
import path from "node:path";
import { execa } from "execa";
import { ensureMonitoringPrograms } from "../../tools/monitoring/programs.ts";
import { projectDir } from "../../tools/paths.ts";
import { countingProxy, type EngineProxy } from "../../tools/sandbox/engine-proxy.ts";
import { PlantedStack } from "../cli/planted-stack.ts";
import { eventually } from "../support/eventually.ts";
import { useFolder } from "../support/temp-dir.ts";

const read = (name: string): Promise<string> => readFile(path.join(projectDir, "monitoring", name), "utf8");

const start = (program: string, args: readonly string[]) => execa(program, args, { reject: false, stdin: "ignore" });

describe("monitoring/socket-proxy.conf", function () {
  this.timeout(300_000);
  const folder = useFolder();
  let stack: PlantedStack;
  let nginx: ReturnType<typeof start>;
  let engine: EngineProxy;
  let socket: string;

  before(async () => {
    // What nginx passes on is counted on its way to the Engine.
    stack = await PlantedStack.create();
    await stack.apply();
    engine = await countingProxy();
    socket = path.join(folder(), "proxy.sock");
    const config = (await read("socket-proxy.conf"))
      .replaceAll("/tmp/", `${folder()}/`)
      .replace("listen 2375;", `listen unix:${socket};`)
      .replace("/var/run/docker.sock", engine.host.replace("unix://", ""));
    const file = path.join(folder(), "nginx.conf");
    await writeFile(file, config);
    const { nginx: program } = await ensureMonitoringPrograms();
    nginx = start(program, ["-c", file, "-p", folder(), "-g", "daemon off;"]);
    await eventually("nginx listens", async () => (await status("GET", "/version")) === 200);
  });

  after(async () => {
    nginx.kill("SIGTERM");
    await nginx;
    await engine.close();
    await stack.clear();
  });

  /** The status of an answer; 0 where there is none. */
  function status(method: string, url: string): Promise<number> {
    return new Promise((resolve) => {
      request({ socketPath: socket, method, path: url }, (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
      })
        .on("error", () => {
          resolve(0);
        })
        .end();
    });
  }

  it("lets through what `secrets metrics` asks, and knows no question more", async () => {
    engine.requests.length = 0;
    const words = ["metrics", "--once", "--timeout", "60"];
    const { exitCode, stdout, stderr } = await stack.runWith({ DOCKER_HOST: `unix://${socket}` }, ...words);
    assert.deepEqual([exitCode, stderr], [0, ""]);
    assert.match(stdout, /^swarm_secret_up\{.*\} 1$/m);
    const [, names = ""] = /\(\?:((?:\w+\|)+\w+)\)\$ \{/.exec(await read("socket-proxy.conf")) ?? [];
    const asked = engine.requests.map((request) => request.path.slice(1));
    assert.deepEqual(asked.sort(), names.split("|").sort());
  });

  it("lets nothing else through", async () => {
    const { secretId } = stack.reference("db_reader", 1);
    const refused = [
      ["POST", "/v1.41/services/create"],
      ["POST", "/v1.41/secrets/create"],
      ["POST", "/v1.41/services"],
      ["DELETE", `/v1.41/secrets/${secretId}`],
      ["GET", `/v1.41/secrets/${secretId}`],
      ["GET", "/v1.41/containers/json"],
      ["GET", "/v1.41/swarm/unlockkey"],
      ["GET", "/v1.41/services/../containers/json"],
      ["GET", "/v1.41//containers/json"],
      ["POST", "/containers/create"],
      ["GET", "/events"],
      ["PUT", "/v1.41/nodes"],
    ] as const;
    engine.requests.length = 0;
    for (const [method, url] of refused) assert.equal(await status(method, url), 403, `${method} ${url}`);
    assert.deepEqual(engine.requests, []);
    assert.equal(await status("GET", "/v1.41/secrets"), 200);
  });
});

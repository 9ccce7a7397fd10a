// The compose file of the metrics: who gets what.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { execa } from "execa";
import { parse } from "yaml";
import { projectDir } from "../../tools/paths.ts";

const read = (name: string): Promise<string> => readFile(path.join(projectDir, "monitoring", name), "utf8");

describe("monitoring/compose.yml", () => {
  interface Service {
    volumes?: string[];
    environment?: Record<string, string>;
    networks: string[];
    secrets?: unknown;
    ports?: unknown;
    cap_drop: string[];
    read_only: boolean;
  }

  it("gives the socket to the proxy alone, and the metrics neither a secret nor a passphrase", async () => {
    const { services, networks } = parse(await read("compose.yml")) as {
      services: Record<string, Service>;
      networks: Record<string, { internal?: boolean }>;
    };
    const { "socket-proxy": proxy, metrics } = services;
    assert.deepEqual(proxy?.volumes, ["/var/run/docker.sock:/var/run/docker.sock:ro"]);
    assert.deepEqual([metrics?.volumes, metrics?.secrets], [undefined, undefined]);
    assert.deepEqual(Object.keys(metrics?.environment ?? {}), ["DOCKER_HOST"]);
    assert.deepEqual([proxy.networks, networks["engine"]?.internal], [["engine"], true]);
    for (const { cap_drop, read_only, ports } of Object.values(services)) {
      assert.deepEqual([cap_drop, read_only, ports], [["ALL"], true, undefined]);
    }
  });

  it("is what the Docker CLI deploys", async () => {
    const images = { METRICS_IMAGE: "metrics", NGINX_IMAGE: "nginx" };
    const env = { STACK: "prod", ...images, DOCKER_HOST: "unix:///nowhere" };
    const file = path.join(projectDir, "monitoring", "compose.yml");
    const deploy = await execa("docker", ["stack", "deploy", "--compose-file", file, "x"], { env, reject: false });
    // The file is read before the Engine is asked.
    assert.match(deploy.stderr, /Cannot connect to the Docker daemon|error during connect/);
  });
});

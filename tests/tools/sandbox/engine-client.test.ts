import assert from "node:assert/strict";
import { createServer } from "node:http";
import path from "node:path";
import process from "node:process";
import { dockerAt } from "../../../tools/sandbox/engine-client.ts";
import { useTempDir } from "../../support/temp-dir.ts";

describe("the private engine's client", () => {
  const folder = useTempDir();
  const names = ["DOCKER_HOST", "DOCKER_TLS_VERIFY", "DOCKER_CERT_PATH"] as const;
  const before = names.map((name) => process.env[name]);

  afterEach(() => {
    for (const [index, name] of names.entries()) {
      const value = before[index];
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
  });

  for (const host of ["tcp://production.invalid:2375", "https://production.invalid", "ssh://me@production.invalid"]) {
    it(`talks to its socket while DOCKER_HOST is ${host}`, async () => {
      const socket = path.join(folder(), "docker.sock");
      const server = createServer((_, answer) => answer.end(JSON.stringify({ Version: "private" })));
      await new Promise<void>((resolve) => server.listen(socket, resolve));
      try {
        process.env["DOCKER_HOST"] = host;
        assert.equal((await dockerAt(socket, 5000).version()).Version, "private");
      } finally {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    });
  }
});

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { resolveEndpoint } from "../../../swarm/engine/endpoint.ts";
import { assertRefused } from "../../support/swarm-refusal.ts";
import { useTempDir } from "../../support/temp-dir.ts";

describe("the engine's address", () => {
  const config = useTempDir();
  const resolve = (endpoint?: string, environment: Record<string, string> = {}) =>
    resolveEndpoint(endpoint, { DOCKER_CONFIG: config(), ...environment });

  /** Writes a context as `docker context create` does. */
  function writeContext(name: string, docker: object, tls: Record<string, string> = {}): void {
    const id = createHash("sha256").update(name).digest("hex");
    const meta = path.join(config(), "contexts", "meta", id);
    mkdirSync(meta, { recursive: true });
    writeFileSync(path.join(meta, "meta.json"), JSON.stringify({ Name: name, Metadata: {}, Endpoints: { docker } }));
    const directory = path.join(config(), "contexts", "tls", id, "docker");
    mkdirSync(directory, { recursive: true });
    for (const [file, text] of Object.entries(tls)) writeFileSync(path.join(directory, file), text);
  }

  it("is the default socket when nothing says otherwise, and says so", async () => {
    const { address, source } = await resolve();
    assert.equal(address, "unix:///var/run/docker.sock");
    assert.match(source, /DOCKER_HOST and DOCKER_CONTEXT are not set/);
  });

  it("is the configured endpoint before DOCKER_HOST, DOCKER_HOST before DOCKER_CONTEXT, that before the current context", async () => {
    writeContext("named", { Host: "ssh://ops@named" });
    writeContext("current", { Host: "ssh://ops@current" });
    writeFileSync(path.join(config(), "config.json"), JSON.stringify({ currentContext: "current", auths: {} }));
    const all = { DOCKER_HOST: "unix:///a/docker.sock", DOCKER_CONTEXT: "named" };
    assert.equal((await resolve("tcp://manager:2375", all)).address, "tcp://manager:2375");
    assert.equal((await resolve(undefined, all)).address, "unix:///a/docker.sock");
    assert.equal((await resolve(undefined, { ...all, DOCKER_HOST: "" })).address, "ssh://ops@named");
    assert.equal((await resolve()).address, "ssh://ops@current");
    assert.equal((await resolve("context:named", all)).address, "ssh://ops@named");
  });

  it("takes the context `default` for none", async () => {
    assert.equal((await resolve(undefined, { DOCKER_CONTEXT: "default" })).address, "unix:///var/run/docker.sock");
    assert.equal((await resolve("context:default", { DOCKER_HOST: "unix:///a" })).address, "unix:///a");
  });

  it("comes with a context's own certificates", async () => {
    writeContext(
      "prod",
      { Host: "tcp://manager:2376" },
      { "ca.pem": "the ca", "cert.pem": "a cert", "key.pem": "a key" },
    );
    const { tls } = await resolve("context:prod", { DOCKER_TLS_VERIFY: "1", DOCKER_CERT_PATH: "/elsewhere" });
    assert.deepEqual(
      { ...tls, directory: "" },
      { directory: "", verify: true, ca: "the ca", cert: "a cert", key: "a key" },
    );
  });

  it("leaves certificates unverified only where a context says so", async () => {
    writeContext("lab", { Host: "tcp://lab:2376", SkipTLSVerify: true }, { "ca.pem": "the ca" });
    assert.equal((await resolve("context:lab")).tls?.verify, false);
  });

  it("takes certificates from DOCKER_CERT_PATH, which turns TLS on", async () => {
    writeFileSync(path.join(config(), "ca.pem"), "the ca");
    const { tls } = await resolve("tcp://manager:2376", { DOCKER_CERT_PATH: config() });
    assert.deepEqual(tls, { directory: config(), verify: true, ca: "the ca" });
    assert.equal((await resolve("tcp://manager:2375")).tls, undefined);
    assert.equal((await resolve("unix:///a", { DOCKER_TLS_VERIFY: "1" })).tls, undefined);
  });

  it("is refused when DOCKER_CERT_PATH holds no certificates", async () => {
    await assertRefused(
      resolve("tcp://manager:2376", { DOCKER_CERT_PATH: "/no/such/folder" }),
      "tls",
      "/no/such/folder",
    );
  });

  it("is refused when a key has no certificate", async () => {
    writeFileSync(path.join(config(), "key.pem"), "a key");
    await assertRefused(
      resolve("tcp://manager:2376", { DOCKER_CERT_PATH: config() }),
      "tls",
      "key.pem without cert.pem",
    );
  });

  for (const address of [
    ...["manager:2375", "http://manager", "npipe:////./pipe/docker", "unix://", "unix://host/path", "tcp://", "ssh://"],
    ...["tcp://manager:2375/prefix", "", "/var/run/docker.sock"],
  ]) {
    it(`is refused when it is "${address}"`, async () => {
      await assertRefused(resolve(address), "bad-endpoint", "the configured endpoint", "unix:///path/to/docker.sock");
    });
  }

  it("is refused with a password in it, which is not shown", async () => {
    const promise = resolve(undefined, { DOCKER_HOST: "ssh://ops:hunter2@manager" });
    const { message } = await assertRefused(promise, "bad-endpoint", "DOCKER_HOST");
    assert.doesNotMatch(message, /hunter2/);
  });

  it("is refused when its context does not exist or is malformed, naming file or folder", async () => {
    await assertRefused(resolve("context:nowhere"), "bad-endpoint", '"nowhere"', config());
    writeContext("broken", { Name: "no host" });
    await assertRefused(resolve("context:broken"), "bad-endpoint", "meta.json", "Host");
    writeFileSync(path.join(config(), "config.json"), "{");
    await assertRefused(resolve(), "bad-endpoint", path.join(config(), "config.json"));
  });
});

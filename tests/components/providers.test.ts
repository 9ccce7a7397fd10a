import assert from "node:assert/strict";
import { dockerProviderArgs } from "../../components/providers.ts";
import { SwarmError } from "../../swarm/engine/errors.ts";

// Two providers write to the Swarm, and both have to mean the same engine.
describe("the Docker provider", () => {
  const source = "a test";
  const address = "tcp://manager:2376";
  const tls = { directory: "/certificates", ca: "ca", cert: "cert", key: "key", verify: true };

  it("is told nothing when DOCKER_HOST says it all", () => {
    const address = "unix:///run/docker.sock";
    assert.equal(dockerProviderArgs({ address, source }, { DOCKER_HOST: address }), undefined);
  });

  it("is told nothing when DOCKER_CERT_PATH says where the certificates are", () => {
    const environment = { DOCKER_HOST: "tcp://manager:2376", DOCKER_CERT_PATH: "/certificates" };
    assert.equal(dockerProviderArgs({ address: "tcp://manager:2376", source, tls }, environment), undefined);
  });

  it("is told the address that a Docker context gives, which it would not find itself", () => {
    const address = "ssh://root@manager";
    assert.deepEqual(dockerProviderArgs({ address, source }, {}), { host: address });
  });

  it("is told the certificates that a Docker context gives, and to look for nothing itself", () => {
    const environment = { DOCKER_CONTEXT: "prod", DOCKER_CERT_PATH: "/certificates" };
    const { keyMaterial, ...others } = dockerProviderArgs({ address, source, tls }, environment) ?? {};
    const known = { host: address, caMaterial: "ca", certMaterial: "cert" };
    assert.deepEqual(others, { ...known, context: "", certPath: "" });
    assert.notEqual(keyMaterial, undefined);
    assert.notEqual(keyMaterial, "key", "the key must be a secret output, never plain in the state");
  });

  it("is given no authority where a context says that the engine's certificate is not to be checked", () => {
    const args = dockerProviderArgs({ address, source, tls: { ...tls, verify: false } }, {});
    assert.equal(args?.caMaterial, undefined);
    assert.equal(args?.certMaterial, "cert");
  });

  for (const [what, files] of Object.entries({
    "a certificate of its own, and would then speak no TLS": { directory: "/certificates", ca: "ca", verify: true },
    "an authority, and would then check nothing": {
      directory: "/certificates",
      cert: "cert",
      key: "key",
      verify: true,
    },
  })) {
    it(`is not used where it has not ${what}`, () => {
      assert.throws(
        () => dockerProviderArgs({ address, source, tls: files }, {}),
        (error) => error instanceof SwarmError && error.code === "tls" && error.message.includes("/certificates"),
      );
    });
  }

  it("is not used where it would prefer another engine than the Docker CLI", () => {
    const environment = { DOCKER_HOST: "unix:///a.sock", DOCKER_CONTEXT: "b" };
    assert.throws(
      () => dockerProviderArgs({ address: "unix:///a.sock", source }, environment),
      (error) => error instanceof SwarmError && error.message.startsWith("DOCKER_HOST and DOCKER_CONTEXT are both set"),
    );
  });
});

import assert from "node:assert/strict";
import { dockerProviderArgs } from "../../components/providers.ts";
import { SwarmError } from "../../swarm/errors.ts";

// Two providers write to the Swarm, and both have to mean the same engine.
describe("the Docker provider", () => {
  const source = "a test";
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

  it("is told the certificates that a Docker context gives", () => {
    const args = dockerProviderArgs({ address: "tcp://manager:2376", source, tls }, { DOCKER_CONTEXT: "prod" });
    const { keyMaterial, ...others } = args ?? {};
    assert.deepEqual(others, { host: "tcp://manager:2376", caMaterial: "ca", certMaterial: "cert" });
    assert.notEqual(keyMaterial, undefined);
    assert.notEqual(keyMaterial, "key", "the key must be a secret output, never plain in the state");
  });

  it("is not used where it would prefer another engine than the Docker CLI", () => {
    const environment = { DOCKER_HOST: "unix:///a.sock", DOCKER_CONTEXT: "b" };
    assert.throws(
      () => dockerProviderArgs({ address: "unix:///a.sock", source }, environment),
      (error) => error instanceof SwarmError && error.message.startsWith("DOCKER_HOST and DOCKER_CONTEXT are both set"),
    );
  });
});

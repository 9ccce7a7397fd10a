import assert from "node:assert/strict";
import type Docker from "dockerode";
import { connect } from "../../swarm/client.ts";
import { clearResidue } from "../../swarm/residue.ts";
import { findSecret } from "../../swarm/secrets.ts";
import { countingProxy, type EngineProxy } from "../support/engine-proxy.ts";
import { TestServices } from "../support/services.ts";
import { engine } from "../support/swarm.ts";
import { assertRefused } from "../support/swarm-refusal.ts";

describe("what a killed run has left", () => {
  let services: TestServices;
  let proxy: EngineProxy;
  let docker: Docker;

  before(async () => {
    services = await TestServices.create();
    proxy = await countingProxy();
    ({ docker } = await connect(proxy.host));
  });
  beforeEach(() => {
    proxy.requests.length = 0;
  });
  after(async () => {
    await proxy.close();
    await services.remove();
  });

  it("is nothing where there is no such secret, also when another one's name begins so", async () => {
    await leave("key_v11", { "busflow.fingerprint": "aaaa" });
    await clearResidue(docker, `${services.namespace}_key_v1`, "aaaa");
    assert.deepEqual(proxy.writes(), []);
  });

  it("is removed when it has the same value and nothing refers to it", async () => {
    const { name, id } = await leave("unused_v1", { "busflow.fingerprint": "aaaa" });
    await clearResidue(docker, name, "aaaa");
    assert.equal(await findSecret(docker, name), undefined);
    assert.deepEqual(
      proxy.writes().map(({ method, path }) => `${method} ${path}`),
      [`DELETE /secrets/${id}`],
    );
  });

  it("is left alone when a service refers to it, with what to do", async () => {
    const { name, id } = await leave("used_v1", { "busflow.fingerprint": "aaaa" });
    const reference = { secretName: name, secretId: id, target: "used", uid: "0", gid: "0", mode: 0o444 };
    await services.service("user", { replicas: 0, references: [reference] });
    await assertRefused(
      clearResidue(docker, name, "aaaa"),
      "in-use",
      `${name} exists on the Swarm and is in use, but the stack's state does not know it.`,
      "pulumi stack import",
    );
    assert.deepEqual(proxy.writes(), []);
  });

  it("is refused when it has another value, or none that is known", async () => {
    const other = await leave("other_v1", { "busflow.fingerprint": "bbbb" });
    await assertRefused(
      clearResidue(docker, other.name, "aaaa"),
      "exists",
      `${other.name} exists on the Swarm with another value; versions are immutable.`,
      "add the next one with the new value",
    );
    const foreign = await leave("foreign_v1", {});
    await assertRefused(
      clearResidue(docker, foreign.name, "aaaa"),
      "exists",
      `${foreign.name} exists on the Swarm and is none of this stack's: it has no label busflow.fingerprint.`,
    );
    assert.deepEqual(proxy.writes(), []);
  });

  /** A secret on the Swarm that no state knows. */
  async function leave(shortName: string, Labels: Record<string, string>): Promise<{ name: string; id: string }> {
    const name = `${services.namespace}_${shortName}`;
    const Data = Buffer.from("left").toString("base64");
    const { id } = (await engine.createSecret({ Name: name, Labels, Data })) as unknown as { id: string };
    return { name, id };
  }
});

import assert from "node:assert/strict";
import { findSecret } from "../../../swarm/engine/secrets.ts";
import { clearResidue, type Newcomer } from "../../../swarm/retirement/residue.ts";
import { useProxiedSwarm } from "../../support/proxied-swarm.ts";
import { assertRefused } from "../../support/swarm-refusal.ts";
import { engine } from "../../support/swarm.ts";

describe("what a killed run has left", () => {
  const swarm = useProxiedSwarm();

  it("is nothing where there is no such secret, also when another one's name begins so", async () => {
    await leave("key_v11", { "busflow.fingerprint": "aaaa" });
    await clearResidue(swarm.connection.engine, newcomer(`${swarm.services.namespace}_key_v1`));
    assert.deepEqual(swarm.proxy.writes(), []);
  });

  it("is removed when it has the same value and nothing refers to it", async () => {
    const { name, id } = await leave("unused_v1", { "busflow.fingerprint": "aaaa" });
    await clearResidue(swarm.connection.engine, newcomer(name));
    assert.equal(await findSecret(swarm.connection.engine, name), undefined);
    assert.deepEqual(
      swarm.proxy.writes().map(({ method, path }) => `${method} ${path}`),
      [`DELETE /secrets/${id}`],
    );
  });

  it("is removed when it has the same value, with a fingerprint from before", async () => {
    const { name } = await leave("former_v1", { "busflow.fingerprint": "former" });
    await assertRefused(clearResidue(swarm.connection.engine, newcomer(name)), "exists", "with another value");
    await clearResidue(swarm.connection.engine, newcomer(name, { former: "former" }));
    assert.equal(await findSecret(swarm.connection.engine, name), undefined);
  });

  it("is not what services were on, whatever its value: the state was lost, or a version is to be replaced", async () => {
    const { name } = await leave("retained_v1", { "busflow.fingerprint": "aaaa" });
    for (const fingerprint of ["aaaa", ""]) {
      await assertRefused(
        clearResidue(swarm.connection.engine, newcomer(name, { fingerprint, wasInUse: true })),
        "exists",
        `${name} exists on the Swarm and services were on it, but the stack's state does not know it.`,
        "pulumi stack import",
        "npm run rebuild-state",
        "a version is never replaced",
      );
    }
    assert.ok(await findSecret(swarm.connection.engine, name));
  });

  it("is left alone when a service refers to it, with what to do", async () => {
    const { name, id } = await leave("used_v1", { "busflow.fingerprint": "aaaa" });
    const reference = { secretName: name, secretId: id, target: "used", uid: "0", gid: "0", mode: 0o444 };
    await swarm.services.service("user", { replicas: 0, references: [reference] });
    await assertRefused(
      clearResidue(swarm.connection.engine, newcomer(name)),
      "in-use",
      `${name} exists on the Swarm and is in use, but the stack's state does not know it.`,
      "pulumi stack import",
    );
    assert.deepEqual(swarm.proxy.writes(), []);
  });

  it("is refused when it has another value, or none that is known", async () => {
    const other = await leave("other_v1", { "busflow.fingerprint": "bbbb" });
    await assertRefused(
      clearResidue(swarm.connection.engine, newcomer(other.name)),
      "exists",
      `${other.name} exists on the Swarm with another value; versions are immutable.`,
      "add the next one with the new value",
    );
    const foreign = await leave("foreign_v1", {});
    await assertRefused(
      clearResidue(swarm.connection.engine, newcomer(foreign.name)),
      "exists",
      `${foreign.name} exists on the Swarm and is none of this stack's: it has no label busflow.fingerprint.`,
    );
    assert.deepEqual(swarm.proxy.writes(), []);
  });

  function newcomer(name: string, changes: Partial<Newcomer> = {}): Newcomer {
    return { name, fingerprint: "aaaa", wasInUse: false, ...changes };
  }

  /** A secret on the Swarm that no state knows. */
  async function leave(shortName: string, Labels: Record<string, string>): Promise<{ name: string; id: string }> {
    const name = `${swarm.services.namespace}_${shortName}`;
    const Data = Buffer.from("left").toString("base64");
    const { id } = (await engine.createSecret({ Name: name, Labels, Data })) as unknown as { id: string };
    return { name, id };
  }
});

import assert from "node:assert/strict";
import { connect } from "../../../swarm/engine/client.ts";
import { findSecret } from "../../../swarm/engine/secrets.ts";
import { ensureDeletable } from "../../../swarm/retirement/stand-in.ts";
import { countingProxy, type EngineProxy } from "../../../tools/sandbox/engine-proxy.ts";
import { TestServices } from "../../support/services.ts";
import { client, engine } from "../../support/swarm.ts";

describe("a version that is gone before it is deleted", () => {
  let services: TestServices;
  let proxy: EngineProxy;

  before(async () => {
    services = await TestServices.create();
    proxy = await countingProxy();
  });
  after(async () => {
    await proxy.close();
    await services.remove();
  });

  it("can be deleted by its ID all the same, once, and nothing stays", async () => {
    const { secretId: id, secretName: name } = await services.secret("token_v1", "writer");
    const secret = engine.getSecret(id);
    await secret.remove();
    await assert.rejects(secret.remove(), /not found/);
    await ensureDeletable(client, { id, name });
    // As after a run that was killed right then.
    await ensureDeletable(client, { id, name });
    await secret.remove();
    await assert.rejects(secret.remove(), /not found/);
    assert.equal(await findSecret(client, id), undefined);
  });

  it("is left as it is where it exists", async () => {
    const { secretId: id, secretName: name } = await services.secret("token_v2", "writer");
    const { engine } = await connect(proxy.host);
    await ensureDeletable(engine, { id, name });
    assert.deepEqual(proxy.writes(), []);
  });
});

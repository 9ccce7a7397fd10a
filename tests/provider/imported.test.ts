import assert from "node:assert/strict";
import process from "node:process";
import { BindingResource } from "../../provider/binding.ts";
import type { BindingState } from "../../rotation/service-secret-binding.ts";
import { connect } from "../../swarm/engine/client.ts";
import { changeByHand, TestServices } from "../support/services.ts";

describe("an imported binding", function () {
  this.timeout(120_000);
  let services: TestServices;
  before(async () => {
    services = await TestServices.create();
  });
  after(async () => {
    await services.remove();
  });

  async function imported(service: string): Promise<Pick<BindingState, "namespace" | "secrets">> {
    const binding = new BindingResource(() => connect(process.env["DOCKER_HOST"]));
    return (await binding.read(service, {})).props as BindingState;
  }

  const labelled = (namespace: string) => ({ "busflow.namespace": namespace });
  const keysOf = ({ secrets }: Pick<BindingState, "secrets">): string[] => Object.keys(secrets).sort();

  it("is of the namespace that its secrets' labels name, underscores and all, whatever the service is called", async () => {
    const namespace = `${services.namespace}_eu`;
    const db = await services.secret("eu_db_v1", "db", "x", labelled(namespace));
    const state = await imported(await services.service("other", { references: [db] }));
    assert.equal(state.namespace, namespace);
    assert.deepEqual([keysOf(state), state.secrets["db"]?.version], [["db"], 1]);
  });

  it("is of its Docker stack's namespace where no label says more, and leaves out what another namespace has", async () => {
    const { namespace } = services;
    const own = await services.secret("eu_key_v1", "key", "x", labelled(namespace));
    const bare = await services.secret("eu_bare_v1", "bare");
    const foreign = await services.secret("eu_token_v1", "token", "x", labelled(`${namespace}_eu`));
    const api = await services.service("api", { references: [own, bare, foreign] });
    await changeByHand(api, ({ Labels }) => {
      Object.assign(Labels, { "com.docker.stack.namespace": namespace });
    });
    const state = await imported(api);
    assert.equal(state.namespace, namespace);
    assert.deepEqual(keysOf(state), ["eu_bare", "eu_key"]);
  });

  it("is of what the service's name begins with, where nothing else is known", async () => {
    const bare = await services.secret("plain_v3", "plain");
    const state = await imported(await services.service("web_app", { references: [bare] }));
    assert.deepEqual([state.namespace, keysOf(state)], [services.namespace, ["plain"]]);
  });
});

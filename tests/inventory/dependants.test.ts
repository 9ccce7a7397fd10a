import assert from "node:assert/strict";
import { parseInventory } from "../../inventory/inventory.ts";
import { goodConfig, problemsOf } from "./config.ts";

/** A config with these dependants of db_writer, and further services with these names on the Swarm. */
function config(dependants: string[], services: Record<string, string> = {}) {
  const given = goodConfig();
  Object.assign(given.secrets["db_writer"] ?? {}, { class: "database", dependants });
  for (const [name, serviceName] of Object.entries(services)) {
    given.services[name] = { serviceName, secrets: ["db_reader"] };
  }
  return given;
}

function resolved(...args: Parameters<typeof config>): readonly string[] | undefined {
  return parseInventory(config(...args)).secrets.find(({ logicalName }) => logicalName === "db_writer")?.dependants;
}

describe("a secret's dependants", () => {
  it("are known by their names on the Swarm, whether they are named by their keys or so", () => {
    assert.deepEqual(resolved(["api"]), ["busflow_api"]);
    assert.deepEqual(resolved(["busflow_api"]), ["busflow_api"]);
    assert.deepEqual(resolved(["web"], { web: "shop_web" }), ["shop_web"]);
    assert.deepEqual(resolved(["shop_web"], { web: "shop_web" }), ["shop_web"]);
    assert.deepEqual(resolved(["pooler"]), ["pooler"]);
  });

  it("are there once, however often one is named", () => {
    assert.deepEqual(resolved(["api", "worker", "busflow_api"]), ["busflow_api", "busflow_worker"]);
  });

  it("may be named by a key that is the service's own name on the Swarm", () => {
    assert.deepEqual(resolved(["web"], { web: "web" }), ["web"]);
  });

  it("are refused where a name is the key of one service and the name on the Swarm of another", () => {
    const services = { front: "api" };
    const text =
      "api is the key of the service that is busflow_api on the Swarm, and the name on the Swarm of the service front. " +
      "Use busflow_api for the one or front for the other; if these two names are ambiguous as well, give one of the services another key.";
    assert.deepEqual(problemsOf(config(["worker", "api"], services)), [`secrets.db_writer.dependants[1]: ${text}`]);
    // Obeying leads out, to the one as to the other.
    assert.deepEqual(resolved(["busflow_api"], services), ["busflow_api"]);
    assert.deepEqual(resolved(["front"], services), ["api"]);
  });

  it("are refused where two services have each other's names", () => {
    assert.equal(problemsOf(config(["one", "two"], { one: "two", two: "one" })).length, 2);
  });
});

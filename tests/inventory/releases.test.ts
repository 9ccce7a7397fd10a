import assert from "node:assert/strict";
import { parseInventory } from "../../inventory/inventory.ts";
import { goodConfig, problemsOf, withSecret } from "./config.ts";
import { there } from "../support/there.ts";

/** The good config, in which these secrets and services are released: `api` has both secrets, `worker` has db_reader. */
function releasing(secrets: string[], services: string[]) {
  const config = goodConfig();
  for (const name of secrets) Object.assign(there(config.secrets[name]), { release: true });
  for (const name of services) Object.assign(there(config.services[name]), { release: true });
  return config;
}

describe("the release of a secret", () => {
  const lost = (secret: string, service: string): string =>
    `secrets.${secret}.release: the service ${service} uses it and is not released. Set release: true there, too, or take the secret off it first.`;

  it("names each service that stays and would lose it", () => {
    assert.deepEqual(problemsOf(releasing(["db_reader"], [])), [lost("db_reader", "api"), lost("db_reader", "worker")]);
    assert.deepEqual(problemsOf(releasing(["db_reader"], ["api"])), [lost("db_reader", "worker")]);
    assert.deepEqual(problemsOf(releasing(["db_reader", "db_writer"], ["worker"])), [
      lost("db_reader", "api"),
      lost("db_writer", "api"),
    ]);
  });

  it("is fine once every service that uses it is released, or none does", () => {
    assert.deepEqual(problemsOf(releasing(["db_reader"], ["api", "worker"])), []);
    assert.deepEqual(problemsOf({ ...withSecret({ release: true }), services: {} }), []);
  });

  it("is not that of a service: its secrets stay", () => {
    const { secrets, services } = parseInventory(releasing([], ["api"]));
    assert.deepEqual(
      [...secrets, ...services]
        .filter(({ release }) => release === true)
        .map((one) => ("name" in one ? one.name : one.logicalName)),
      ["api"],
    );
  });
});

import assert from "node:assert/strict";
import { unknownCheckingProxy } from "@pulumi/policy";
import { composeConsumers, declaredConsumer } from "../../policy/consumers.ts";
import type { ComposeFile } from "../../inventory/compose/compose-files.ts";
import { interpolate } from "../../inventory/compose/interpolation.ts";
import { unknown } from "./support.ts";

const proxied = unknownCheckingProxy as (props: object) => Record<string, unknown>;

describe("the consumers in a compose file", () => {
  const pin = (name: string, ...services: string[]) => ({ at: "secrets.db", name: interpolate(name), services });
  const file = (services: object[], ...pins: ReturnType<typeof pin>[]) =>
    ({ file: "a.yml", services, pins }) as unknown as ComposeFile;
  const names = (given: ComposeFile): string[] => composeConsumers(given).map(({ name }) => name);

  it("are the services that use a versioned secret, or one whose name the environment gives", () => {
    const services = [{ key: "api" }, { key: "web" }, { key: "bare" }, { key: "other" }];
    const pins = [pin("busflow_db_v5", "api"), pin("busflow_db_v${V}", "web"), pin("license", "other")];
    assert.deepEqual(names(file(services, ...pins)), ["api", "web"]);
  });

  it("are no jobs", () => {
    const services = [
      { key: "job", deploy: { mode: "replicated-job" } },
      { key: "api", deploy: { mode: "global" } },
    ];
    assert.deepEqual(names(file(services, pin("busflow_db_v5", "job", "api"))), ["api"]);
  });

  it("say how each is watched", () => {
    const watched = {
      key: "api",
      healthcheck: { test: "curl -f localhost" },
      deploy: { update_config: { failure_action: "${ACTION:-rollback}", monitor: "5s" } },
    };
    const [consumer = assert.fail()] = composeConsumers(file([watched], pin("busflow_db_v5", "api")));
    const { where, healthcheck, failureAction, monitor } = consumer;
    assert.deepEqual([where, healthcheck], ["a.yml (services.api)", "present"]);
    assert.deepEqual([failureAction, monitor], [interpolate("rollback"), interpolate("5s")]);
  });

  it("say that a health check is off, or not there", () => {
    const of = (healthcheck: unknown) =>
      composeConsumers(file([{ key: "api", healthcheck }], pin("busflow_db_v5", "api")))[0]?.healthcheck;
    for (const off of [{ disable: "true", test: ["CMD", "x"] }, { test: ["NONE"] }, { test: "NONE" }]) {
      assert.equal(of(off), "disabled", JSON.stringify(off));
    }
    for (const none of [undefined, null, {}, { test: [] }, { test: "" }])
      assert.equal(of(none), "absent", JSON.stringify(none));
  });
});

describe("a docker.Service as a consumer", () => {
  const consumer = (containerSpec: object, props: object = {}) =>
    declaredConsumer("api", proxied({ name: "busflow_api", taskSpec: { containerSpec }, ...props }));

  it("is one with a versioned secret, or with one whose name is not known", () => {
    assert.equal(consumer({ secrets: [{ secretName: "busflow_db_v5" }] })?.where, "The service busflow_api");
    for (const secrets of [unknown, [unknown], [{ secretName: unknown }]]) {
      assert.equal(consumer({ secrets })?.name, "busflow_api");
    }
    for (const secrets of [undefined, [], [{ secretName: "license" }]]) assert.equal(consumer({ secrets }), undefined);
  });

  it("has Pulumi's name where its own is not known, and says what else is not", () => {
    const secrets = [{ secretName: "busflow_db_v5" }];
    const found = consumer({ secrets, healthcheck: unknown }, { name: unknown, updateConfig: unknown });
    assert.deepEqual(
      [found?.name, found?.healthcheck, found?.failureAction, found?.monitor],
      ["api", "unknown", "unknown", "unknown"],
    );
  });
});

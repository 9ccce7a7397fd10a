import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { stringify } from "yaml";
import { consumerHealthGated as policy, levelFor } from "../../policy/consumer-health-gated.ts";
import { projectDir } from "../../tools/paths.ts";
import { ComposeProject } from "./compose.ts";
import { assertPasses, assertTrips, unknown, violations, type TestResource } from "./support.ts";

const file = "docker/compose.yml";
const stack: TestResource = { type: "pulumi:pulumi:Stack", name: "busflow-secrets-prod", props: {} };
const noTest = "uses a versioned secret and declares no health check.";
const off = "its health check is switched off.";
const notBack = "is not rolled back when an update fails.";
const notWatched = "its new tasks are not watched.";

describe("consumer-health-gated, in compose files", () => {
  const project = new ComposeProject();
  const test = ["CMD", "wget", "-qO-", "http://127.0.0.1:8080/healthz"];
  const good = {
    secrets: ["db"],
    healthcheck: { test },
    deploy: { update_config: { failure_action: "rollback", monitor: "5s" } },
  };
  const writing = (service: object, secret = "busflow_db_writer_v5"): void => {
    const secrets = { db: { external: true, name: secret } };
    project.compose({ [file]: stringify({ services: { api: { ...good, ...service } }, secrets }) });
  };
  const updating = (update: object): void => {
    writing({ deploy: { update_config: { ...good.deploy.update_config, ...update } } });
  };

  it("lets a service pass that is watched and rolled back", async () => {
    writing({});
    await project.assertPasses(policy, [stack]);
    writing({ healthcheck: { test: "curl -f localhost" } });
    await project.assertPasses(policy, [stack]);
  });

  it("reads the files once, at the root of the stack", async () => {
    writing({ healthcheck: undefined });
    await project.assertPasses(policy, [{ ...stack, type: "random:index/randomBytes:RandomBytes" }]);
  });

  it("refuses a service without a health check, and says what a probe and an image's own cannot do", async () => {
    for (const healthcheck of [undefined, {}, { interval: "5s" }, { test: [] }]) {
      writing({ healthcheck });
      await project.assertTrips(
        policy,
        [stack],
        `${file} (services.api) ${noTest}`,
        "a probe in the stack config looks only at the end of a flip",
        "A HEALTHCHECK in the image cannot be seen from here",
        "docs/runbook.md#consumers",
      );
    }
  });

  it("believes its settings that an image brings a health check, and not that a service does that switches it off", async () => {
    const settings = { imageHealthchecks: ["api"] };
    writing({ healthcheck: { interval: "5s" } });
    await project.assertPasses(policy, [stack], settings);
    assert.equal((await project.violations(policy, [stack], { imageHealthchecks: ["worker"] })).length, 1);
    writing({ healthcheck: { disable: true } });
    assert.equal((await project.violations(policy, [stack], settings)).length, 1);
  });

  it("refuses a health check that is switched off", async () => {
    for (const healthcheck of [{ test, disable: true }, { test: ["NONE"] }, { test: "NONE" }]) {
      writing({ healthcheck });
      await project.assertTrips(policy, [stack], off);
    }
    writing({ healthcheck: { test, disable: false } });
    await project.assertPasses(policy, [stack]);
  });

  it("refuses an update that fails without being rolled back, also by Swarm's default", async () => {
    for (const failure_action of [undefined, "pause", "continue"]) {
      updating({ failure_action });
      await project.assertTrips(policy, [stack], notBack, "Set deploy.update_config.failure_action to rollback");
    }
    writing({ deploy: { replicas: 2 } });
    await project.assertTrips(policy, [stack], notBack);
  });

  it("refuses a monitor of less than a second however it is written, and takes Swarm's default", async () => {
    for (const monitor of [0, "0", "0s", "0m0s", "0.0s", "1ns", "1ms", "0m0.9s", "999ms", ".5s"]) {
      updating({ monitor });
      await project.assertTrips(policy, [stack], notWatched, "deploy.update_config.monitor");
    }
    for (const monitor of [undefined, "1s", "0m1s", "1500ms", "1.5s", "0.1m", "1h", "10s"]) {
      updating({ monitor });
      await project.assertPasses(policy, [stack]);
    }
  });

  it("says all that is wrong with each service", async () => {
    writing({ healthcheck: undefined, deploy: { update_config: { monitor: "0s" } } });
    const messages = await project.violations(policy, [stack]);
    assert.equal(messages.length, 3, messages.join("\n"));
  });

  it("takes a variable's default, and says what only the environment knows", async () => {
    updating({ failure_action: "${ACTION:-rollback}", monitor: "${MONITOR-5s}" });
    await project.assertPasses(policy, [stack]);
    updating({ failure_action: "${ACTION:-pause}" });
    await project.assertTrips(policy, [stack], notBack);
    updating({ failure_action: "${ACTION}" });
    await project.assertTrips(policy, [stack], "from the environment (ACTION), which a preview does not know");
    updating({ monitor: "${MONITOR:?}" });
    await project.assertTrips(policy, [stack], "takes deploy.update_config.monitor from the environment (MONITOR)");
  });

  it("looks at services with versioned secrets only, and at those whose secret the environment names", async () => {
    const bad = { healthcheck: undefined };
    writing({ ...bad, secrets: undefined });
    await project.assertPasses(policy, [stack]);
    writing(bad, "license");
    await project.assertPasses(policy, [stack]);
    writing(bad, "other_db_writer_v5");
    await project.assertTrips(policy, [stack], noTest);
    writing(bad, "busflow_db_writer_v${VERSION}");
    await project.assertTrips(policy, [stack], noTest);
  });

  it("leaves jobs alone, which Swarm neither checks in an update nor rolls back", async () => {
    writing({ healthcheck: undefined, deploy: { mode: "replicated-job" } });
    await project.assertPasses(policy, [stack]);
    writing({ healthcheck: undefined, deploy: { ...good.deploy, mode: "global" } });
    await project.assertTrips(policy, [stack], noTest);
  });

  it("refuses a file that is missing", async () => {
    project.name("gone.yml");
    await project.assertTrips(policy, [stack], "gone.yml cannot be read (ENOENT).");
  });

  it("lets the project's own compose file pass", async () => {
    project.compose({ [file]: readFileSync(path.join(projectDir, "docker", "compose.busflow.yml"), "utf8") });
    await project.assertPasses(policy, [stack]);
    const without = readFileSync(path.join(projectDir, "docker", "compose.busflow.yml"), "utf8");
    project.compose({ [file]: without.replace("failure_action: rollback", "failure_action: pause") });
    assert.equal((await project.violations(policy, [stack])).length, 3);
  });
});

describe("consumer-health-gated, in docker.Service", () => {
  const secrets = [{ secretId: unknown, secretName: "busflow_db_writer_v5", fileName: "db" }];
  const healthcheck = { tests: ["CMD", "curl", "-f", "localhost"] };
  const updateConfig = { failureAction: "rollback", monitor: "5s" };
  const service = (container: object, props: object = {}): TestResource => ({
    type: "docker:index/service:Service",
    name: "api-service",
    props: {
      name: "busflow_api",
      taskSpec: { containerSpec: { image: unknown, secrets, healthcheck, ...container } },
      updateConfig,
      ...props,
    },
  });

  it("lets a service pass that is watched and rolled back", async () => {
    await assertPasses(policy, [service({})]);
  });

  it("refuses no health check, and one that is switched off", async () => {
    await assertTrips(policy, [service({ healthcheck: undefined })], `The service busflow_api ${noTest}`);
    await assertTrips(policy, [service({ healthcheck: { tests: ["NONE"] } })], off);
  });

  it("refuses an update that is not rolled back, and a monitor of zero", async () => {
    await assertTrips(policy, [service({}, { updateConfig: undefined })], notBack, "Set updateConfig.failureAction");
    await assertTrips(policy, [service({}, { updateConfig: { ...updateConfig, failureAction: "pause" } })], notBack);
    await assertTrips(policy, [service({}, { updateConfig: { ...updateConfig, monitor: "0s" } })], notWatched);
    await assertPasses(policy, [service({}, { updateConfig: { failureAction: "rollback" } })]);
  });

  it("leaves a service without versioned secrets alone", async () => {
    await assertPasses(policy, [service({ secrets: undefined, healthcheck: undefined })]);
    await assertPasses(policy, [service({ secrets: [{ secretName: "license" }], healthcheck: undefined })]);
  });

  it("refuses nothing that a preview does not know, and counts a secret without a known name", async () => {
    await assertPasses(policy, [service({ healthcheck: unknown }, { updateConfig: unknown })]);
    await assertPasses(policy, [service({}, { updateConfig: { failureAction: unknown, monitor: unknown } })]);
    await assertPasses(policy, [service({}, { taskSpec: unknown })]);
    for (const unnamed of [unknown, [unknown], [{ secretName: unknown }], [{ secretId: unknown }]]) {
      await assertTrips(policy, [service({ secrets: unnamed, healthcheck: undefined })], noTest);
    }
  });

  it("names a service whose name is not known as Pulumi does", async () => {
    const [message = ""] = await violations(policy, [service({ healthcheck: undefined }, { name: unknown })]);
    assert.ok(message.startsWith("The service api-service "), message);
  });
});

describe("consumer-health-gated", () => {
  it("is mandatory in every stack that is protected, advisory in dev", () => {
    for (const stack of ["prod", "production", "prod-eu", "Prod2", "staging", "product", "preprod", ""]) {
      assert.equal(levelFor(stack), "mandatory", stack);
    }
    assert.equal(levelFor("dev"), "advisory");
  });
});

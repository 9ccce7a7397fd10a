import assert from "node:assert/strict";
import type { SecretReference } from "../../../rotation/reference.ts";
import { connect, type Connection } from "../../../swarm/engine/client.ts";
import { checkProbe, probeService } from "../../../swarm/probes/probe.ts";
import { changeByHand } from "../../support/services.ts";
import { assertRefused } from "../../support/swarm-refusal.ts";
import { engine } from "../../support/swarm.ts";
import { assertNothingLeft, containersOf, probeRuns, ProbedServices } from "./probed-services.ts";

const value = "canary-90d2 is the value";

describe("an exec probe", () => {
  let services: ProbedServices;
  let connection: Connection;
  let good: SecretReference;
  let bad: SecretReference;
  const exec = (...command: string[]) => ({ kind: "exec", command, seconds: 20 }) as const;
  const shell = (line: string) => exec("sh", "-c", line);

  before(async () => {
    services = await ProbedServices.create();
    connection = await connect();
    good = await services.secret("token_v1", "token", `good ${value}`);
    bad = await services.secret("token_v2", "token", `bad ${value}`);
  });
  after(async () => {
    await services.remove();
  });

  const usesToken = shell("cat /run/secrets/token; grep -q ^good /run/secrets/token || exit 7");

  it("passes with a secret that works and fails with another, and neither its output nor a value shows", async () => {
    const api = await services.service("api", { references: [good], networks: [] });
    const lines: string[] = [];
    const options = { onProgress: (line: string) => lines.push(line) };
    await checkProbe(connection, api.service, usesToken);
    await probeService(connection, { ...api, probe: usesToken }, options);
    await assertNothingLeft(api.service);

    const next = await services.service("next", { references: [bad], networks: [] });
    const failing = probeService(connection, { ...next, probe: usesToken }, options);
    const { message } = await assertRefused(
      failing,
      "probe-failed",
      `${next.service}: the command of its probe ended with exit code 7.`,
    );
    assert.ok(![...lines, message].join().includes("canary"));
    assert.doesNotMatch(message, /grep|run\/secrets/);
    await assertNothingLeft(next.service);
  });

  it("uses the secrets that the service has now, not those of its replicas", async () => {
    const { service, replicas } = await services.service("changed", { references: [bad] });
    await changeByHand(service, ({ TaskTemplate }) => {
      const [reference] = TaskTemplate.ContainerSpec.Secrets;
      assert.ok(reference);
      Object.assign(reference, { SecretID: good.secretId, SecretName: good.secretName });
    });
    await probeService(connection, { service, replicas, probe: usesToken });
  });

  it("runs as the service's containers do, but for their files and health check", async () => {
    const { service, replicas } = await services.service("like", {
      references: [good],
      container: {
        ...{ Env: [`TOKEN=${value}`], User: "7:8", Dir: "/tmp", Hosts: ["192.0.2.1 database"], Args: ["ignored"] },
        Mounts: [{ Type: "tmpfs", Target: "/data" }],
        Healthcheck: { Test: ["CMD", "true"], Interval: 200_000_000 },
      },
    });
    const asTheService = `[ "$TOKEN" = "${value}" ] && [ "$(id -u):$(id -g)" = 7:8 ] && [ "$(pwd)" = /tmp ] && grep -q database /etc/hosts`;
    const onItsNetwork = `wget -qO- "http://tasks.${service}:8080/healthz"`;
    const probe = shell(`${asTheService} && ${onItsNetwork} && [ $# = 0 ] && [ ! -e /data ]`);
    await probeService(connection, { service, replicas, probe });
  });

  it("keeps nothing of what it prints", async () => {
    const { service, replicas } = await services.service("quiet", { references: [good] });
    const abort = new AbortController();
    const probe = shell("cat /run/secrets/token; trap exit TERM; sleep 3600 & wait");
    const probing = probeService(connection, { service, replicas, probe }, { signal: abort.signal });
    await probeRuns(service);
    const [container = ""] = await containersOf(service);
    const { HostConfig } = await engine.getContainer(container).inspect();
    assert.equal(HostConfig.LogConfig?.Type, "none");
    abort.abort();
    await assertRefused(probing, "interrupted", service);
    await assertNothingLeft(service);
  });

  it("fails when its command does not end in time", async () => {
    const { service, replicas } = await services.service("late");
    const probe = { ...shell("sleep 3600"), seconds: 1 };
    await assertRefused(
      probeService(connection, { service, replicas, probe }),
      "probe-failed",
      `${service}: the command of its probe did not end within 1 s.`,
    );
    await assertNothingLeft(service);
  });

  it("tells what Swarm says when it cannot run", async () => {
    const { service, replicas } = await services.service("unable");
    await assertRefused(
      probeService(connection, { service, replicas, probe: exec("no-such-command") }),
      "probe-failed",
      `${service}: the probe could not be run`,
      `"no-such-command": executable file not found`,
    );
    const nowhere = await services.service("nowhere", { replicas: 0, constraints: ["node.labels.no == such"] });
    await assertRefused(
      probeService(connection, { ...nowhere, probe: exec("true") }),
      "probe-failed",
      `${nowhere.service}: the probe could not be run`,
      "no suitable node",
    );
    await assertNothingLeft(nowhere.service);
  });
});

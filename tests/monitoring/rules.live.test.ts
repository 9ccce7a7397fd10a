// The rules and the dashboard on a real Prometheus and a real Alertmanager, which scrape `secrets metrics` over a real Swarm.
import assert from "node:assert/strict";
import { dashboard } from "../../monitoring/dashboard.ts";
import { countingProxy, type EngineProxy, type Interference } from "../../tools/sandbox/engine-proxy.ts";
import { toEngine } from "../../swarm/engine/references.ts";
import { fingerprintOf, ledgerOf, PlantedStack } from "../cli/planted-stack.ts";
import { eventually } from "../support/eventually.ts";
import { changeByHand } from "../support/services.ts";
import { queriesOf } from "./queries.ts";
import { Monitoring } from "./prometheus.ts";

describe("monitoring/ on a real Prometheus", function () {
  this.timeout(300_000);
  let stack: PlantedStack;
  let proxy: EngineProxy;
  let fate: Interference;
  let metrics: ReturnType<PlantedStack["start"]>;
  let monitoring: Monitoring;

  before(async () => {
    stack = await PlantedStack.create();
    await stack.apply();
    proxy = await countingProxy({ interfere: () => fate });
    metrics = stack.start({ DOCKER_HOST: proxy.host }, "metrics", "--listen", "127.0.0.1:0", "--timeout", "20");
    let said = "";
    metrics.stderr.on("data", (data: Buffer) => (said += data.toString()));
    const target = await eventually("metrics are served", () => /serving http:\/\/([^/]+)/.exec(said)?.[1]);
    monitoring = await Monitoring.start(target);
  });

  after(async () => {
    await (monitoring as Monitoring | undefined)?.stop();
    metrics.kill("SIGTERM");
    await metrics;
    await proxy.close();
    await stack.clear();
  });

  /** Waits until these alerts fire, and no other, and Alertmanager has them. */
  async function fire(...names: string[]): Promise<void> {
    let seen: string[] = [];
    await eventually("the alerts fire", async () => {
      seen = await monitoring.firing();
      return seen.join() === names.sort().join();
    }).catch((error: unknown) => {
      throw new Error(`${names.join(", ")} should fire, and these do: ${seen.join(", ")}`, { cause: error });
    });
    await eventually("Alertmanager has them", async () => {
      const there = new Set((await monitoring.alerts()).map(({ labels }) => labels["alertname"]));
      return names.every((name) => there.has(name));
    });
  }

  it("fires nothing where all is as declared", async () => {
    await eventually("the rules have seen the metrics", async () => {
      const [verified, current] = await Promise.all([
        monitoring.query("sum(swarm_secret_service_verified)"),
        monitoring.query("stack_secret:swarm_secret_current_version:max"),
      ]);
      return verified[0]?.value[1] === "3" && current.length === 2;
    });
    await fire();
    assert.deepEqual(await monitoring.query('ALERTS{alertname!="SwarmSecretMetricsAbsent"}'), []);
  });

  it("fires what should, to the secret's owner, where something is wrong", async () => {
    const api = `${stack.namespace}_api`;
    await changeByHand(api, (spec) => {
      const references = [stack.reference("db_writer", 1), stack.reference("db_reader", 1)];
      spec.TaskTemplate.ContainerSpec.Secrets = references.map(toEngine);
    });
    const times = { discoveredAt: "2026-01-05T09:00:00Z", revokedAt: "2026-01-05T09:30:00Z", missedDeadline: false };
    const flips = { firstFlipAt: "2026-01-05T09:40:00Z", lastFlipAt: "2026-01-05T09:41:00Z" };
    await stack.ledger("db_reader", {
      ...ledgerOf([1], 400),
      incident: { ticket: "SEC-1", version: 1, ...times, ...flips },
    });
    await stack.version("db_writer", 3, fingerprintOf(3));
    await stack.configure(({ secrets }) => {
      secrets["other"] = { class: "database", current: 1 };
      const discoveredAt = new Date(Date.now() - 2 * 3_600_000).toISOString();
      secrets["db_writer"] = {
        class: "database",
        current: 2,
        retain: [1],
        incident: { ticket: "SEC-2", discoveredAt },
      };
    });
    await fire(
      ...["SwarmSecretDrift", "SwarmSecretIncidentPastDeadline", "SwarmSecretMissing", "SwarmSecretOldVersionInUse"],
      ...["SwarmSecretOverdue", "SwarmSecretStuck", "SwarmSecretUnverified"],
    );
    const alerts = await monitoring.alerts();
    const of = (name: string) => alerts.find(({ labels }) => labels["alertname"] === name);
    const { labels, receivers } = of("SwarmSecretStuck") ?? {};
    assert.deepEqual(
      [labels?.["secret"], labels?.["owner"], labels?.["subject"], labels?.["kind"]],
      ["db_writer", "Platform", api, "stuck"],
    );
    assert.deepEqual(receivers, [{ name: "platform" }]);
    assert.deepEqual(of("SwarmSecretIncidentPastDeadline")?.receivers, [{ name: "security" }, { name: "platform" }]);
    const still = await monitoring.query('swarm_secret_service_version{secret="db_writer"} == 1');
    assert.deepEqual(
      still.map(({ metric }) => metric["service"]),
      [api],
    );
  });

  it("answers every query of the dashboard", async () => {
    const variables = { namespace: stack.namespace, stack: "prod", secret: ".*", version: "1" };
    const queries = queriesOf(dashboard(), variables);
    assert.ok(queries.length >= 12, `${queries.length} queries`);
    for (const { panel, expression } of queries) {
      assert.notDeepEqual(await monitoring.query(expression), [], `${panel}: ${expression}`);
    }
  });

  it("fires where the Swarm cannot be read, and nothing of before", async () => {
    fate = "drop";
    await fire("SwarmSecretsUnreadable");
  });

  it("fires where there are no metrics any more", async () => {
    metrics.kill("SIGTERM");
    await metrics;
    await fire("SwarmSecretMetricsAbsent");
  });
});

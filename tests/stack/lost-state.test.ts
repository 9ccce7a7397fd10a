// Versions that the Swarm has lost, names that the state does not know, and a state that is lost altogether.
import assert from "node:assert/strict";
import { readLedger } from "../../swarm/ledger/store.ts";
import { inspect, secretNames, tasks } from "../support/services.ts";
import { inSteps } from "../support/steps.ts";
import { client, engine, readInTask } from "../support/swarm.ts";
import { assertClean, assertRefusal } from "./assertions.ts";
import { useStack } from "./use-stack.ts";

const secretType = "docker:index/secret:Secret";

describe("a protected stack whose state and Swarm part ways", function () {
  this.timeout(720_000);
  inSteps();
  const { stack, services, named } = useStack({
    deployed: { api: {} },
    declared: (config) => {
      delete config.secrets["hasura_admin_secret"];
      delete config.secrets["slack_ops_webhook"];
      delete config.values["slack_ops_webhook"];
      config.services = { api: { secrets: ["db_writer", "db_reader", "session_key"] } };
    },
    protect: true,
  });
  const api = named("api");
  const ledgerOf = (logicalName: string) => readLedger(client, { namespace: services.namespace, logicalName });

  before(async () => {
    await stack.setValue("db_writer", 2);
    await stack.bump("db_writer", 2, [1]);
    assertClean(await stack.up());
  });

  it("shows a version that somebody removed, and makes it again with nothing else changed", async () => {
    const old = await secret(named("db_writer_v1"));
    const ledger = await ledgerOf("db_writer");
    const before = await inspect(api);
    await engine.getSecret(old.ID).remove();
    const preview = await stack.run(["preview", "--expect-no-changes", "--diff"]);
    assert.notEqual(preview.exitCode, 0, preview.output);
    assert.match(preview.output, /\+-docker:index\/secret:Secret: \(replace\)[\s\S]*db_writer_v1/);

    assertClean(await stack.up());
    const made = await secret(named("db_writer_v1"));
    assert.notEqual(made.ID, old.ID);
    assert.equal(made.Spec.Labels["busflow.fingerprint"], old.Spec.Labels["busflow.fingerprint"]);
    assert.deepEqual(await ledgerOf("db_writer"), ledger);
    assert.equal((await inspect(api)).Version.Index, before.Version.Index);
    await stack.assertUnchanged();
  });

  it("refuses in the preview a name that the Swarm has and the state does not", async () => {
    const foreign = await services.secret("db_writer_v3", "db_writer");
    await stack.setValue("db_writer", 3);
    await stack.bump("db_writer", 3, [1, 2]);
    assertRefusal(
      await stack.run(["preview"]),
      `${foreign.secretName} exists on the Swarm and is none of this stack's`,
    );
    await engine.getSecret(foreign.secretId).remove();
    await stack.bump("db_writer", 2, [1]);
    await stack.dropValue("db_writer", 3);
    await stack.assertUnchanged();
  });

  it("refuses to replace a version, before anything changes", async () => {
    const urn = await stack.urnOf(secretType, named("db_writer_v1"));
    const before = await secret(named("db_writer_v1"));
    for (const args of [["preview"], ["up", "--yes", "--skip-preview"]]) {
      const run = await stack.run([...args, "--replace", urn]);
      assertRefusal(run, `${named("db_writer_v1")} exists on the Swarm and services were on it`);
      assert.match(run.output, /a version is never replaced/);
    }
    assert.equal((await secret(named("db_writer_v1"))).ID, before.ID);
    await stack.assertUnchanged();
  });

  it("keeps the key of the fingerprints in its config, where nothing else changes by it", async () => {
    const ledger = await ledgerOf("db_writer");
    const kept = await stack.script("fingerprint-key");
    assert.equal(kept.exitCode, 0, kept.output);
    const { output } = await stack.succeed(["preview", "--diff"]);
    assert.match(output, /- 1 to delete\n/);
    assert.doesNotMatch(output, /to (?:create|update|replace)\n/);
    assertClean(await stack.up());
    assert.deepEqual(await ledgerOf("db_writer"), ledger);
  });

  it("says that the Swarm knows it when its state is lost, and names both ways on", async () => {
    await stack.lose();
    for (const args of [["preview"], ["up", "--yes", "--skip-preview"]]) {
      const run = await stack.run(args);
      assertRefusal(run, "but the stack's state does not know it.");
      assert.match(run.output, /restore a backup[^]*pulumi stack import[^]*npm run rebuild-state/);
      // A generated value is lost with the state, and a run without a preview has made another one by then.
      if (args[0] === "preview") assert.doesNotMatch(run.output, /another value/);
    }
    await stack.lose();
  });

  it("takes no other value for the one on the Swarm, and says what becomes of a generated one", async () => {
    const before = await whole();
    const run = await stack.rebuild();
    assertRefusal(run, `${named("session_key_v1")} cannot be taken over: its value is not the one on the Swarm`);
    assert.match(run.output, /a generated one was\s+lost with the state/);
    assert.deepEqual(await whole(), before);
  });

  it("is made anew from the Swarm, on which nothing changes", async () => {
    const before = await whole();
    const numbers = Object.keys((await ledgerOf("db_writer"))?.versions ?? {});
    const value = await readInTask(api, `/run/secrets/${named("session_key")}`);
    await stack.configure(({ secrets }) => {
      secrets["session_key"] = { class: "swarm-infra", current: 1 };
    });
    await stack.succeed(["config", "set", "--secret", "--path", 'busflow-secrets:values.session_key["1"]'], value);
    const run = await stack.rebuild();
    assert.equal(run.exitCode, 0, run.output);
    assert.deepEqual(await whole(), before);
    assert.deepEqual(Object.keys((await ledgerOf("db_writer"))?.versions ?? {}), numbers);
    await stack.assertUnchanged();
    assert.deepEqual(await stack.names(secretType), [
      ...[named("db_reader_v1"), named("db_writer_v1"), named("db_writer_v2"), named("session_key_v1")],
    ]);
    assert.deepEqual(await secretNames(api), [named("db_reader_v1"), named("db_writer_v2"), named("session_key_v1")]);
  });

  /** All that the Swarm has of the stack, but for when its ledgers were last written. */
  async function whole(): Promise<unknown> {
    const secrets = await engine.listSecrets();
    const configs = await engine.listConfigs();
    const { ID, Version } = await inspect(api);
    return {
      secrets: secrets.map(({ ID, Spec }) => [ID, Spec?.Name, Spec?.Labels]).sort(),
      configs: configs.map(({ ID, Spec }) => [ID, Spec?.Name]).sort(),
      service: [ID, Version.Index],
      tasks: (await tasks(api)).map(({ ID }) => ID).sort(),
    };
  }
});

interface EngineSecret {
  ID: string;
  Spec: { Labels: Record<string, string> };
}

async function secret(name: string): Promise<EngineSecret> {
  return (await engine.getSecret(name).inspect()) as EngineSecret;
}

// The production stack, as its owners will preview it: from a machine that may not reach the Swarm.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { parse } from "yaml";
import { projectDir } from "../../tools/paths.ts";
import { inSteps } from "../support/steps.ts";
import { withEnvironment } from "../support/environment.ts";
import { diagnosticsOf } from "./diagnostics.ts";
import { ProgramProject } from "./program-project.ts";

interface ProductionConfig {
  "busflow-secrets:secrets": Record<
    string,
    { class: string; cadence: string; owner: string; current: number; source?: object }
  >;
  "busflow-secrets:services": Record<string, object>;
}

/** A step of a preview as `--json` tells it. */
interface Step {
  op: string;
  urn: string;
  newState?: { type: string; inputs?: Record<string, unknown> };
}

/** A resource or a type of a schema. */
interface Described {
  inputProperties: object;
  properties: object;
  requiredInputs?: string[];
  required: string[];
}

describe("the production stack", function () {
  this.timeout(900_000);
  inSteps();

  const project = new ProgramProject();
  let config: ProductionConfig;
  let given: string[];
  let steps: Step[] = [];

  before(async () => {
    const file = "Pulumi.prod.yaml";
    const text = await readFile(path.join(projectDir, file), "utf8");
    ({ config } = parse(text) as { config: ProductionConfig });
    const secrets = Object.entries(config["busflow-secrets:secrets"]);
    given = secrets.filter(([, { source }]) => source === undefined).map(([name]) => name);
    await project.make({ [file]: text });
    await project.succeed(["stack", "init", "prod", "--no-select"]);
    // As in CI, wherever this runs.
    await project.succeed(["config", "set", "-s", "prod", "busflow-secrets:requireSwarm", "false"]);
  });

  after(async () => {
    await project.remove();
  });

  it("asks for every value that is missing, in one message with the commands to type", async () => {
    const { exitCode, output } = await preview();
    assert.notEqual(exitCode, 0);
    const leaves = given.toSorted().map((name) => `values.${name}["1"]`);
    assert.equal(
      diagnosticsOf(output),
      [
        "  pulumi:pulumi:Stack (busflow-secrets-prod):",
        `    error: The stack config has ${leaves.length} problems:`,
        ...leaves.map(
          (leaf) =>
            `      busflow-secrets:${leaf}: missing. Type: pulumi config set --stack prod --secret --path '${leaf}'`,
        ),
      ].join("\n"),
    );
  });

  it("previews with values, where no Swarm can be reached, and warns of that alone", async () => {
    // Made up here and for nothing: these may stand among the arguments.
    const values = given.flatMap((name) => [
      "--secret",
      `busflow-secrets:values.${name}["1"]=${randomBytes(8).toString("hex")}`,
    ]);
    await project.succeed(["config", "set-all", "-s", "prod", "--path", ...values]);

    const { exitCode, output } = await preview();
    assert.equal(exitCode, 0, output);
    const blocks = diagnosticsOf(output).split("\n\n");
    const ofStack = blocks.find((block) => block.startsWith("  pulumi:pulumi:Stack")) ?? "";
    const [resource, warning = "", ...more] = ofStack.split("\n");
    assert.equal(resource, "  pulumi:pulumi:Stack (busflow-secrets-prod):");
    assert.match(
      warning,
      /^ {4}warning: Cannot reach the Docker Engine at unix:\/\/\S+no\.sock: there is no such socket /,
    );
    assert.deepEqual(
      more.map((line) => /^ {4}(Start|docker|The preview goes on)/.test(line)),
      [true, true, true],
    );
    // All else are the bindings, each in a line of words.
    const lines = blocks.filter((block) => block !== ofStack).map((block) => block.split("\n"));
    const words = /^ {4}(\w+) {3}\S.* v1 added {3}restarts its replicas unless they have it already, wave [01]/;
    assert.deepEqual(
      lines.map(([, line = ""]) => words.exec(line)?.[1]).sort(),
      Object.keys(config["busflow-secrets:services"]).sort(),
      output,
    );
    assert.ok(lines.every(({ length }) => length === 2));
  });

  it("declares every secret with its class, cadence and owner, every service, and every ledger", async () => {
    const { stdout, output } = await preview("--json");
    ({ steps } = JSON.parse(stdout) as { steps: Step[] });
    assert.ok(
      steps.every(({ op }) => op === "create"),
      output,
    );
    const secrets = config["busflow-secrets:secrets"];
    const names = Object.keys(secrets).sort();
    assert.deepEqual(
      Object.fromEntries(
        ofType("busflow:index:VersionedSecret").map(([name, { secretClass, cadence, owner }]) => [
          name,
          { class: secretClass, cadence, owner },
        ]),
      ),
      Object.fromEntries(
        names.map((name) => {
          const { class: secretClass, cadence, owner } = secrets[name] ?? {};
          return [name, { class: secretClass, cadence, owner }];
        }),
      ),
    );
    const versions = ofType("docker:index/secret:Secret").map(([name]) => name);
    assert.deepEqual(versions.sort(), names.map((name) => `busflow_${name}_v1`).sort());
    assert.deepEqual(
      ofType("swarm:index:RotationRecord")
        .map(([name]) => name)
        .sort(),
      names,
    );
    const services = ofType("swarm:index:ServiceSecretBinding").map(([name]) => name);
    assert.deepEqual(services.sort(), Object.keys(config["busflow-secrets:services"]).sort());
    const generated = ofType("random:index/randomPassword:RandomPassword").map(([name]) => name);
    assert.equal(generated.length, names.length - given.length);
  });

  it("sends the swarm provider what its schema asks for", async () => {
    const { stdout } = await project.succeed(["package", "get-schema", "./provider"]);
    const { resources, types } = JSON.parse(stdout) as Record<"resources" | "types", Record<string, Described>>;
    for (const [type, { requiredInputs, inputProperties, properties }] of Object.entries(resources)) {
      // A check may add what it works out.
      const known = { ...inputProperties, ...properties };
      const declared = ofType(type);
      assert.notEqual(declared.length, 0, type);
      for (const [name, inputs] of declared) {
        for (const input of requiredInputs ?? []) assert.ok(input in inputs, `${name} has no ${input}`);
        for (const input of Object.keys(inputs)) assert.ok(input in known, `${name} has ${input}`);
      }
    }
    for (const [, { secrets }] of ofType("swarm:index:ServiceSecretBinding")) {
      for (const secret of Object.values(secrets as Record<string, object>)) {
        assert.deepEqual(Object.keys(secret).sort(), types["swarm:index:BoundSecret"]?.required.sort());
      }
    }
  });

  it("violates no policy, and the pack says only that nothing is on record before the first run", async () => {
    const { exitCode, output } = await preview("--policy-pack", path.join(projectDir, "policy"));
    assert.equal(exitCode, 0, output);
    assert.match(
      output,
      /Nothing is on record of db_analytics, db_backup, db_exporter and \d+ others: no Swarm was asked/,
    );
    assert.deepEqual(output.match(/\[(?:mandatory|advisory)\] \[.*?\] {2}\S+/g), [
      "[advisory] [severity: low]  not-looked-at",
    ]);
    assert.doesNotMatch(output, /can't run/);
  });

  /** What the last preview has of a type: names and inputs. */
  function ofType(type: string): [string, Record<string, unknown>][] {
    return steps
      .filter(({ newState }) => newState?.type === type)
      .map(({ urn, newState }) => [urn.split("::").at(-1) ?? "", newState?.inputs ?? {}]);
  }

  function preview(...args: string[]) {
    const nowhere = `unix://${path.join(project.directory, "no.sock")}`;
    return withEnvironment({ DOCKER_HOST: nowhere }, () => project.run(["preview", "-s", "prod", ...args]));
  }
});

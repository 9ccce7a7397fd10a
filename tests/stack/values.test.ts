// What the real program makes of values that are not as easy as a password.
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import path from "node:path";
import { valueBytes } from "../../rotation/defaults.ts";
import { projectDir } from "../../tools/paths.ts";
import { TestServices } from "../support/services.ts";
import { inSteps } from "../support/steps.ts";
import { readInTask } from "../support/swarm.ts";
import { diagnosticsOf } from "./diagnostics.ts";
import { ProgramProject, type ProjectConfig } from "./program-project.ts";

describe("values", function () {
  this.timeout(900_000);
  inSteps();

  const project = new ProgramProject();
  /** A zero, and two bytes that no text in UTF-8 has. */
  const bytes = Buffer.from([0x30, 0xff, 0xfe]);
  let services: TestServices;

  before(async () => {
    services = await TestServices.create();
    await services.service("api");
    await project.make();
  });

  after(async () => {
    await services.remove();
    await project.remove();
  });

  it("whose bytes Pulumi cannot carry are refused, with the way that can", async () => {
    await project.configure(config({}));
    await setValue("db_cert", 1, bytes);
    const { exitCode, output } = await project.run(["preview"]);
    assert.notEqual(exitCode, 0);
    assert.match(output, /values\.db_cert\["1"\]: holds U\+FFFD: .* Set secrets\.db_cert\.encoding to base64/);
  });

  it("given as base64 are in the service's file byte for byte", async () => {
    await project.configure(config({ encoding: "base64" }));
    await setValue("db_cert", 1, `${bytes.toString("base64")}\n`);
    await project.succeed(["up", "--yes", "--skip-preview"]);
    const [service, file] = [`${services.namespace}_api`, `/run/secrets/${services.namespace}_db_cert`];
    assert.equal((await readInTask(service, file, ["od", "-An", "-tx1"])).trim(), "30 ff fe");
  });

  it("that stand unencrypted are called that: one among others, and all where none is encrypted", async () => {
    const secrets = {
      db_writer: { class: "swarm-infra", current: 1 },
      db_reader: { class: "swarm-infra", current: 1 },
    };
    const plain = { namespace: services.namespace, secrets, services: {} };
    await project.configureAsIs({ ...plain, values: { db_writer: { "1": "w" }, db_reader: { "1": "r" } } });
    const all = await warningsOf();
    const leaf = (name: string): string => `values.${name}["1"]`;
    assert.match(all, /warning: 2 values stand unencrypted in the stack config: /);
    assert.ok(all.includes(`pulumi config set --stack dev --secret --path '${leaf("db_writer")}'`), all);
    await setValue("db_reader", 1, "r");
    const one = await warningsOf();
    assert.ok(one.includes(`A value stands unencrypted in the stack config: ${leaf("db_writer")}.`), one);
    assert.ok(!one.includes(leaf("db_reader")), one);
    await setValue("db_writer", 1, "w");
    assert.doesNotMatch(await warningsOf(), /unencrypted/);
  });

  it("that leave no room for their next version are named, with their sizes, before Pulumi cannot start the program", async () => {
    const secrets = { bundle: { class: "swarm-infra", current: 1 }, small: { class: "swarm-infra", current: 1 } };
    const large = { namespace: services.namespace, secrets, services: {} };
    const values = { bundle: { "1": "c".repeat(70_000) }, small: { "1": "s" } };
    await project.configure({ ...large, values });
    const said = await warningsOf();
    assert.match(
      said,
      /takes 6[89]\.\d of the 128\.0 KiB that Pulumi can hand to a program, the largest values: bundle \(68\.4\)/,
    );
    assert.match(said, /The next version of bundle does not fit beside the present one\./);
    const retain = { ...secrets, bundle: { class: "swarm-infra", current: 2, retain: [1] } };
    await project.configure({
      ...large,
      secrets: retain,
      values: { ...values, bundle: { "1": "c".repeat(70_000), "2": "d".repeat(70_000) } },
    });
    for (const pack of [[], ["--policy-pack", path.join(projectDir, "policy")]]) {
      const { exitCode, output } = await project.run(["preview", ...pack]);
      assert.notEqual(exitCode, 0);
      assert.match(output, /busflow-secrets:values\.bundle \(136\.\d KiB\)/);
    }
  });

  it("nearly as large as can be are taken, up to the limit that is stated", async () => {
    const secrets = { bundle: { class: "swarm-infra", current: 1 } };
    const large = { namespace: services.namespace, secrets, services: {} };
    await project.configure({ ...large, values: { bundle: { "1": "c".repeat(valueBytes.max.text) } } });
    await project.succeed(["preview"]);
    await project.configure({ ...large, values: { bundle: { "1": "c".repeat(valueBytes.max.text + 1) } } });
    const { output } = await project.run(["preview"]);
    assert.match(output, /130001 bytes long, and Pulumi cannot hand a program more than 130000/);
  });

  /** What a preview that succeeds warns of. */
  async function warningsOf(): Promise<string> {
    const { output } = await project.succeed(["preview"]);
    return diagnosticsOf(output);
  }

  function config(dbCert: object): ProjectConfig {
    return {
      namespace: services.namespace,
      secrets: { db_cert: { class: "swarm-infra", current: 1, ...dbCert } },
      services: { api: { secrets: ["db_cert"] } },
    };
  }

  async function setValue(name: string, version: number, value: string | Buffer): Promise<void> {
    const leaf = `busflow-secrets:values.${name}["${version}"]`;
    await project.succeed(["config", "set", "--secret", "--path", leaf], value);
  }
});

// What the real program makes of values that are not as easy as a password.
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { TestServices } from "../support/services.ts";
import { inSteps } from "../support/steps.ts";
import { readInTask } from "../support/swarm.ts";
import { ProgramProject, type ProjectConfig } from "./program-project.ts";

describe("values", function () {
  this.timeout(300_000);
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
    assert.match(
      output,
      /values\.db_cert\["1"\]: holds U\+FFFD: .* Set busflow-secrets:secrets\.db_cert\.encoding to base64/,
    );
  });

  it("given as base64 are in the service's file byte for byte", async () => {
    await project.configure(config({ encoding: "base64" }));
    await setValue("db_cert", 1, `${bytes.toString("base64")}\n`);
    await project.succeed(["up", "--yes", "--skip-preview"]);
    const [service, file] = [`${services.namespace}_api`, `/run/secrets/${services.namespace}_db_cert`];
    assert.equal((await readInTask(service, file, ["od", "-An", "-tx1"])).trim(), "30 ff fe");
  });

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

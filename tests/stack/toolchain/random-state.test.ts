// A stack whose random values were made before the random provider was the genuine one goes on with them.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { findResource, isEncrypted, PulumiProject } from "../../support/pulumi.ts";
import { inSteps } from "../../support/steps.ts";
import { formerState } from "./random/former-state.ts";

describe("random values of the former provider", function () {
  this.timeout(120_000);
  inSteps();

  const project = new PulumiProject();
  const hidden = `canary-${randomUUID()}`;
  let values: string[];

  before(async () => {
    await project.copy(path.join(import.meta.dirname, "random", "project"));
    await project.succeed(["config", "set", "--secret", "hidden"], hidden);
    const file = await readFile(path.join(project.directory, "Pulumi.dev.yaml"), "utf8");
    const former = formerState(hidden, /^encryptionsalt: (.*)$/m.exec(file)?.[1] ?? "");
    ({ values } = former);
    await project.succeed(["stack", "import"], JSON.stringify(former.state));
  });

  after(async () => {
    await project.remove();
  });

  async function assertKept(): Promise<void> {
    assert.deepEqual((await project.outputs({ inPlain: true }))["values"], values);
    const stored = await project.state();
    const key = findResource(stored, "random:index/randomBytes:RandomBytes", "key");
    const rich = findResource(stored, "random:index/randomPassword:RandomPassword", "rich");
    for (const property of ["base64", "hex"]) assert.ok(isEncrypted(key?.outputs?.[property]), property);
    for (const property of ["result", "bcryptHash"]) assert.ok(isEncrypted(rich?.outputs?.[property]), property);
    assert.ok(isEncrypted((rich?.outputs?.["keepers"] as Record<string, unknown>)["hidden"]));
  }

  it("show no change in the next preview, with or without a refresh", async () => {
    for (const refresh of [[], ["--refresh"]]) {
      const { exitCode, output } = await project.run(["preview", "--expect-no-changes", ...refresh]);
      assert.equal(exitCode, 0, output);
      assert.match(output, / 4 unchanged/);
    }
  });

  it("are the same after up", async () => {
    const { output } = await project.succeed(["up", "--yes", "--skip-preview"]);
    assert.match(output, / 4 unchanged/);
    await assertKept();
  });

  it("are the same after a refresh, bcryptHash too, and then show no change either", async () => {
    await project.succeed(["refresh", "--yes", "--skip-preview"]);
    const { exitCode, output } = await project.run(["preview", "--expect-no-changes", "--refresh"]);
    assert.equal(exitCode, 0, output);
    await project.succeed(["up", "--yes", "--skip-preview"]);
    await assertKept();
  });

  it("are destroyed with the stack", async () => {
    await project.succeed(["destroy", "--yes", "--skip-preview"]);
    assert.deepEqual((await project.state()).resources, []);
  });

  it("are replaced by new ones of the genuine provider, which keep a secret input secret", async () => {
    await project.succeed(["up", "--yes", "--skip-preview"]);
    const made = (await project.outputs({ inPlain: true }))["values"] as string[];
    assert.equal(new Set([...values, ...made]).size, 2 * values.length, "each is another one");
    const rich = findResource(await project.state(), "random:index/randomPassword:RandomPassword", "rich");
    assert.ok(isEncrypted((rich?.outputs?.["keepers"] as Record<string, unknown>)["hidden"]));
    const { exitCode, output } = await project.run(["preview", "--expect-no-changes", "--refresh"]);
    assert.equal(exitCode, 0, output);
    for (const text of project.transcript)
      assert.ok(![hidden, ...values, ...made].some((value) => text.includes(value)));
  });
});

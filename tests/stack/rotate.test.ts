// `secrets rotate --yes` on a stack of the checkout's own program: it edits, applies by the real engine, and sees what runs then.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import process from "node:process";
import { projectDir } from "../../tools/paths.ts";
import type { Run } from "../support/pulumi.ts";
import { TestServices } from "../support/services.ts";
import { inSteps } from "../support/steps.ts";
import { readInTask } from "../support/swarm.ts";
import { ProgramProject } from "./program-project.ts";

/** A project in whose folder `secrets` is called, too. */
class Rotated extends ProgramProject {
  /** Whether runs have a passphrase that does not open the state. */
  isLockedOut = false;

  secrets(words: readonly string[], input = ""): Promise<Run> {
    return this.finish(process.execPath, [path.join(projectDir, "cli", "secrets.mjs"), ...words], { input });
  }

  protected override environment(): Record<string, string | undefined> {
    return { ...super.environment(), ...(this.isLockedOut && { PULUMI_CONFIG_PASSPHRASE: "another" }) };
  }
}

describe("secrets rotate --yes", function () {
  this.timeout(300_000);
  inSteps();

  const project = new Rotated();
  let services: TestServices;
  let api: string;

  before(async () => {
    services = await TestServices.create();
    api = await services.service("api", { replicas: 2 });
    await project.make();
    const random = { kind: "random", length: 32 };
    await project.configure({
      ...{ namespace: services.namespace, protect: false },
      secrets: {
        api_key: { class: "swarm-infra", current: 1 },
        session_key: { class: "swarm-infra", current: 1, source: random },
      },
      services: { api: { secrets: ["api_key", "session_key"] } },
      values: { api_key: { 1: "one" } },
    });
    await project.succeed(["up", "--yes", "--skip-preview"]);
  });

  after(async () => {
    await services.remove();
    await project.remove();
  });

  it("moves the services to the new values, and says what it has seen of each replica", async () => {
    const words = ["rotate", "api_key", "session_key", "--value-from", "stdin", "--yes"];
    const { exitCode, output } = await project.secrets(words, "two\n");
    assert.equal(exitCode, 0, output);
    assert.match(output, /^ {2}api {3}api_key v1 → v2, session_key v1 → v2 {3}restarts 2 replicas, wave 1$/m);
    assert.match(
      output,
      /^✓ api {3}api_key v2, session_key v2 {3}2 of 2 replicas\n✓ 1 service verified on 2 replicas$/m,
    );
    assert.equal(await readInTask(api, `/run/secrets/${services.namespace}_api_key`), "two");
  });

  it("keeps the exit code of a run that fails, and goes on with the version that is declared by then", async () => {
    project.isLockedOut = true;
    const failed = await project.secrets(["rotate", "session_key", "--yes"]);
    assert.equal(failed.exitCode, (await project.run(["up", "--yes"])).exitCode);
    assert.notEqual(failed.exitCode, 0);
    project.isLockedOut = false;
    assert.match(failed.output, /pulumi up has failed\. The files stay as they are/);
    const declared = await readFile(path.join(project.directory, "Pulumi.dev.yaml"), "utf8");
    const { exitCode, stdout } = await project.secrets(["rotate", "session_key", "--yes", "--json"]);
    assert.equal(exitCode, 0);
    const shown = JSON.parse(stdout) as {
      applied: boolean;
      secrets: { to: number }[];
      verification: { verified: boolean }[];
    };
    assert.deepEqual([shown.applied, shown.secrets[0]?.to, shown.verification[0]?.verified], [true, 3, true]);
    assert.equal(await readFile(path.join(project.directory, "Pulumi.dev.yaml"), "utf8"), declared);
    assert.equal((await project.secrets(["verify"])).exitCode, 0);
  });
});

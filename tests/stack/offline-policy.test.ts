// The policy pack where no way leads to the Swarm, as in CI: what it knows of the past is what the state has on record.
import assert from "node:assert/strict";
import path from "node:path";
import { projectDir } from "../../tools/paths.ts";
import { TestServices } from "../support/services.ts";
import { inSteps } from "../support/steps.ts";
import { useTempDir } from "../support/temp-dir.ts";
import { withEnvironment } from "../support/environment.ts";
import type { Run } from "../support/pulumi.ts";
import { assertPoliciesSilent } from "./assertions.ts";
import { ProgramProject } from "./program-project.ts";

describe("the policy pack where the Swarm is out of reach", function () {
  this.timeout(900_000);
  inSteps();

  const folder = useTempDir();
  const project = new ProgramProject();
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

  it("says once what it could not look at, of a stack that does not exist yet", async () => {
    await declare(1, 1);
    const { exitCode, output } = await preview();
    assert.equal(exitCode, 0, output);
    assert.equal(output.match(/\[advisory\]/g)?.length, 1, output);
    assert.match(output, /\[advisory\] \[severity: low\] {2}not-looked-at /);
    assert.match(output, /Nothing is on record of db_reader and db_writer: no Swarm was asked/);
    assert.doesNotMatch(output, /\[mandatory\]/);
  });

  it("refuses it, after the first run, that one of a pair moves, and takes it that both move", async () => {
    await apply();
    await declare(2, 1);
    assertRefused(await preview());
    await declare(2, 2);
    assertPoliciesSilent(await preview());
  });

  it("refuses it that --target leaves the record of the other one where it is", async () => {
    const stack = "urn:pulumi:dev::busflow-secrets::";
    const version = `${stack}busflow:index:VersionedSecret$docker:index/secret:Secret::${services.namespace}_`;
    const targets = [
      ...[`${version}db_writer_v2`, `${version}db_reader_v2`, `${stack}busflow:index:VersionedSecret::db_writer`],
      ...[`${stack}swarm:index:ServiceSecretBinding::api`, `${stack}swarm:index:RotationRecord::db_writer`],
    ];
    assertRefused(await preview(...targets.flatMap((urn) => ["--target", urn])));
  });

  it("refuses it right after a rotation, whose run has seen the ledgers as they were before it", async () => {
    await apply();
    await declare(3, 2);
    assertRefused(await preview());
    await declare(3, 3);
    assertPoliciesSilent(await preview());
  });

  it("refuses it after a refresh", async () => {
    await declare(2, 2);
    await project.succeed(["refresh", "--yes", "--skip-preview"]);
    await declare(2, 3);
    assertRefused(await preview(), "db_reader moves to another version without db_writer");
  });

  it("tells of a new secret that nothing is on record of it", async () => {
    await declare(2, 2, { session_key: { class: "swarm-infra", current: 1, source: { kind: "random", length: 32 } } });
    const { exitCode, output } = await preview();
    assert.equal(exitCode, 0, output);
    assert.match(output, /Nothing is on record of session_key: /);
  });

  it("has shown, and changed, nothing but the rotation by what it knows from the state", async () => {
    await declare(2, 2);
    const { exitCode, output } = await preview("--diff", "--expect-no-changes");
    assert.doesNotMatch(output, /onRecord/);
    // The Docker provider's host is another one than the state's.
    assert.match(output, /~ 1 to update/, `${exitCode}\n${output}`);
  });

  async function apply(): Promise<void> {
    await project.succeed(["up", "--yes", "--skip-preview"]);
  }

  function preview(...args: string[]): Promise<Run> {
    const nowhere = { CI: "true", DOCKER_HOST: `unix://${folder()}/no.sock` };
    const pack = ["--policy-pack", path.join(projectDir, "policy")];
    return withEnvironment(nowhere, () => project.run(["preview", ...pack, ...args]));
  }

  function assertRefused(
    { exitCode, output }: Run,
    problem = "db_writer moves to another version without db_reader",
  ): void {
    assert.notEqual(exitCode, 0, output);
    assert.match(output, /\[mandatory\] \[severity: high\] {2}binding-atomic /);
    assert.ok(output.includes(`${problem}, of the same group database (default).`), output);
  }

  async function declare(writer: number, reader: number, others: object = {}): Promise<void> {
    const former = (current: number): number[] => Array.from({ length: current - 1 }, (_, index) => index + 1);
    const versions = (current: number) => ({ current, retain: former(current) });
    const value = (name: string, current: number) =>
      Object.fromEntries([...former(current), current].map((version) => [version, `${name}-v4lue-${version}`]));
    await project.configure({
      namespace: services.namespace,
      secrets: {
        db_writer: { class: "database", ...versions(writer) },
        db_reader: { class: "database", ...versions(reader) },
        ...others,
      },
      services: { api: { secrets: ["db_writer", "db_reader", ...Object.keys(others)] } },
      values: { db_writer: value("writer", writer), db_reader: value("reader", reader) },
    });
  }
});

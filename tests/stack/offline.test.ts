// Previews where the Swarm is out of reach, of a stack that exists: refused where somebody could take them for a look at it, and
// in CI right all the same. The Docker provider asks for its engine as soon as it is configured.
import assert from "node:assert/strict";
import { chmodSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import path from "node:path";
import process from "node:process";
import { findExecutable } from "../../tools/executables.ts";
import { writeProgram } from "../support/programs.ts";
import { TestServices } from "../support/services.ts";
import { inSteps } from "../support/steps.ts";
import { useTempDir } from "../support/temp-dir.ts";
import { withEnvironment } from "../support/environment.ts";
import { diagnosticsOf } from "./diagnostics.ts";
import { ProgramProject } from "./program-project.ts";

/** A step of a preview as `--json` tells it. */
interface Step {
  op: string;
  urn: string;
  newState?: { inputs?: Record<string, unknown> };
}

describe("a preview where the Swarm is out of reach", function () {
  this.timeout(900_000);
  inSteps();

  const folder = useTempDir();
  const project = new ProgramProject();
  let services: TestServices;
  let namespace: string;

  before(async () => {
    services = await TestServices.create();
    ({ namespace } = services);
    await services.service("api");
    await project.make();
    await declare({ current: 1 }, { "1": "v4lue-1" });
    await project.succeed(["up", "--yes", "--skip-preview"]);
  });

  after(async () => {
    await services.remove();
    await project.remove();
  });

  describe("outside of CI", () => {
    const outside = { CI: "" };

    const places = [
      { what: "there is no such socket", host: () => `unix://${folder()}/no.sock`, reason: "there is no such socket" },
      { what: "nothing listens there", host: () => "tcp://127.0.0.1:9", reason: "nothing listens there" },
      { what: "the host is unknown", host: () => "tcp://no-swarm.invalid:2375", reason: "the host's name " },
      { what: "it is behind an ssh that fails", host: () => "ssh://no-swarm.invalid", reason: "ssh: " },
    ];
    for (const { what, host, reason } of places) {
      it(`is refused, also when nothing would change, as ${what}`, async () => {
        assertRefused(await preview({ ...outside, DOCKER_HOST: host() }, "--expect-no-changes"), reason);
      });
    }

    it("is refused as this user may not use the socket", async () => {
      const socket = path.join(folder(), "docker.sock");
      const server: Server = createServer();
      await new Promise<void>((resolve) => server.listen(socket, resolve));
      chmodSync(socket, 0);
      // Root may use any socket, unless it gives that up.
      const pulumi = findExecutable("pulumi", process.env["PATH"] ?? "") ?? "";
      const giveUp = process.getuid?.() === 0 ? "setpriv --bounding-set=-dac_override" : "";
      writeProgram(path.join(folder(), "pulumi"), `exec ${giveUp} ${pulumi} "$@"`);
      const PATH = `${folder()}:${process.env["PATH"] ?? ""}`;
      try {
        const run = await preview({ ...outside, PATH, DOCKER_HOST: `unix://${socket}` }, "--expect-no-changes");
        assertRefused(run, "this user may not use the socket");
      } finally {
        await new Promise((resolve) => server.close(resolve));
      }
    });

    it("is refused as the two cannot agree on TLS", async () => {
      const server: Server = createServer();
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      const { port } = server.address() as { port: number };
      for (const file of ["ca.pem", "cert.pem", "key.pem"]) writeFileSync(path.join(folder(), file), "");
      try {
        const variables = {
          DOCKER_HOST: `tcp://127.0.0.1:${port}`,
          DOCKER_TLS_VERIFY: "1",
          DOCKER_CERT_PATH: folder(),
        };
        const { exitCode, output } = await preview({ ...outside, ...variables });
        assert.notEqual(exitCode, 0, output);
        assert.match(diagnosticsOf(output), /^ {2}\S+ \(busflow-secrets-dev\):\n {4}error: TLS with .* failed: /);
        assert.equal(output.match(/^ +error: /gm)?.length, 1, output);
      } finally {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    });
  });

  describe("in CI", () => {
    const inCi = { CI: "true" };

    it("shows every version and every binding that changes, no other, and one warning", async () => {
      await declare({ current: 2, retain: [1] }, { "1": "v4lue-1", "2": "v4lue-2" });
      const nowhere = { ...inCi, DOCKER_HOST: `unix://${folder()}/no.sock` };
      const { exitCode, output } = await preview(nowhere, "--diff");
      assert.equal(exitCode, 0, output);
      assert.equal(output.match(/^warning: /gm)?.length, 1, output);
      assert.match(output, /^warning: Cannot reach the Docker Engine at unix:\S+no\.sock: there is no such socket/m);
      assert.doesNotMatch(output, /no-swarm\.invalid/);
      assert.deepEqual(await changesOf(nowhere), [
        ...["create docker:index/secret:Secret"],
        // Its host, which the diff hides.
        ...["update pulumi:providers:docker", "update swarm:index:RotationRecord"],
        "update swarm:index:ServiceSecretBinding",
      ]);
    });

    it("shows these alone where the address is behind ssh", async () => {
      assert.deepEqual(await changesOf({ ...inCi, DOCKER_HOST: "ssh://no-swarm.invalid" }), [
        ...["create docker:index/secret:Secret"],
        ...["update swarm:index:RotationRecord", "update swarm:index:ServiceSecretBinding"],
      ]);
    });

    it("is refused all the same where the config says so", async () => {
      await declare({ current: 2, retain: [1] }, { "1": "v4lue-1", "2": "v4lue-2" }, { requireSwarm: true });
      assertRefused(await preview({ ...inCi, DOCKER_HOST: "tcp://127.0.0.1:9" }), "nothing listens there");
    });
  });

  /** What changes, by type, sorted. */
  async function changesOf(variables: Record<string, string>): Promise<string[]> {
    const { stdout } = await preview(variables, "--json");
    const { steps } = JSON.parse(stdout) as { steps: Step[] };
    const changes = steps.filter(({ op }) => op !== "same");
    const binding = changes.find(({ urn }) => urn.endsWith("ServiceSecretBinding::api"));
    const { db_writer: bound } = binding?.newState?.inputs?.["secrets"] as Record<string, { secretName: string }>;
    assert.equal(bound?.secretName, `${namespace}_db_writer_v2`);
    return changes.map(({ op, urn }) => `${op} ${urn.split("::")[2]?.split("$").at(-1) ?? ""}`).sort();
  }

  function preview(variables: Record<string, string>, ...args: string[]) {
    return withEnvironment(variables, () => project.run(["preview", ...args]));
  }

  /** Asserts that our own message is all that is said. */
  function assertRefused({ exitCode, output }: { exitCode: number; output: string }, reason: string): void {
    assert.notEqual(exitCode, 0, output);
    const [resource, error, ...more] = diagnosticsOf(output).split("\n");
    assert.equal(resource, "  pulumi:pulumi:Stack (busflow-secrets-dev):", output);
    assert.match(error ?? "", /^ {4}error: Cannot reach the Docker Engine at /);
    assert.ok(error?.includes(`: ${reason}`), output);
    assert.equal(
      more.at(-1),
      "    To preview without it all the same, set requireSwarm to false in the stack config.",
      output,
    );
    assert.equal(output.match(/^ +error: /gm)?.length, 1, output);
  }

  async function declare(versions: object, values: object, more: object = {}): Promise<void> {
    await project.configure({
      namespace,
      secrets: { db_writer: { class: "swarm-infra", ...versions } },
      services: { api: { secrets: ["db_writer"] } },
      values: { db_writer: values },
      ...more,
    });
  }
});

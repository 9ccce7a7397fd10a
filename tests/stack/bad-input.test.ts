// What bad input gets from the real program under the real engine: which message, at preview, and nothing changed.
import { execa } from "execa";
import assert from "node:assert/strict";
import path from "node:path";
import { fakeEngine } from "../../tools/sandbox/engine-proxy.ts";
import { inspect, TestServices } from "../support/services.ts";
import { dockerHost } from "../../tools/sandbox/docker-host.ts";
import { engine } from "../support/swarm.ts";
import { withEnvironment } from "../support/environment.ts";
import { byProgram, diagnosticsOf, says } from "./diagnostics.ts";
import { ProgramProject, type ProjectConfig } from "./program-project.ts";

describe("bad input", function () {
  this.timeout(900_000);

  const project = new ProgramProject();
  let services: TestServices;
  let namespace: string;
  let untouched: unknown;

  // Version 1 of db_writer was there and is retired, version 2 is there; a service uses it.
  before(async () => {
    services = await TestServices.create();
    ({ namespace } = services);
    await services.service("api");
    await project.make();
    for (const [versions, values] of [
      [
        { current: 2, retain: [1] },
        { "1": "v4lue-1", "2": "v4lue-2" },
      ],
      [{ current: 2 }, { "2": "v4lue-2" }],
    ] as const) {
      await project.configure(config(versions, values));
      await project.succeed(["up", "--yes", "--skip-preview"]);
    }
    untouched = await everything();
  });

  afterEach(async () => {
    assert.deepEqual(await everything(), untouched, "something has changed");
  });

  after(async () => {
    await services.remove();
    await project.remove();
  });

  describe("in the stack config", () => {
    it("is shown with its place in the YAML and what to do, all of it at once", async () => {
      const { secrets, ...wrong } = config({ current: 2, curent: 2 });
      await assertRefused(
        {
          ...wrong,
          namespce: "busflow",
          secrets: { ...(secrets as object), db_reader: { class: "swarm-infa", current: "1" } },
          services: {
            api: { timeout: "1", secrets: [{ name: "db_writer", target: "db" }, "db_raeder"] },
            web: {
              secrets: [
                { name: "db_writer", target: "db" },
                { name: "db_reader", target: "/run/secrets/db" },
              ],
            },
          },
        },
        byProgram(
          "The stack config has 7 problems:",
          "  busflow-secrets:namespce: unknown key. Did you mean namespace? Allowed here: namespace, classes, secrets, services, values, retention, protect, requireSwarm, swarm, fingerprintKey, composeFiles, tenantColumns, notices.",
          "  busflow-secrets:secrets.db_reader.class: not allowed. Did you mean swarm-infra? Set it to one of: database, deploy-token, sso, swarm-infra, tenant-api.",
          "  busflow-secrets:secrets.db_reader.current: not allowed. Set it to a whole number from 1 to 9999, without quotes.",
          "  busflow-secrets:secrets.db_writer.curent: unknown key. Did you mean current? Allowed here: class, current, retain, source, encoding, owner, cadence, group, incident, dependants, release.",
          "  busflow-secrets:services.api.timeout: not allowed. Set it to a whole number of seconds from 1 to 86400, without quotes.",
          "  busflow-secrets:services.api.secrets[1]: no secret is called db_raeder. Did you mean db_reader? Use a name under secrets, or declare it there.",
          "  busflow-secrets:services.web.secrets[1]: has the same target as db_writer: /run/secrets/db. Give one of the two another target.",
        ),
      );
    });

    it("is shown with the command to type when it is a value: missing, empty, or of no declared version", async () => {
      await assertRefused(
        config({ current: 4, retain: [2, 3] }, { "2": "", "3": "v4lue-3", "5": "v4lue-5" }),
        byProgram(
          "The stack config has 3 problems:",
          `  busflow-secrets:values.db_writer["2"]: empty. Type: pulumi config set --stack dev --secret --path 'values.db_writer["2"]'`,
          `  busflow-secrets:values.db_writer["4"]: missing. Type: pulumi config set --stack dev --secret --path 'values.db_writer["4"]'`,
          `  busflow-secrets:values.db_writer["5"]: version 5 is neither current nor retained. Declare it, or type: pulumi config rm --stack dev --path 'values.db_writer["5"]'`,
        ),
      );
    });

    it("is shown when it is a value that is too large, before the program can say so itself", async () => {
      await project.configure(config({ current: 3, retain: [2] }, { "2": "v4lue-2", "3": "x".repeat(512_000) }));
      // In the words of whichever language host it is: Linux limits the environment by which a program gets its config.
      assert.match(await failure(["preview"]), /configuration is too large to hand to node|argument list too long/);
    });

    it("is shown when it is the passphrase", async () => {
      const { exitCode, all } = await execa("pulumi", ["preview", "--non-interactive"], {
        cwd: project.directory,
        env: {
          PULUMI_BACKEND_URL: `file://${project.backend}`,
          PULUMI_CONFIG_PASSPHRASE: "another one",
          PULUMI_STACK: "dev",
        },
        reject: false,
        all: true,
      });
      assert.notEqual(exitCode, 0);
      assert.match(all, /^error: .*incorrect passphrase/);
    });
  });

  describe("that the past does not allow", () => {
    it("is shown when it is another value under an existing version", async () => {
      await project.configure(config({ current: 2 }, { "2": "v4lue-x" }));
      const said = await failure(["preview"]);
      assert.ok(said.includes(`${namespace}_db_writer_v2 exists with another value; versions are immutable.`), said);
      assert.ok(said.includes("Put the old value back, and add the next version with the new one."), said);
    });

    it("loses no secret even when the preview is skipped and it is another value under an existing version", async () => {
      await project.configure(config({ current: 2 }, { "2": "v4lue-x" }));
      const said = await failure(["up", "--yes", "--skip-preview"]);
      assert.ok(said.includes(`${namespace}_db_writer_v2 exists with another value; versions are immutable.`), said);
    });

    it("is shown when it is the number of a retired version", async () => {
      await assertRefused(
        config({ current: 2, retain: [1] }, { "1": "v4lue-1", "2": "v4lue-2" }),
        byProgram(
          `busflow-secrets:secrets.db_writer.retain: ${namespace}_db_writer_v1 was retired, and a version number is never used again.`,
          "Use version 3, with a new value.",
        ),
      );
    });

    it("is shown when it is a skipped number", async () => {
      await assertRefused(
        config({ current: 4, retain: [2] }, { "2": "v4lue-2", "4": "v4lue-4" }),
        byProgram(
          `busflow-secrets:secrets.db_writer.current: ${namespace}_db_writer_v4 skips a version: the next one is 3.`,
          "Use version 3.",
        ),
      );
    });
  });

  describe("about the Swarm", () => {
    it("is shown when it is a service that the Swarm does not have", async () => {
      const secrets = ["db_writer"];
      await assertRefused(
        {
          ...config({ current: 2 }),
          services: { api: { secrets }, other: { serviceName: "elsewhere_api", secrets }, web: { secrets } },
        },
        byProgram(
          `busflow-secrets:services.other: the Swarm at ${dockerHost()} has no service elsewhere_api.`,
          `busflow-secrets:services.web: the Swarm at ${dockerHost()} has no service ${namespace}_web.`,
          "Deploy it first, correct its name (serviceName), or take it out of the stack config.",
        ),
      );
    });

    it("is a warning in a preview when the engine cannot be reached, and all else is previewed", async () => {
      const two = config({ current: 3, retain: [2] }, { "2": "v4lue-2", "3": "v4lue-3" });
      await project.configure({ ...two, requireSwarm: false });
      const socket = path.join(project.directory, "no.sock");
      const { exitCode, output } = await withEnvironment({ DOCKER_HOST: `unix://${socket}` }, () =>
        project.run(["preview"]),
      );
      assert.equal(exitCode, 0, output);
      // The engine shows first whoever spoke first.
      const [words = "", warning] = diagnosticsOf(output).split("\n\n").sort().reverse();
      assert.match(words, /\(api\):\n +api {3}db_writer v2 → v3 {3}restarts 1 replica, wave 1$/);
      assert.equal(
        warning,
        says(
          "pulumi:pulumi:Stack (busflow-secrets-dev)",
          `warning: Cannot reach the Docker Engine at unix://${socket}: there is no such socket (connect ENOENT ${socket}). The address comes from DOCKER_HOST.`,
          "Start the engine, or point DOCKER_HOST or the configured endpoint elsewhere. To try it:",
          `docker -H unix://${socket} version`,
          "The preview goes on without it: whether the services exist, and what the Swarm has on record, is not checked.",
        ),
      );
      // Besides the binding and the ledger these are the Docker provider, which is told not to connect, and the guards: `requireSwarm` is one.
      assert.match(output, /\+ 1 to create\n +~ 4 to update\n/);
    });

    it("is shown when it is the engine's address", async () => {
      await withEnvironment({ DOCKER_HOST: "swarm.example" }, () =>
        assertRefused(
          config({ current: 2 }),
          byProgram(
            `"swarm.example" (from DOCKER_HOST) is not the address of a Docker Engine.`,
            "Write unix:///path/to/docker.sock, tcp://host:port, ssh://user@host or ssh://user@host:port, without a path or a password, or context:NAME.",
          ),
        ),
      );
    });

    it("ends a run before it begins when the engine cannot be reached", async () => {
      await project.configure(config({ current: 3, retain: [2] }, { "2": "v4lue-2", "3": "v4lue-3" }));
      // A port that nothing listens on: the discard service is long gone.
      const said = await withEnvironment({ DOCKER_HOST: "tcp://127.0.0.1:9" }, () =>
        failure(["up", "--yes", "--skip-preview"]),
      );
      assert.equal(
        said,
        byProgram(
          "Cannot reach the Docker Engine at tcp://127.0.0.1:9: nothing listens there (connect ECONNREFUSED 127.0.0.1:9). The address comes from DOCKER_HOST.",
          "Start the engine, or point DOCKER_HOST or the configured endpoint elsewhere. To try it:",
          "docker -H tcp://127.0.0.1:9 version",
        ),
      );
    });

    const managers = { RemoteManagers: [{ NodeID: "m", Addr: "192.0.2.1:2377" }] };
    const engines = [
      {
        what: "a worker",
        Swarm: { NodeID: "w", LocalNodeState: "active", ControlAvailable: false, ...managers },
        problem: "is a Swarm worker; only managers can be asked.",
        remedy: [
          "Point DOCKER_HOST, or the configured endpoint, at a Swarm manager (the address comes from DOCKER_HOST). Its managers: 192.0.2.1:2377.",
        ],
      },
      {
        what: "not in a Swarm",
        Swarm: { NodeID: "", LocalNodeState: "inactive", ControlAvailable: false },
        problem: "is not in a Swarm.",
        remedy: [
          "Point DOCKER_HOST, or the configured endpoint, at a Swarm manager (the address comes from DOCKER_HOST), or make it one:",
          "docker swarm init",
        ],
      },
    ];
    for (const { what, Swarm, problem, remedy } of engines) {
      it(`is shown when the engine is ${what}`, async () => {
        const fake = await fakeEngine({ "/version": { ApiVersion: "1.41", Version: "20.10.24" }, "/info": { Swarm } });
        try {
          await withEnvironment({ DOCKER_HOST: fake.host }, () =>
            assertRefused(config({ current: 2 }), byProgram(`The Docker Engine at ${fake.host} ${problem}`, ...remedy)),
          );
        } finally {
          await fake.close();
        }
      });
    }
  });

  it("is not a change of a secret's class or owner: no version is replaced, its labels stay as they were", async () => {
    await project.configure(config({ current: 2, class: "sso", owner: "Platform" }));
    const { stdout } = await project.succeed(["preview", "--json"]);
    const { steps = [] } = JSON.parse(stdout) as { steps?: { op: string; urn: string }[] };
    const changes = steps.filter(({ op }) => op !== "same").map(({ op, urn }) => `${op} ${urn.split("::")[2] ?? ""}`);
    // The class is among what guards the stack, which the state keeps. The two depend on nothing of each other: they come in any order.
    assert.deepEqual(changes.sort(), ["update busflow:index:VersionedSecret", "update swarm:index:StackSwarm"]);
  });

  /** Asserts that a preview is refused, and says exactly this. */
  async function assertRefused(wrong: ProjectConfig, diagnostics: string): Promise<void> {
    await project.configure(wrong);
    assert.equal(await failure(["preview"]), diagnostics);
  }

  /** What a run that has to fail says, without a stack trace. */
  async function failure(args: string[]): Promise<string> {
    const { exitCode, output } = await project.run(args);
    assert.notEqual(exitCode, 0, output);
    assert.doesNotMatch(output, /\n\s+at |file:\/\/\/\S+\.[jt]s/, "a stack trace");
    return diagnosticsOf(output);
  }

  function config(versions: object, values: object = { "2": "v4lue-2" }): ProjectConfig {
    return {
      namespace,
      secrets: { db_writer: { class: "swarm-infra", ...versions } },
      services: { api: { secrets: ["db_writer"] } },
      values: { db_writer: values },
    };
  }

  /** All that the state and the Swarm have. */
  async function everything(): Promise<unknown> {
    const secrets = await engine.listSecrets({ filters: JSON.stringify({ name: [`${namespace}_`] }) });
    const { Version, Spec } = await inspect(`${namespace}_api`);
    return {
      ...(await project.recorded()),
      secrets,
      service: { Version, Spec },
    };
  }
});

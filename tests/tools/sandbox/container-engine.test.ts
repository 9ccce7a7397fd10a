import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { projectName } from "../../../tools/paths.ts";
import { ensureBusyboxImage } from "../../../tools/sandbox/index.ts";
import { layoutOf } from "../../../tools/sandbox/layout.ts";
import { findUserEngine } from "../../../tools/sandbox/user-engine.ts";
import { assertUserError, awaitTask, connect, describeAsRoot, run, startService, useSandboxFolder } from "./support.ts";
import { useUserEngine } from "./user-engine.ts";

describeAsRoot("the private Swarm beside an engine of the user's", () => {
  const user = useUserEngine();

  describe("as processes", () => {
    const { dir } = useSandboxFolder();

    it("leaves no trace on that engine, not even an event", async () => {
      const before = await user.traces();
      assert.equal(before["swarm"], "inactive");
      assert.deepEqual(before["events"], []);
      for (const command of ["up", "status", "reset"]) {
        const { exitCode, all } = await run([command, "--dir", dir], { DOCKER_HOST: user.dockerHost });
        assert.equal(exitCode, 0, all);
      }
      assert.deepEqual(await user.traces(), before);
    });
  });

  describe("as a container", () => {
    const { dir, sandbox } = useSandboxFolder();
    const { name } = layoutOf(dir);
    const docker = connect(dir);
    const env = { DOCKER_HOST: user.dockerHost };

    it("comes up in one labelled container without network or restarts, and that engine joins no Swarm", async () => {
      const { exitCode, all, stdout } = await run(["up", "--how", "container", "--dir", dir], env);
      assert.equal(exitCode, 0, all);
      assert.equal(stdout, `export DOCKER_HOST=unix://${dir}/docker.sock`);
      const { swarm, containers, volumes, networks } = await user.traces();
      assert.deepEqual(
        { swarm, containers, volumes, networks },
        {
          swarm: "inactive",
          containers: [[`/${name}`]],
          volumes: [name],
          networks: ["bridge", "host", "none"],
        },
      );
      const { Config, HostConfig } = await user.docker.getContainer(name).inspect();
      assert.equal(Config.Labels[`${projectName}.sandbox`], dir);
      assert.equal(HostConfig.RestartPolicy?.Name, "no");
      assert.equal(HostConfig.NetworkMode, "none");
    }).timeout(540_000);

    it("tells so in its status", async () => {
      const status = await sandbox.status();
      assert.ok(status.state === "running");
      assert.equal(status.how, "container");
    });

    it("runs a service", async () => {
      await startService(docker, "reader", await ensureBusyboxImage(`unix://${dir}/docker.sock`));
    });

    it("is left as it is by a further up, wherever DOCKER_HOST points now", async () => {
      const { Id } = await user.docker.getContainer(name).inspect();
      const { exitCode, all } = await run(["up", "--dir", dir], { DOCKER_HOST: `unix://${dir}/docker.sock` });
      assert.equal(exitCode, 0, all);
      assert.equal((await user.docker.getContainer(name).inspect()).Id, Id);
    });

    it("refuses to run both ways at once", async () => {
      assertUserError(
        await run(["up", "--how", "process", "--dir", dir], env),
        "already runs as a container",
        "-- stop",
      );
    });

    it("carries on after its container was killed, with the same Swarm and the same services", async () => {
      const before = await sandbox.status();
      assert.ok(before.state === "running");
      await user.docker.getContainer(name).kill();
      assert.equal((await sandbox.status()).state, "stopped");
      assert.equal((await sandbox.up()).nodeId, before.nodeId);
      await awaitTask(docker, "reader");
    });

    it("leaves nothing but its image after a stop, and nothing at all after a reset", async () => {
      assert.equal((await run(["stop", "--dir", dir], env)).exitCode, 0);
      const { containers, volumes, images } = await user.traces();
      assert.deepEqual(
        { containers, volumes, images },
        { containers: [], volumes: [], images: [[`sandbox/engine:${name}`]] },
      );
      assert.equal((await run(["status", "--dir", dir], env)).exitCode, 3);
      assert.equal((await run(["reset", "--dir", dir], env)).exitCode, 0);
      assert.deepEqual((await user.traces())["images"], []);
    });
  });

  describe("with its name taken on that engine", () => {
    const { dir } = useSandboxFolder();
    const { name } = layoutOf(dir);

    it("leaves the container alone that has it", async () => {
      const stranger = await user.docker.createContainer({ name, Image: await ensureBusyboxImage(user.dockerHost) });
      const result = await run(["up", "--how", "container", "--dir", dir], { DOCKER_HOST: user.dockerHost });
      assertUserError(result, `The name ${name} is taken by a container that is not from here`, "docker rename");
      await stranger.remove();
    });
  });

  describe("looking for that engine", () => {
    const { dir } = useSandboxFolder();
    const layout = layoutOf(dir);
    const own = `unix://${layout.socket}`;
    const saved = { ...process.env };
    const context = (name: string, host: string): void => {
      const folder = path.join(dir, "config", "contexts", "meta", createHash("sha256").update(name).digest("hex"));
      mkdirSync(folder, { recursive: true });
      writeFileSync(
        path.join(folder, "meta.json"),
        JSON.stringify({ Name: name, Endpoints: { docker: { Host: host } } }),
      );
      writeFileSync(path.join(dir, "config", "config.json"), JSON.stringify({ currentContext: name }));
    };

    beforeEach(() => {
      delete process.env["DOCKER_CONTEXT"];
      process.env["DOCKER_HOST"] = own;
      process.env["DOCKER_CONFIG"] = path.join(dir, "config");
    });

    afterEach(() => {
      process.env = { ...saved };
    });

    it("follows DOCKER_HOST", async () => {
      process.env["DOCKER_HOST"] = user.dockerHost;
      assert.deepEqual(await findUserEngine(layout), { socket: user.dockerHost.slice("unix://".length) });
    });

    it("follows the current context where DOCKER_HOST names this sandbox itself", async () => {
      context("work", user.dockerHost);
      assert.deepEqual(await findUserEngine(layout), { socket: user.dockerHost.slice("unix://".length) });
    });

    it("takes no engine of another machine", async () => {
      context("far", "ssh://ops@manager");
      assert.deepEqual(await findUserEngine(layout), {
        unusable: "the Docker Engine at ssh://ops@manager is not on this machine",
      });
    });

    it("says which context does not exist", async () => {
      process.env["DOCKER_CONTEXT"] = "nowhere";
      const folder = path.join(dir, "config", "contexts");
      assert.deepEqual(await findUserEngine(layout), {
        unusable: `the Docker Engine of this user is not known (The Docker context "nowhere" does not exist in ${folder})`,
      });
    });

    it("says which engine does not answer", async () => {
      process.env["DOCKER_HOST"] = `unix://${dir}/nobody.sock`;
      assert.deepEqual(await findUserEngine(layout), {
        unusable: `no Docker Engine answers at unix://${dir}/nobody.sock`,
      });
    });
  });
});

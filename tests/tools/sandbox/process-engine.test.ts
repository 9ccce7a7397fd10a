import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import process from "node:process";
import { busyboxImage, ensureBusyboxImage } from "../../../tools/sandbox/index.ts";
import { layoutOf } from "../../../tools/sandbox/layout.ts";
import { runningProcesses } from "../../../tools/sandbox/process-engine.ts";
import { eventually } from "../../support/eventually.ts";
import {
  awaitTask,
  commandLine,
  connect,
  daemonsOf,
  describeAsRoot,
  mountersOf,
  namespaceOf,
  processesIn,
  run,
  startService,
  useSandboxFolder,
} from "./support.ts";

describeAsRoot("the private Swarm as processes", () => {
  describe("in the course of its life", () => {
    const { dir, sandbox } = useSandboxFolder();
    const docker = connect(dir);

    it("comes up once when it is started twice at the same time", async () => {
      const both = await Promise.all([run(["up", "--dir", dir]), run(["up", "--dir", dir])]);
      for (const { exitCode, all, stdout } of both) {
        assert.equal(exitCode, 0, all);
        assert.equal(stdout, `export DOCKER_HOST=unix://${dir}/docker.sock`);
      }
      assert.equal(daemonsOf(dir).length, 1);
    });

    it("is a Swarm of one ready manager on loopback", async () => {
      const { Swarm } = (await docker.info()) as {
        Swarm: { NodeAddr: string; ControlAvailable: boolean; Nodes: number };
      };
      assert.equal(Swarm.NodeAddr, "127.0.0.1");
      assert.equal(Swarm.ControlAvailable, true);
      assert.equal(Swarm.Nodes, 1);
    });

    it("is left as it is by a further up", async () => {
      const daemons = daemonsOf(dir);
      const first = await sandbox.status();
      const { how, dockerHost, nodeId } = await sandbox.up();
      assert.deepEqual(daemonsOf(dir), daemons);
      assert.ok(first.state === "running");
      assert.deepEqual([how, dockerHost, nodeId], ["process", first.dockerHost, first.nodeId]);
    });

    it("tells its status to people and to programs", async () => {
      const text = await run(["status", "--dir", dir]);
      assert.match(text.stdout, /^running as a process: Docker Engine \d/);
      const { exitCode, stdout } = await run(["status", "--json", "--dir", dir]);
      assert.equal(exitCode, 0);
      assert.deepEqual(JSON.parse(stdout), await sandbox.status());
    });

    it("shares no network, no processes and no /run with the machine", () => {
      const [daemon = 0] = daemonsOf(dir);
      for (const kind of ["net", "pid", "mnt"] as const) {
        assert.notEqual(namespaceOf(kind, daemon), namespaceOf(kind, process.pid));
      }
      assert.ok(existsSync(`/proc/${daemon}/root/run/private-engine`));
      assert.equal(existsSync("/run/private-engine"), false);
    });

    it("runs a service on an image made of the machine's busybox", async () => {
      const image = await ensureBusyboxImage(`unix://${dir}/docker.sock`);
      assert.equal(image, busyboxImage);
      const { Id } = await docker.getImage(image).inspect();
      await ensureBusyboxImage(`unix://${dir}/docker.sock`);
      assert.equal((await docker.getImage(image).inspect()).Id, Id);
      await startService(docker, "reader", image);
    });

    for (const program of ["dockerd", "sh", "unshare"]) {
      it(`carries on after its ${program} was killed, with the same Swarm and the same services`, async () => {
        const before = await sandbox.status();
        assert.ok(before.state === "running");
        const task = await awaitTask(docker, "reader");
        const [daemon = 0] = daemonsOf(dir);
        const namespace = namespaceOf("pid", daemon);
        for (const killed of runningProcesses(layoutOf(dir)).filter((running) => running.program === program)) {
          process.kill(killed.pid, "SIGKILL");
        }
        await eventually("all of it is gone", () => (processesIn("pid", namespace).length === 0 ? true : undefined));
        const { nodeId } = await sandbox.up();
        assert.equal(nodeId, before.nodeId);
        assert.notEqual(await awaitTask(docker, "reader"), task);
      });
    }

    it("is called broken while its dockerd hangs", async () => {
      const [daemon = 0] = daemonsOf(dir);
      process.kill(daemon, "SIGSTOP");
      try {
        const { exitCode, stdout } = await run(["status", "--dir", dir]);
        assert.equal(exitCode, 1);
        assert.match(stdout, /^broken: the private engine runs and does not answer/);
      } finally {
        process.kill(daemon, "SIGCONT");
      }
    });

    it("leaves nothing running, mounted or listed after a stop, and keeps its data", async () => {
      const [daemon = 0] = daemonsOf(dir);
      const namespaces = (["pid", "net", "mnt"] as const).map((kind) => [kind, namespaceOf(kind, daemon)] as const);
      assert.ok(mountersOf(`${dir}/engine/data`).length > 0);
      const { exitCode, all } = await run(["stop", "--dir", dir]);
      assert.equal(exitCode, 0, all);
      for (const [kind, namespace] of namespaces) assert.deepEqual(processesIn(kind, namespace), [], kind);
      assert.deepEqual(mountersOf(dir), []);
      assert.deepEqual(controlGroups(dir), []);
      assert.equal(existsSync(path.join(dir, "docker.sock")), false);
      assert.equal((await run(["status", "--dir", dir])).exitCode, 3);

      await sandbox.up();
      await awaitTask(docker, "reader");
    });

    const losses: [string, (swarmDir: string) => void, RegExp][] = [
      [
        "removed",
        (swarmDir) => {
          rmSync(swarmDir, { recursive: true });
        },
        /The private Swarm is gone: a new, empty one begins/,
      ],
      [
        "damaged",
        (swarmDir) => {
          writeFileSync(path.join(swarmDir, "certificates", "swarm-node.crt"), "nonsense");
        },
        /The private Swarm is lost \(.*certificate.*\): a new, empty one begins/,
      ],
    ];
    for (const [loss, lose, message] of losses) {
      it(`begins a new Swarm, and says so, when the old one's data is ${loss}`, async () => {
        const { nodeId } = await sandbox.up();
        await sandbox.stop();
        lose(path.join(dir, "engine", "data", "swarm"));
        const { exitCode, all } = await run(["up", "--dir", dir]);
        assert.equal(exitCode, 0, all);
        assert.match(all, message);
        const status = await sandbox.status();
        assert.ok(status.state === "running");
        assert.notEqual(status.nodeId, nodeId);
      });
    }

    it("comes back when its folder was removed under it", async () => {
      rmSync(path.join(dir, "engine"), { recursive: true });
      rmSync(path.join(dir, "docker.sock"));
      await sandbox.up();
      assert.equal(daemonsOf(dir).length, 1);
      assert.deepEqual(await docker.listServices(), []);
    });

    it("keeps nothing after a reset", async () => {
      const { exitCode, all } = await run(["reset", "--dir", dir]);
      assert.equal(exitCode, 0, all);
      assert.deepEqual(daemonsOf(dir), []);
      assert.deepEqual(readdirSync(dir), ["engine.lock"]);
    });
  });

  describe("after a start that was killed", () => {
    const { dir, sandbox } = useSandboxFolder();

    const { engineDir, configFile, socket, nodeFile } = layoutOf(dir);
    const milestones: [string, () => boolean][] = [
      ["its configuration is written", () => existsSync(configFile)],
      ["dockerd is started", () => daemonsOf(dir).length > 0],
      ["the API has its socket", () => existsSync(socket)],
      ["the Swarm has its files", () => existsSync(path.join(engineDir, "data", "swarm", "state.json"))],
    ];
    for (const [milestone, isReached] of milestones) {
      it(`as soon as ${milestone}, comes up and stops as ever`, async () => {
        const [node = "", ...script] = commandLine;
        const child = spawn(node, [...script, "up", "--dir", dir], { stdio: "ignore" });
        const ended = once(child, "exit");
        await eventually(milestone, () => isReached() || undefined);
        child.kill("SIGKILL");
        await ended;
        // A start writes this last, and soon after the Swarm has its files: without it, it is as if killed before.
        rmSync(nodeFile, { force: true });
        const { nodeId } = await sandbox.up();
        const { Swarm } = (await connect(dir).info()) as { Swarm: { NodeID: string } };
        assert.equal(Swarm.NodeID, nodeId);
        await sandbox.reset();
        assert.deepEqual(mountersOf(dir), []);
      });
    }
  });

  describe("beside what others have", () => {
    const { dir, sandbox } = useSandboxFolder();
    const { configFile, engineDir, logFile, socket } = layoutOf(dir);

    it("harms no process that only speaks of its files", async () => {
      await sandbox.up();
      // A pid file from before a reboot, whose number now belongs to somebody else.
      const reader = spawn("tail", ["-F", logFile, configFile], { stdio: "ignore" });
      const shell = spawn("sh", ["-c", "sleep 1000 & wait", "sh", configFile], { stdio: "ignore", detached: true });
      const seeker = spawn("tail", ["-f", "/dev/null", "--", `--config-file=${configFile}`], { stdio: "ignore" });
      writeFileSync(path.join(engineDir, "docker.pid"), String(reader.pid));
      try {
        for (const pid of daemonsOf(dir)) process.kill(pid, "SIGKILL");
        await sandbox.up();
        await sandbox.stop();
        for (const child of [reader, shell, seeker]) assert.deepEqual([child.exitCode, child.signalCode], [null, null]);
      } finally {
        reader.kill();
        seeker.kill();
        if (shell.pid !== undefined) process.kill(-shell.pid);
      }
    });

    it("replaces the socket of an engine that is gone", async () => {
      const [node = ""] = commandLine;
      const script = `require("node:net").createServer().listen(${JSON.stringify(socket)}, () => process.kill(process.pid, "SIGKILL"))`;
      const child = spawn(node, ["-e", script], { stdio: "ignore" });
      await eventually("the listener is gone", () => child.signalCode ?? undefined);
      assert.ok(existsSync(socket));
      await sandbox.up();
      assert.equal((await sandbox.status()).state, "running");
      await sandbox.stop();
    });

    it("takes no socket on which another program listens", async () => {
      const server = createServer().listen(socket);
      try {
        await assert.rejects(sandbox.up(), { name: "UserError", message: /Another program listens on .*docker\.sock/ });
        await sandbox.stop();
        assert.ok(existsSync(socket));
      } finally {
        server.close();
      }
    });

    it("takes no path that is something else than a socket", async () => {
      writeFileSync(socket, "notes");
      try {
        await assert.rejects(sandbox.up(), { name: "UserError", message: /docker\.sock is not a socket/ });
        await sandbox.stop();
        assert.equal(readFileSync(socket, "utf8"), "notes");
      } finally {
        rmSync(socket);
      }
    });
  });
});

/** The control groups that bear the sandbox's name, in every hierarchy. */
function controlGroups(dir: string): string[] {
  const { name } = layoutOf(dir);
  const hierarchies = readdirSync("/sys/fs/cgroup").map((hierarchy) => path.join("/sys/fs/cgroup", hierarchy, name));
  return [path.join("/sys/fs/cgroup", name), ...hierarchies].filter((group) => existsSync(group));
}

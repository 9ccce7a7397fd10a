// Rotates values that the test knows, and looks for them wherever somebody could: they must be nowhere but in the containers
// of the service, and encrypted in the stack's files.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import process from "node:process";
import { text } from "node:stream/consumers";
import { findExecutable } from "../../tools/executables.ts";
import { projectDir, sandboxDir } from "../../tools/paths.ts";
import { writeProgram } from "../support/programs.ts";
import { findResource, isEncrypted } from "../support/pulumi.ts";
import { TestServices } from "../support/services.ts";
import { inSteps } from "../support/steps.ts";
import { dockerHost } from "../../tools/sandbox/docker-host.ts";
import { engine, readInTask } from "../support/swarm.ts";
import { leaksOf, type Trace } from "./leaks.ts";
import { ProcessWatch, type SeenProcess } from "./process-watch.ts";
import { withEnvironment } from "../support/environment.ts";
import { ProgramProject } from "./program-project.ts";

/** A value that every encoding writes in another way, with a word at its start that is easily found also in a part of it. */
const makeValue = (): string => `c4n4ry${randomBytes(12).toString("hex")} "q" \\ é+&<x>=%/ end`;
const wordOf = (value: string): string => value.slice(0, value.indexOf(" "));

describe("a secret value", function () {
  this.timeout(900_000);
  inSteps();

  const project = new ProgramProject();
  const watch = new ProcessWatch();
  const began = Date.now();
  /** Versions 1, 2 and 3 of the secret whose values are in the config. */
  const configured = [makeValue(), makeValue(), makeValue()] as const;
  /** Versions 1 and 2 of the secret whose values are generated, as the containers have them. */
  const generated: string[] = [];
  let services: TestServices;
  /** The most verbose log of the rotation, line by line. */
  let log: string[] = [];
  let processes: SeenProcess[] = [];
  /** Programs that stand in for others and tell what they were started with. */
  const bin = path.join(project.directory, "bin");
  const searchPath = { PATH: [bin, process.env["PATH"]].join(path.delimiter) };
  const withPack = ["--policy-pack", path.join(projectDir, "policy")];

  before(async () => {
    services = await TestServices.create();
    await services.service("api");
    await project.make();
    watch.start();
  });

  after(async () => {
    await watch.stop();
    await services.remove();
    await project.remove();
  });

  it("goes to the containers of the services that use it", async () => {
    await configure({ current: 1 }, { current: 1 });
    await setValue(1);
    await project.succeed(["up", "--yes", "--skip-preview"]);
    await learn(1);
  });

  it("goes there in a rotation, too, which tells of it what it can", async () => {
    await configure({ current: 2, retain: [1] }, { current: 2, retain: [1] });
    await setValue(2);
    const told = (name: string): string => path.join(project.directory, name);
    const git = findExecutable("git", process.env["PATH"] ?? "") ?? "git";
    // The CLI asks Git, too; with the environment that it was itself started with.
    const ours = `case "$*" in *core.fsmonitor*) calls=git-calls ;; *) calls=others ;; esac`;
    writeProgram(path.join(bin, "git"), `${ours}; { env; echo "$@"; } >>"${bin}/$calls"; exec ${git} "$@"`);
    await withEnvironment({ ...searchPath, PULUMI_DEBUG_COMMANDS: "true" }, async () => {
      await project.succeed(["preview", "--json", ...withPack]);
      await project.succeed(["preview", "--diff", "--debug", `--event-log=${told("preview-events.json")}`]);
      const flags = ["-v=9", "--logtostderr", "--logflow", `--otel-traces=file://${told("traces.json")}`];
      await project.succeed([
        "up",
        "--yes",
        "--skip-preview",
        "--diff",
        ...withPack,
        `--event-log=${told("events.json")}`,
        ...flags,
      ]);
    });
    log = (project.transcript.pop() ?? "").split("\n");
    await learn(2);
  });

  it("stays where it is when a run fails", async () => {
    await services.secret("db_writer_v3", "", "in the way");
    await configure({ current: 3, retain: [1, 2] }, { current: 2, retain: [1] });
    await setValue(3);
    const { exitCode, output } = await project.run(["up", "--yes", "--skip-preview"]);
    assert.notEqual(exitCode, 0);
    assert.match(output, /db_writer_v3 exists on the Swarm/);
  });

  it("is not handed on to what the program and the policies start, nor is the passphrase", async () => {
    writeProgram(path.join(bin, "ssh"), `{ env; echo "$@"; } >>"${bin}/ssh-calls"; echo "no way" >&2; exit 255`);
    const variables = { ...searchPath, DOCKER_HOST: "ssh://swarm.invalid" };
    const { output } = await withEnvironment(variables, () => project.run(["preview"]));
    assert.match(output, /Cannot reach the Docker Engine at ssh:\/\/swarm\.invalid: no way/);
    const calls = await Promise.all(["git", "ssh"].map((name) => readFile(path.join(bin, `${name}-calls`), "utf8")));
    assert.match(calls.join(""), /ls-files[^]*dial-stdio/);
    assertNowhere(lines([...calls, await readFile(path.join(bin, "others"), "utf8")]));
    assert.ok(!/^PULUMI_/m.test(calls.join("")), "a variable of Pulumi's was handed on");
  });

  it("is not in what the CLI shows", async () => {
    await project.succeed(["stack", "export"]);
    await project.succeed(["stack"]);
    await project.succeed(["config", "--json"]);
    const outputs = JSON.stringify(await project.outputs({ inPlain: true }));
    const runs = [...project.transcript, outputs].map((content, index) => ({ where: `run ${index}`, content }));
    assert.ok(log.length > 1000, "the most verbose log was there to be searched, too");
    assertNowhere(runs);
  });

  it("is not in the most verbose log, but where engine and Docker provider write each property that they pass on", () => {
    // The program cannot help these. The engine masks of a value in the config the text but not its base64, and no generated
    // value; its own lines come with -v=9, the Docker provider's from -v=5 on with --logflow (some get lost at its end).
    const property = /(?:Unm|M)arshaling property for RPC\[|Terraform input\b/;
    const [own, others] = [log.filter((line) => property.test(line)), log.filter((line) => !property.test(line))];
    assert.ok(own.length > 100 && others.length > 100);
    assertNowhere(lines(others));
    for (const value of configured) assert.ok(!own.some((line) => line.includes(wordOf(value))));
  });

  it("is in no process's arguments, and in an environment for the moment alone in which the program and the pack read it", async () => {
    processes = await watch.stop();
    assertNowhere(processes.map(({ arguments: words }) => ({ where: words, content: words })));
    // By its environment Pulumi hands a program and a policy pack the config, passphrase included: they overwrite it.
    const isProgram = ({ arguments: words }: SeenProcess): boolean =>
      /@pulumi\/pulumi\/cmd\/run(?:\/index\.js)?\0/.test(words);
    const isPack = ({ arguments: words }: SeenProcess): boolean =>
      /^\S*node\0(?:.*\0)?\S*\/policy\0|cmd\/run-policy-pack/.test(words);
    const isProvider = ({ arguments: words }: SeenProcess): boolean => /^\S*node\0(?:.*\0)?\S*\/provider\0/.test(words);
    const environments = (of: SeenProcess[]): Trace[] =>
      of.map(({ arguments: words, environment }) => ({ where: words, content: environment }));
    assertNowhere(environments(processes.filter((seen) => !isProgram(seen) && !isPack(seen))));
    for (const kind of [isProgram, isPack, isProvider]) {
      // Other stacks may run on this machine meanwhile.
      const own = processes.filter((seen) => kind(seen) && seen.environment.includes(project.backend));
      const given = own.map(({ environment }) => environment).join("\0");
      const left = own.map(({ arguments: words, lastEnvironment }) => ({ where: words, content: lastEnvironment }));
      assert.match(given, /(?:^|\0)PULUMI_CONFIG_PASSPHRASE=\w/, "the watch has seen environments");
      if (kind !== isProvider) assert.match(given, /c4n4ry/, "the watch has seen values");
      assertNowhere(left);
      assert.deepEqual(
        left.filter(({ content }) => /(?:^|\0)PULUMI_CONFIG(?:_PASSPHRASE)?=[^\0]/.test(content)),
        [],
      );
    }
  });

  it("is in nothing that the Engine tells: labels, specs, tasks, containers, events", async () => {
    const containers = await engine.listContainers({ all: true });
    const until = Math.ceil(Date.now() / 1000);
    const events = await engine.getEvents({ since: Math.floor(began / 1000), until });
    const told = {
      secrets: await engine.listSecrets(),
      services: await engine.listServices(),
      tasks: await engine.listTasks(),
      containers: await Promise.all(containers.map(({ Id }) => engine.getContainer(Id).inspect())),
      events: await text(events),
    };
    assert.ok(told.events.includes(services.namespace));
    assertNowhere(Object.entries(told).map(([where, what]) => ({ where, content: JSON.stringify(what) })));
  });

  it("is encrypted in the state, its backups, the config, and in no other file under .sandbox", async () => {
    const state = await project.state();
    for (const version of [1, 2]) {
      for (const name of ["db_writer", "session_key"]) {
        const secret = findResource(state, "docker:index/secret:Secret", `${services.namespace}_${name}_v${version}`);
        assert.ok(isEncrypted(secret?.inputs?.["data"]) && isEncrypted(secret?.outputs?.["data"]), name);
      }
    }
    const files: Trace[] = [];
    for await (const file of filesSince(began, [sandboxDir, path.dirname(dockerHost().replace("unix://", ""))])) {
      files.push(file);
    }
    const has = (part: string): boolean => files.some(({ where }) => where.includes(part));
    assert.ok(has(project.stateFile) && has(`${project.stateFile}.bak`) && has("/.pulumi/history/"));
    assert.ok(has("Pulumi.dev.yaml") && has("events.json") && has("traces.json") && has("/logs/"));
    assertNowhere(files);
  });

  async function configure(dbWriter: object, sessionKey: object): Promise<void> {
    const values = await project.configured("values");
    await project.configure({
      namespace: services.namespace,
      secrets: {
        db_writer: { class: "swarm-infra", ...dbWriter },
        session_key: { class: "swarm-infra", source: { kind: "random", length: 48 }, ...sessionKey },
      },
      services: { api: { secrets: ["db_writer", "session_key"] } },
      ...(values !== undefined && { values }),
    });
  }

  async function setValue(version: 1 | 2 | 3): Promise<void> {
    const leaf = `busflow-secrets:values.db_writer["${version}"]`;
    await project.succeed(["config", "set", "--secret", "--path", leaf], configured[version - 1]);
  }

  /** Reads the generated value where it belongs, and sees that the configured one is there. */
  async function learn(version: 1 | 2): Promise<void> {
    const read = (name: string): Promise<string> =>
      readInTask(`${services.namespace}_api`, `/run/secrets/${services.namespace}_${name}`);
    assert.equal(await read("db_writer"), configured[version - 1]);
    generated.push(await read("session_key"));
    assert.equal(generated.at(-1)?.length, 48);
    assert.equal(new Set(generated).size, version);
  }

  function assertNowhere(traces: Trace[]): void {
    const values = [...configured, ...configured.map(wordOf), ...generated];
    assert.deepEqual(leaksOf(values, traces), []);
  }
});

function lines(texts: readonly string[]): Trace[] {
  return texts.map((content, index) => ({ where: `line ${index}: ${content.slice(0, 80)}`, content }));
}

/**
 * The files below some folders that were written since, the Docker Engine's own store left out. What is gone again
 * before it is read is left out, too: other tests keep their projects in the same folder, and take them away.
 */
async function* filesSince(time: number, folders: readonly string[]): AsyncGenerator<Trace> {
  for (const folder of folders) {
    for (const entry of await unlessGone(readdir(folder, { withFileTypes: true }), [])) {
      const where = path.join(folder, entry.name);
      if (entry.isDirectory() && !where.endsWith("/engine/data")) yield* filesSince(time, [where]);
      if (entry.isFile()) yield* fileSince(time, where);
    }
  }
}

async function* fileSince(time: number, where: string): AsyncGenerator<Trace> {
  const written = await unlessGone(stat(where), undefined);
  if (written === undefined || written.mtimeMs < time) return;
  const content = await unlessGone(readFile(where), undefined);
  if (content !== undefined) yield { where, content };
}

async function unlessGone<Read, Otherwise>(read: Promise<Read>, otherwise: Otherwise): Promise<Read | Otherwise> {
  try {
    return await read;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return otherwise;
    throw error;
  }
}

// README, "Your first stack": each of its commands, on the private Swarm, with a backend and a passphrase of its own.
import { execa } from "execa";
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import path from "node:path";
import process from "node:process";
import { cacheDir, projectDir } from "../../tools/paths.ts";
import { inspect, secretNames, tasks, TestServices } from "../support/services.ts";
import { inSteps } from "../support/steps.ts";
import { dockerHost } from "../../tools/sandbox/docker-host.ts";
import { readInTask } from "../support/swarm.ts";
import { useFolder } from "../support/temp-dir.ts";
import { commandsIn } from "./runbook.ts";

describe("a first stack, as the README says", function () {
  this.timeout(540_000);
  inSteps();

  const folder = useFolder();
  const stack = `first-${randomBytes(4).toString("hex")}`;
  const value = randomBytes(16).toString("hex");
  const blocks = commandsIn(readFileSync(path.join(projectDir, "README.md"), "utf8"), "Your first stack");
  let services: TestServices;
  let api: string;
  /** What a person has exported so far. */
  let exported = "";

  before(async () => {
    services = await TestServices.create();
    api = await services.service("api");
  });

  after(async () => {
    await services.remove();
    await rm(path.join(projectDir, `Pulumi.${stack}.yaml`), { force: true });
  });

  it("is made in the user's backend, with the user's passphrase", async () => {
    const [init = ""] = blocks;
    await type(init);
    exported = init
      .split("\n")
      .filter((line) => line.startsWith("export "))
      .join("\n");
    const config = readFileSync(path.join(projectDir, `Pulumi.${stack}.yaml`), "utf8");
    assert.match(config, /^encryptionsalt: /);
    const state = path.join(folder(), "busflow-state", ".pulumi", "stacks", "busflow-secrets", `${stack}.json`);
    assert.ok(readFileSync(state, "utf8").includes('"passphrase"'));
  });

  it("creates its secret, encrypted wherever it is kept", async () => {
    await type(blocks[1] ?? "");
    const config = readFileSync(path.join(projectDir, `Pulumi.${stack}.yaml`), "utf8");
    assert.match(config, /secure: /);
    assert.ok(!config.includes(value));
  });

  it("binds the service without a restart", async () => {
    const [deploy = "", ...binding] = (blocks[2] ?? "").split("\n");
    await type(deploy);
    const ids = (): Promise<string[]> => tasks(api).then((all) => all.map(({ ID }) => ID).sort());
    const before = await ids();
    const output = await type(binding.join("\n"));
    assert.match(output, /api: "db_password v1/);
    assert.deepEqual(await ids(), before);
    assert.deepEqual(await secretNames(api), [`${services.namespace}_db_password_v1`]);
    assert.equal(await readInTask(api, `/run/secrets/${services.namespace}_db_password`), value);
    assert.notEqual((await inspect(api)).UpdateStatus?.State, "paused");
  });

  /** As a person would at a terminal, for this stack, this Swarm and this service. */
  async function type(commands: string): Promise<string> {
    const typed = `${exported}\n${commands}`
      .replaceAll("ssh://manager-1", dockerHost())
      .replaceAll(/\bmine\b/g, stack)
      .replaceAll(/\bshop(?=_|\b)/g, services.namespace);
    // What a person answers when asked: the value, and yes.
    const answers = `set -eu
npm() {
  case "$*" in
    *" --secret "*) command npm "$@" <<< '${value}' ;;
    *" up "*) command npm "$@" --yes < /dev/null ;;
    *) command npm "$@" < /dev/null ;;
  esac
}`;
    const { PATH } = process.env;
    const env = { PATH, HOME: folder(), XDG_CACHE_HOME: path.dirname(cacheDir), NO_COLOR: "1" };
    const options = { cwd: projectDir, env, extendEnv: false, reject: false, all: true, stdin: "ignore" } as const;
    const { exitCode, all } = await execa("bash", ["-c", `${answers}\n${typed}`], options);
    assert.equal(exitCode, 0, `${commands}:\n${all}`);
    return all;
  }
});

import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { DevFiles } from "../../../tools/stack/dev-stack.ts";
import { subjectOf } from "../../../tools/stack/pulumi-arguments.ts";
import { checkNewStack, devVariables, stackEnvironment } from "../../../tools/stack/stack-environment.ts";
import type { Toolchain } from "../../../tools/toolchain/index.ts";
import { useTempDir } from "../../support/temp-dir.ts";

describe("the environment of the dev stack", () => {
  const host = "unix:///private/docker.sock";
  const users = {
    ...{ HOME: "/home/me", PATH: "/bin", PULUMI_HOME: "/project/pulumi" },
    ...{
      DOCKER_HOST: "ssh://production",
      DOCKER_CONTEXT: "production",
      DOCKER_TLS_VERIFY: "1",
      DOCKER_CERT_PATH: "/tls",
    },
    ...{ PULUMI_BACKEND_URL: "https://state.invalid", PULUMI_CONFIG_PASSPHRASE: "theirs" },
    ...{ PULUMI_CONFIG_PASSPHRASE_FILE: "/theirs" },
  };
  const { PULUMI_BACKEND_URL, PULUMI_CONFIG_PASSPHRASE_FILE, ...others } = devVariables(users, host);

  it("names the private Swarm, whatever Docker the user has at hand, and keeps the rest", () => {
    const { HOME, PATH, PULUMI_HOME } = users;
    assert.deepEqual(others, { HOME, PATH, PULUMI_HOME, DOCKER_HOST: host, PULUMI_PARALLEL: "64" });
  });

  it("leaves the number of operations at a time to a user who sets it", () => {
    assert.equal(devVariables({ PULUMI_PARALLEL: "2" }, host)["PULUMI_PARALLEL"], "2");
  });

  it("keeps state and passphrase in the checkout, both there, the passphrase for the user's own eyes", () => {
    assert.match(PULUMI_BACKEND_URL ?? "", /\/\.sandbox\/state$/);
    assert.ok(existsSync(fileURLToPath(PULUMI_BACKEND_URL ?? "")));
    const file = PULUMI_CONFIG_PASSPHRASE_FILE ?? "";
    assert.match(file, /\/\.sandbox\/passphrase$/);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.match(readFileSync(file, "utf8"), /^[\w-]{43}$/);
    assert.equal(devVariables({}, host)["PULUMI_CONFIG_PASSPHRASE_FILE"], file, "it is made once");
  });
});

describe("the files of the dev stack", () => {
  const folder = useTempDir();

  it("get another passphrase only while there is nothing that the one before encrypts", () => {
    const project = folder();
    const files = new DevFiles(project, path.join(project, ".sandbox"));
    const file = files.ensurePassphrase();
    writeFileSync(files.config, "config: {}\n");
    assert.equal(files.ensurePassphrase(), file);
    rmSync(file);
    assert.throws(() => files.ensurePassphrase(), /The passphrase of the stack dev is gone/);
    assert.equal(existsSync(file), false);
  });

  it("are put away together, and lost by nobody", () => {
    const project = folder();
    const files = new DevFiles(project, path.join(project, ".sandbox"));
    assert.equal(files.putAway(), undefined);
    const states = path.join(fileURLToPath(files.backend()), ".pulumi", "stacks", "busflow-secrets");
    mkdirSync(states, { recursive: true });
    for (const name of ["dev.json", "dev.json.attrs", "dev.json.bak", "mine.json"]) {
      writeFileSync(path.join(states, name), name);
    }
    writeFileSync(files.config, "config: {}\n");
    const words = files.putAway() ?? "";
    assert.match(words, /^Pulumi\.dev\.yaml and the stack's state, now in \.sandbox\/put-away\//);
    const away = path.join(project, words.split(" in ").at(-1) ?? "");
    assert.deepEqual(readdirSync(away).sort(), ["Pulumi.dev.yaml", "dev.json", "dev.json.attrs", "dev.json.bak"]);
    assert.deepEqual(readdirSync(states), ["mine.json"], "the state of another stack stays");
    assert.deepEqual([files.hasConfig, files.hasState], [false, false]);
  });

  it("say of a state that was cut short where the remedy is", () => {
    const project = folder();
    const files = new DevFiles(project, path.join(project, ".sandbox"));
    const states = path.join(fileURLToPath(files.backend()), ".pulumi", "stacks", "busflow-secrets");
    mkdirSync(states, { recursive: true });
    writeFileSync(path.join(states, "dev.json"), '{"checkpoint": {');
    assert.throws(() => files.stateHasVersions(), /cannot be read/);
  });
});

describe("the environment of any other stack", () => {
  const folder = useTempDir();
  const users = {
    ...{ PATH: process.env["PATH"], DOCKER_HOST: "ssh://mine", PULUMI_BACKEND_URL: "file:///mine" },
    ...{ PULUMI_CONFIG_PASSPHRASE: "theirs" },
  };
  const toolchain = (env: NodeJS.ProcessEnv): Toolchain => ({ source: "path", version: "", env });

  for (const command of [
    "stack init mine",
    "stack select mine",
    "stack rm mine",
    "up -s mine",
    "-C /tmp stack init dev",
  ]) {
    it(`is the user's own in: pulumi ${command}`, async () => {
      const { PULUMI_PARALLEL, ...env } = await stackEnvironment(toolchain(users), command.split(" "));
      assert.deepEqual(env, users);
      assert.equal(PULUMI_PARALLEL, "64");
    });
  }

  it("has the backend that the user has logged in to, and one in .sandbox where there is none", async () => {
    const home = folder();
    const others = { ...users, PULUMI_HOME: home, PULUMI_BACKEND_URL: undefined };
    const args = ["up", "-s", "mine"];
    assert.match((await stackEnvironment(toolchain(others), args))["PULUMI_BACKEND_URL"] ?? "", /\.sandbox\/state$/);
    writeFileSync(path.join(home, "credentials.json"), JSON.stringify({ current: "file:///mine" }));
    assert.equal((await stackEnvironment(toolchain(others), args))["PULUMI_BACKEND_URL"], undefined);
  });

  it("is refused for a new stack that nothing could encrypt the secrets of", () => {
    const check = (words: string, env: NodeJS.ProcessEnv, backend = "file:///mine", canAsk = false) => {
      checkNewStack(subjectOf(words.split(" ")), { env, backend, canAsk });
    };
    const init = "stack init mine";
    assert.throws(() => {
      check(init, {});
    }, /^UserError: mine has neither a passphrase nor a secrets provider/);
    assert.throws(() => {
      check(`${init} --non-interactive`, {}, "s3://mine", true);
    }, /neither a passphrase nor/);
    check(init, { PULUMI_CONFIG_PASSPHRASE: "" });
    check(init, { PULUMI_CONFIG_PASSPHRASE_FILE: "/theirs" });
    check(init, {}, "file:///mine", true);
    check(init, {}, "https://api.pulumi.com");
    check(`${init} --secrets-provider awskms://key`, {});
  });
});

// preview.sh and preview-unprivileged.sh, on real checkouts and with the real engine: what a pull request's program can reach, and what is
// seen of it.
import { execa } from "execa";
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { projectDir, projectName } from "../../../tools/paths.ts";
import { StackCrypter } from "../../../tools/stack/stack-crypter.ts";
import { useFolder } from "../../support/temp-dir.ts";

const stackFile = "Pulumi.prod.yaml";

describe("the preview of a pull request", function () {
  this.timeout(600_000);
  const folder = useFolder();
  const at = (...parts: string[]): string => path.join(folder(), ...parts);
  const passphrase = randomBytes(12).toString("hex");
  const crypter = new StackCrypter(passphrase);
  /** The value of db_writer. */
  const value = `postgres://app:${randomBytes(15).toString("base64url")}@db:5432/app`;
  let config: string;

  before(async () => {
    await checkout("base");
    config = readFileSync(at("base", stackFile), "utf8");
    const { config: keys } = parse(config) as { config: Record<string, Record<string, { source?: object }>> };
    const names = Object.entries(keys[`${projectName}:secrets`] ?? {}).filter(([, { source }]) => source === undefined);
    const values = names.map(([name]) => {
      const text = name === "db_writer" ? value : randomBytes(12).toString("hex");
      return `    ${name}: {"1": {secure: "${crypter.encrypt(text)}"}}\n`;
    });
    config += `  ${projectName}:values:\n${values.join("")}encryptionsalt: ${crypter.encryptionSalt}\n`;
    writeFileSync(at("base", stackFile), config);
    mkdirSync(at("backend"));
    await execa("pulumi", ["stack", "init", "prod", "--no-select", "--non-interactive"], {
      cwd: at("base"),
      env: backend(),
    });
  });

  beforeEach(async () => {
    rmSync(at("temporary"), { recursive: true, force: true });
    rmSync(at("head"), { recursive: true, force: true });
    mkdirSync(at("temporary"));
    await checkout("head");
    writeFileSync(at("head", stackFile), config);
  });

  /** The project's own files as a repository. */
  const checkout = async (name: string): Promise<void> => {
    const options = { cwd: projectDir, stripFinalNewline: false } as const;
    const { stdout } = await execa("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], options);
    for (const file of stdout.split("\0")) {
      const from = path.join(projectDir, file);
      if (file !== "" && existsSync(from)) cpSync(from, at(name, file), { recursive: true });
    }
    await execa("git", ["init", "--quiet"], { cwd: at(name) });
    writeFileSync(at(name, ".git", "info", "exclude"), "/node_modules\n");
    await execa("git", ["add", "--all"], { cwd: at(name) });
    if (name === "base") symlinkSync(path.join(projectDir, "node_modules"), at("base", "node_modules"));
  };

  const backend = () => ({ PULUMI_BACKEND_URL: `file://${at("backend")}`, PULUMI_CONFIG_PASSPHRASE: passphrase });

  const run = async (script: string, env: Record<string, string> = {}) => {
    const own = { BASE_DIR: at("base"), HEAD_DIR: at("head"), STACK: "prod", RUNNER_TEMP: at("temporary"), ...env };
    const ended = await execa(at("base", "tools", "ci", script), { cwd: folder(), env: own, reject: false, all: true });
    const left = (name: string): string | undefined => {
      const file = at("temporary", "preview", name);
      return existsSync(file) ? readFileSync(file, "utf8") : undefined;
    };
    return { exitCode: ended.exitCode, log: ended.all, output: left("output.txt"), recorded: left("exit-code") };
  };
  const privileged = (env: Record<string, string> = {}) => run("preview.sh", { ...backend(), ...env });

  /** Puts code of somebody else at the beginning of the pull request's program. */
  const inProgram = (code: string): void => {
    writeFileSync(at("head", "index.ts"), `${code}\n${readFileSync(at("head", "index.ts"), "utf8")}`);
  };

  it("is of its program with the stack's values, and leaves text and exit code for the comment", async () => {
    const { exitCode, output, recorded, log } = await privileged();
    assert.equal(exitCode, 0, log);
    assert.match(output ?? "", /busflow_db_writer_v1/);
    assert.equal(recorded, "0");
    assert.ok(!log.includes(value) && !log.includes("[hidden]"));
    assert.deepEqual(existsSync(at("temporary", "preview")), true);
  });

  it("is of a new stack with generated values where there are no credentials", async () => {
    writeFileSync(at("head", stackFile), readFileSync(path.join(projectDir, stackFile), "utf8"));
    const { exitCode, output, log } = await run("preview-unprivileged.sh", { GITHUB_STEP_SUMMARY: at("summary.md") });
    assert.equal(exitCode, 0, log);
    assert.match(output ?? "", /busflow_db_writer_v1/);
    assert.match(readFileSync(at("summary.md"), "utf8"), /^<!-- .* -->\n### `pulumi preview --stack prod` succeeds\n/);
  });

  it("shows a value in no form, and is refused when its program prints one", async () => {
    inProgram(`
      const { allConfig } = await import("@pulumi/pulumi/runtime/config.js");
      const text = JSON.parse(allConfig()["${projectName}:values"] ?? "").db_writer["1"];
      console.log("raw", text, Buffer.from(text), Buffer.from("xy" + text).toString("base64"));
      console.log(encodeURIComponent(text), [...text].reverse().join(""), [...text].join("\\n"));
      process.stderr.write("::add-mask::x\\n\\u001b[31m" + [...text].join("\\u001b[0m") + "\\n");`);
    const { exitCode, output = "", log, recorded } = await privileged();
    assert.equal(exitCode, 1, log);
    assert.equal(recorded, "1");
    assert.match(
      output,
      /^error: \d+ places of this preview show a secret's value, or a part of one\. They are hidden\./,
    );
    for (const text of [output, log]) {
      const letters = text.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
      const secret = value
        .toLowerCase()
        .replaceAll(/[^a-z0-9]/g, "")
        .slice("postgresapp".length);
      for (const part of [
        secret,
        Array.from(secret).reverse().join(""),
        Buffer.from(value).toString("hex").slice(30),
      ]) {
        assert.ok(!letters.includes(part.slice(0, 9)) && !letters.includes(part.slice(5, 14)), text.slice(0, 2000));
      }
    }
  });

  it("lets its program reach no network, no credential, no file but its own, and no process", async () => {
    writeFileSync(at("secret.txt"), "c4n4ry");
    inProgram(`
      import fs from "node:fs"; import net from "node:net"; import os from "node:os";
      const tell = (what: string, found: unknown) => console.log("PROBE " + what + ": " + JSON.stringify(found));
      const attempt = (act: () => unknown) => { try { return act() ?? "done"; } catch (error) { return (error as { code: string }).code; } };
      tell("names", Object.keys(process.env).filter((name) => /PASSPHRASE$|TOKEN|AWS|GITHUB|HEAD_DIR/.test(name)));
      tell("secret", attempt(() => fs.readFileSync(${JSON.stringify(at("secret.txt"))}, "utf8")));
      tell("backend", attempt(() => fs.readdirSync(${JSON.stringify(at("backend"))})));
      tell("base", attempt(() => fs.writeFileSync(${JSON.stringify(at("base", "policy", "policies.ts"))}, "")));
      tell("text", attempt(() => fs.writeFileSync(${JSON.stringify(at("temporary", "preview", "output.txt"))}, "")));
      tell("processes", fs.readdirSync("/proc").filter((name) => Number(name) > 0)
        .map((pid) => attempt(() => fs.readFileSync("/proc/" + pid + "/cmdline", "utf8").split("\\0")[0])).filter((c) => /mocha|runner/.test(String(c))));
      tell("interfaces", Object.keys(os.networkInterfaces()));
      tell("rights", fs.readFileSync("/proc/self/status", "utf8").match(/CapEff:\\s*(\\w+)/)?.[1]);
      const socket = net.connect(53, "192.0.2.1");
      tell("network", await new Promise((done) => socket.on("error", (error) => done((error as { code?: string }).code)).on("connect", () => done("connected"))));`);
    const { output = "", log } = await privileged({
      AWS_SECRET_ACCESS_KEY: randomBytes(20).toString("hex"),
      GITHUB_TOKEN: randomBytes(20).toString("hex"),
    });
    const found: unknown = Object.fromEntries(
      [...output.matchAll(/PROBE (\w+): (.*)/g)].map(([, what, text]) => [what, JSON.parse(text ?? "") as unknown]),
    );
    assert.deepEqual(
      found,
      {
        names: [],
        secret: "ENOENT",
        backend: "ENOENT",
        base: "EROFS",
        text: "ENOENT",
        processes: [],
        interfaces: ["lo"],
        rights: "0000000000000000",
        network: "ENETUNREACH",
      },
      log,
    );
  });

  it("runs the base's policies, language host and plugins, whatever the pull request's Pulumi.yaml and folders say", async () => {
    const mark = at("ran");
    writeFileSync(
      at("head", "Pulumi.yaml"),
      readFileSync(at("head", "Pulumi.yaml"), "utf8")
        .replace("main: index.ts", "main: evil.ts\nbackend: {url: https://evil.invalid}\nstackConfigDir: elsewhere")
        .replace(
          "plugins:\n",
          "plugins:\n  languages: [{name: nodejs, path: evil}]\n  analyzers: [{name: policy-nodejs, path: evil}]\n",
        ),
    );
    for (const name of ["Pulumi.json", "Pulumi.prod.json"]) writeFileSync(at("head", name), "{}");
    writeFileSync(at("head", "evil.ts"), "console.log('EVIL');");
    writeFileSync(at("head", ".npmrc"), `node-options=--require ${at("head", "evil.ts")}\nscript-shell=/bin/false\n`);
    writeFileSync(at("head", "policy", "policies.ts"), "export const policies = [];");
    const { exitCode, output = "", log } = await privileged();
    assert.equal(exitCode, 0, log);
    assert.ok(!existsSync(mark) && !output.includes("EVIL"), log);
    assert.match(output, new RegExp(`${projectName}\\\\|local\\\\|.*/base/policy`));
  });

  it("could not run, and says why, without a folder, a backend, or the passphrase", async () => {
    const cases: [Record<string, string>, RegExp][] = [
      [{ HEAD_DIR: at("nowhere") }, /^HEAD_DIR is \S+, and there is no such folder\./],
      [{ STACK: "" }, /^STACK is not set\./],
      [{ PULUMI_BACKEND_URL: "" }, /^No backend is named/],
      [{ PULUMI_CONFIG_PASSPHRASE: "wrong" }, /cannot be (?:read|decrypted)/],
    ];
    for (const [env, message] of cases) {
      const { exitCode, log, output } = await privileged(env);
      assert.deepEqual({ exitCode, output }, { exitCode: 2, output: undefined }, log);
      assert.match(log, message);
      assert.doesNotMatch(log, /\n {4}at /);
    }
  });

  it("shows nothing when a value cannot be hidden, or is not encrypted with the passphrase", async () => {
    const first = /(?<=:values:\n {4}db_writer: \{"1": \{secure: ")[^"]*/;
    for (const text of [crypter.encrypt("abc"), "cGxhaW4="]) {
      writeFileSync(at("head", stackFile), config.replace(first, text));
      const { exitCode, output, log } = await privileged();
      assert.deepEqual({ exitCode, output }, { exitCode: 2, output: undefined }, log);
    }
  });

  it("reads no file behind a link in the pull request", async () => {
    rmSync(at("head", stackFile));
    symlinkSync("/proc/self/environ", at("head", stackFile));
    const { exitCode, log } = await privileged();
    assert.equal(exitCode, 2, log);
    assert.match(log, /^Pulumi\.prod\.yaml is not a file\./);
  });
});

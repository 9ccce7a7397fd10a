// What `npm start` does where a part of the dev stack is missing.
import { execa } from "execa";
import assert from "node:assert/strict";
import { cp, mkdir, readFile, readdir, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import process from "node:process";
import { emptyLedger, retireVersion, withEntry, type Ledger } from "../../../rotation/ledger.ts";
import { changeLedger } from "../../../swarm/ledger/store.ts";
import { clearNamespace } from "../../../tools/demo/clear.ts";
import { whyAnew, type Standing } from "../../../tools/demo/standing.ts";
import { cacheDir, projectDir } from "../../../tools/paths.ts";
import { changeByHand, TestServices } from "../../support/services.ts";
import { client, engine, namesIn } from "../../support/swarm.ts";
import { useFolder } from "../../support/temp-dir.ts";

const used: Ledger = withEntry(emptyLedger, 1, { addedAt: "2026-11-01T00:00:00Z" });

describe("the dev stack", () => {
  const whole: Standing = {
    ...{ hasConfig: true, hasState: true, hasPassphrase: true, stateHasVersions: true },
    ...{ current: { db_writer: 1 }, ledgers: new Map([["db_writer", used]]) },
  };
  const nothing: Standing = {
    ...{ hasConfig: false, hasState: false, hasPassphrase: false, stateHasVersions: false },
    ...{ current: {}, ledgers: new Map() },
  };

  it("goes on where it was, and begins where there is nothing", () => {
    assert.equal(whyAnew(whole), undefined);
    assert.equal(whyAnew(nothing), undefined);
    assert.equal(whyAnew({ ...nothing, hasConfig: true, hasPassphrase: true, current: { db_writer: 1 } }), undefined);
  });

  const retired = new Map([["db_writer", retireVersion(used, 1, "2026-11-02T00:00:00Z")]]);
  const gone: [what: string, left: Partial<Standing>, why: RegExp][] = [
    ["its passphrase", { hasPassphrase: false }, /passphrase .* is gone/],
    ["its config", { hasConfig: false, current: {} }, /Pulumi\.dev\.yaml, is gone/],
    ["its Swarm", { ledgers: new Map() }, /the private Swarm that it was made on is gone/],
    ["its state", { hasState: false, stateHasVersions: false }, /its state is gone/],
    ["what was in its state", { stateHasVersions: false, ledgers: retired }, /it was taken down, and/],
    ["a version that it declares", { ledgers: retired }, /taken down in part/],
  ];
  for (const [what, left, why] of gone) {
    it(`begins anew without ${what}, and says so`, () => {
      assert.match(whyAnew({ ...whole, ...left }) ?? "", why);
    });
  }

  it("leaves what is not its own on the private Swarm when it begins anew", async () => {
    const services = await TestServices.create();
    const { namespace } = services;
    const Labels = { "busflow.namespace": namespace };
    await engine.createSecret({ Name: `${namespace}_db_writer_v1`, Data: "eA==", Labels });
    await engine.createSecret({ Name: `${namespace}_theirs`, Data: "eA==" });
    await changeLedger(client, { namespace, logicalName: "db_writer" }, () => used);
    for (const name of ["api", "theirs"]) await services.service(name);
    await changeByHand(`${namespace}_api`, (spec) => {
      spec.Labels["com.docker.stack.namespace"] = namespace;
    });
    assert.equal(await clearNamespace(engine, namespace), "1 service, 1 secret, 1 ledger");
    assert.deepEqual(await namesIn(namespace), [`${namespace}_theirs`, `${namespace}_theirs`]);
    assert.equal(await clearNamespace(engine, namespace), undefined);
    await services.remove();
  });
});

describe("npm run sandbox -- reset, and npm start after it", function () {
  this.timeout(900_000);
  // Before the folder goes, and the engine's files with it.
  after(async () => {
    await run("sandbox", "reset");
  });

  const folder = useFolder();

  before(async () => {
    const left = ["node_modules", ".sandbox", ".git", "tests", "bench", "Pulumi.dev.yaml"];
    await cp(projectDir, folder(), {
      recursive: true,
      filter: (source) => !left.includes(path.relative(projectDir, source)),
    });
    await symlink(path.join(projectDir, "node_modules"), path.join(folder(), "node_modules"));
    await plantDevStack();
  });

  it("put away what describes the Swarm that is gone, and lose nothing of it", async () => {
    const output = await run("sandbox", "reset");
    assert.match(output, /Put away: Pulumi\.dev\.yaml and the stack's state, now in \.sandbox\/put-away\//);
    assert.deepEqual(await keptFiles(), ["Pulumi.dev.yaml", "dev.json"]);
  });

  it("lead to a rotation, also where the Swarm went in another way", async () => {
    await plantDevStack();
    const output = await run("start");
    assert.match(output, /The dev stack begins anew: the private Swarm that it was made on is gone/);
    assert.match(output, /^api +db_writer +v1 → v2 +2 of 2 /m);
    assert.deepEqual(await keptFiles(), ["Pulumi.dev.yaml", "Pulumi.dev.yaml", "dev.json", "dev.json"]);
  });

  it("leave a compose file that agrees with the stack, by the policies", async () => {
    const text = await readFile(path.join(folder(), "docker", "compose.dev.yml"), "utf8");
    for (const name of ["db_writer_v2", "db_reader_v2", "session_key_v1"]) {
      assert.ok(text.includes(`name: busflow_${name} }`), text);
    }
    // The reviewed exceptions are for files that are not here.
    await writeFile(path.join(folder(), "policy", "exceptions.yaml"), "");
    const output = await run("pulumi", "preview", "--stack=dev", "--policy-pack", "policy", "--expect-no-changes");
    assert.match(output, /✅ busflow-secrets@v/);
    assert.doesNotMatch(output, /\[(?:mandatory|advisory)\]/);
  });

  /** What a stack leaves that was on another Swarm. */
  async function plantDevStack(): Promise<void> {
    const states = path.join(folder(), ".sandbox", "state", ".pulumi", "stacks", "busflow-secrets");
    await mkdir(states, { recursive: true });
    const resources = [{ type: "docker:index/secret:Secret" }];
    await writeFile(path.join(states, "dev.json"), JSON.stringify({ checkpoint: { latest: { resources } } }));
    await cp(path.join(projectDir, "docker", "dev-stack.yaml"), path.join(folder(), "Pulumi.dev.yaml"));
    await writeFile(path.join(folder(), ".sandbox", "passphrase"), "of the stack before");
  }

  async function keptFiles(): Promise<string[]> {
    const files = await readdir(path.join(folder(), ".sandbox", "put-away"), { recursive: true, withFileTypes: true });
    return files
      .filter((file) => file.isFile())
      .map(({ name }) => name)
      .sort();
  }

  /** As a newcomer would: with nothing of the tests' own in the environment. */
  async function run(script: string, ...args: string[]): Promise<string> {
    const { PATH, HOME } = process.env;
    const env = { PATH, HOME, XDG_CACHE_HOME: path.dirname(cacheDir), NO_COLOR: "1" };
    const options = { cwd: folder(), env, extendEnv: false, reject: false, all: true, stdin: "ignore" } as const;
    const words = [path.join(folder(), "tools", "run.mjs"), script, ...args];
    const { exitCode, all } = await execa(process.execPath, words, options);
    assert.equal(exitCode, 0, `${script} ${args.join(" ")}:\n${all}`);
    return all;
  }
});

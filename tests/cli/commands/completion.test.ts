// `secrets completion`, sourced in a real bash. It needs no Swarm.
import assert from "node:assert/strict";
import { execa } from "execa";
import { writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { stringify } from "yaml";
import { projectDir } from "../../../tools/paths.ts";
import { useTempDir } from "../../support/temp-dir.ts";

describe("secrets completion", function () {
  this.timeout(60_000);
  const folder = useTempDir();
  const program = path.join(projectDir, "cli", "secrets.mjs");
  /** A Swarm that nobody reaches: what is completed comes from files. */
  const env = { DOCKER_HOST: "unix:///nowhere.sock", PULUMI_STACK: "" };

  beforeEach(() => {
    const secret = { class: "database", current: 1 };
    const config = (names: string[]) => ({
      ...{ "shop:namespace": "shop", "shop:classes": { database: { owner: "Platform", cadence: "quarterly" } } },
      ...{ "shop:secrets": Object.fromEntries(names.map((name) => [name, secret])), "shop:services": {} },
    });
    writeFileSync(path.join(folder(), "Pulumi.yaml"), "name: shop\nruntime: nodejs\n");
    for (const [stack, names] of Object.entries({ prod: ["db_writer", "db_reader", "key"], dev: ["only_dev"] }))
      writeFileSync(path.join(folder(), `Pulumi.${stack}.yaml`), stringify({ config: config(names) }));
  });

  /** What bash offers for the last of some words. */
  async function completed(...lines: string[][]): Promise<string[][]> {
    const script = await execa(process.execPath, [program, "completion", "bash"], { cwd: folder(), env });
    const asked = lines.map(
      (words) =>
        `COMP_WORDS=(${words.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=${words.length - 1}; _secrets; echo "\${COMPREPLY[*]}"`,
    );
    const source = `set -u; ${script.stdout}\n${asked.join("\n")}`;
    const { stdout, stderr } = await execa("bash", ["--norc", "-c", source], { cwd: folder(), env });
    assert.equal(stderr, "");
    return stdout.split("\n").map((line) => line.split(" ").filter((word) => word !== ""));
  }

  it("completes commands, options, stacks and the names of secrets", async () => {
    const [commands, options, stacks, writers, ofDev, none] = await completed(
      ["secrets", "r"],
      ["secrets", "status", "--"],
      ["secrets", "status", "--stack", ""],
      ["secrets", "retire", "--stack", "prod", "db_"],
      ["secrets", "rollback", "--stack", "dev", ""],
      ["secrets", "due", "--within", ""],
    );
    assert.ok(commands?.includes("retire") && commands.includes("rollback"), commands?.join());
    for (const option of ["--stack", "--all", "--json", "--watch", "--help"])
      assert.ok(options?.includes(option), option);
    assert.deepEqual(
      [stacks, writers],
      [
        ["dev", "prod"],
        ["db_reader", "db_writer"],
      ],
    );
    assert.ok(ofDev?.includes("only_dev") && !ofDev.includes("key"), ofDev?.join());
    assert.deepEqual(none, []);
  });

  it("says nothing where there is no project, as a shell would show it in the middle of a line", async () => {
    writeFileSync(path.join(folder(), "Pulumi.yaml"), "runtime: nodejs\n");
    assert.deepEqual(await completed(["secrets", "status", "--stack", ""]), [[]]);
  });

  it("has a script for zsh and for fish, and needs to know which", async () => {
    const run = async (...words: string[]) =>
      await execa(process.execPath, [program, "completion", ...words], { cwd: folder(), env, reject: false });
    assert.match((await run("zsh")).stdout, /^autoload -U \+X bashcompinit/);
    const { stdout } = await run("fish");
    assert.match(stdout, /^complete -c secrets -n '__fish_use_subcommand' -a status -d /m);
    assert.match(
      stdout,
      /^complete -c secrets -n '__fish_seen_subcommand_from retire' -a '\(.* completion --words secrets/m,
    );
    assert.equal((await run()).exitCode, 1);
    assert.equal((await run("tcsh")).exitCode, 2);
  });
});

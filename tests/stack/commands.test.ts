// The commands that messages tell people to type, typed.
import { execa } from "execa";
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parse } from "yaml";
import { parseInventory } from "../../inventory/inventory.ts";
import { parseValues } from "../../inventory/values.ts";
import { projectName as project } from "../../tools/paths.ts";
import { problemsThrownBy } from "../inventory/config.ts";
import { classes } from "../support/classes.ts";

const inventory = parseInventory({
  namespace: "busflow",
  classes,
  secrets: { db_reader: { class: "swarm-infra", current: 4 }, db_writer: { class: "swarm-infra", current: 5 } },
  services: {},
});

describe("the commands in the messages", function () {
  this.timeout(180_000);
  let directory: string;
  let stackFile: string;

  before(async () => {
    directory = await mkdtemp(path.join(tmpdir(), "busflow-commands-"));
    stackFile = path.join(directory, "Pulumi.prod.yaml");
    await writeFile(path.join(directory, "Pulumi.yaml"), `name: ${project}\nruntime: nodejs\n`);
    await type("pulumi stack init prod --no-select");
  });

  after(() => rm(directory, { recursive: true }));

  /** Runs what a person types in the project's directory. */
  async function type(command: string, input = ""): Promise<string> {
    const { stdout } = await execa(command, {
      shell: "/bin/sh",
      cwd: directory,
      input,
      env: {
        PULUMI_BACKEND_URL: `file://${directory}`,
        PULUMI_CONFIG_PASSPHRASE: "commands",
        PULUMI_HOME: path.join(directory, "home"),
        PULUMI_SKIP_UPDATE_CHECK: "true",
      },
    });
    return stdout;
  }

  async function config(): Promise<Record<string, unknown>> {
    return (parse(await readFile(stackFile, "utf8")) as { config: Record<string, unknown> }).config;
  }

  /** What a program gets to see of the values. */
  async function values(): Promise<unknown> {
    const shown = JSON.parse(await type("pulumi config --json --show-secrets --stack prod")) as Record<
      string,
      { objectValue: unknown } | undefined
    >;
    return shown[`${project}:values`]?.objectValue;
  }

  /** The commands that the message about these values gives, without what comes before them. */
  function commandsFor(given: unknown): string[] {
    return problemsThrownBy(() => parseValues(inventory, given)).map((line) =>
      line.replace(/^.*(?=pulumi config )/, ""),
    );
  }

  it("set missing values from standard input, encrypted, under the version as text", async () => {
    const commands = commandsFor(undefined);
    assert.equal(commands.length, 2);
    for (const command of commands) await type(`${command} --stack prod`, "12345");

    const { [`${project}:values`]: written } = await config();
    const leaf = (written as Record<string, Record<string, { secure: string }>>)["db_writer"]?.["5"]?.secure ?? "";
    assert.match(leaf, /^v1:/);
    assert.match(await readFile(stackFile, "utf8"), /^ {4}db_writer:\n {6}"5":\n {8}secure: v1:/m);
    assert.deepEqual(parseValues(inventory, await values()), {
      db_reader: { "4": "12345" },
      db_writer: { "5": "12345" },
    });
  });

  it("remove what is left over", async () => {
    await type(`pulumi config set --secret --path '${project}:values.db_writer["4"]' --stack prod`, "old");
    await type(`pulumi config set --secret --path '${project}:values.old_token["1"]' --stack prod`, "old");
    const commands = commandsFor(await values());
    assert.equal(commands.length, 2);
    for (const command of commands) await type(`${command} --stack prod`);
    assert.deepEqual(commandsFor(await values()), []);
  });

  it("add to the production inventory without touching a line of it, so that a review shows the rotation only", async () => {
    const inventoryText = await readFile(new URL("../../Pulumi.prod.yaml", import.meta.url), "utf8");
    await writeFile(stackFile, inventoryText);
    await type(`${commandsFor(undefined)[0] ?? ""} --stack prod`, "12345");
    const text = await readFile(stackFile, "utf8");
    assert.equal(text.slice(0, inventoryText.length), inventoryText);
    assert.match(text.slice(inventoryText.length), /^ {2}busflow-secrets:values:\n/);
  });
});

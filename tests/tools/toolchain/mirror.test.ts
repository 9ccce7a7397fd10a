import assert from "node:assert/strict";
import { mkdirSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { execa } from "execa";
import { openMirror } from "../../../tools/toolchain/mirror.ts";
import { pluginNames, pulumiVersion } from "../../../tools/toolchain/versions.ts";
import { UserError } from "../../../rotation/user-error.ts";
import { writeFakePulumi, writeProgram } from "../../support/programs.ts";
import { useTempDir } from "../../support/temp-dir.ts";

describe("a toolchain named by BUSFLOW_TOOLCHAIN", () => {
  const folder = useTempDir();
  const cache = (): string => path.join(folder(), "cache");
  const mirror = (): string => path.join(folder(), "mirror");
  const problem = (text: RegExp) => (error: unknown) => error instanceof UserError && text.test(error.message);

  it("may be a folder, and its plugins are found", async () => {
    writeFakePulumi(path.join(mirror(), "bin"), pulumiVersion);
    const plugin = (name: string): string => path.join(mirror(), "plugins", name, `pulumi-resource-${name}`);
    for (const name of pluginNames) writeProgram(plugin(name), "exit 0");
    const opened = await openMirror(mirror(), cache());
    assert.equal(opened.cli.binDir, path.join(mirror(), "bin"));
    assert.deepEqual(opened.plugins, { docker: plugin("docker"), random: plugin("random") });
  });

  it("may be an archive, as an official release is packed", async () => {
    writeFakePulumi(path.join(mirror(), "pulumi"), pulumiVersion);
    const archive = path.join(folder(), "pulumi.tar.gz");
    await execa("tar", ["-czf", archive, "-C", mirror(), "pulumi"]);
    const first = await openMirror(archive, cache());
    assert.equal(first.cli.source, "mirror");
    assert.ok(first.cli.binDir.startsWith(cache()));
    assert.deepEqual(await openMirror(archive, cache()), first);
  });

  it("may hold the language host elsewhere than pulumi, as the cache of a registry build does", async () => {
    writeFakePulumi(path.join(mirror(), "engine"), pulumiVersion);
    const host = path.join(mirror(), "host", "pulumi-language-nodejs");
    mkdirSync(path.dirname(host));
    renameSync(path.join(mirror(), "engine", "pulumi-language-nodejs"), host);
    const { binDir } = (await openMirror(mirror(), cache())).cli;
    assert.deepEqual(readdirSync(binDir).sort(), ["pulumi", "pulumi-language-nodejs"]);
  });

  it("is refused when it does not exist", async () => {
    await assert.rejects(openMirror(mirror(), cache()), problem(/mirror, which does not exist/));
  });

  it("is refused when it is no archive, and leaves nothing half-unpacked", async () => {
    writeFileSync(mirror(), "no archive");
    await assert.rejects(openMirror(mirror(), cache()), problem(/cannot be unpacked/));
    await assert.rejects(openMirror(mirror(), cache()), problem(/cannot be unpacked/));
  });

  it("is refused when its pulumi is too old", async () => {
    writeFakePulumi(mirror(), "3.1.0");
    await assert.rejects(openMirror(mirror(), cache()), problem(/3\.1\.0, older than/));
  });

  it("is refused when a plugin lies beside pulumi", async () => {
    writeFakePulumi(mirror(), pulumiVersion);
    writeProgram(path.join(mirror(), "pulumi-resource-docker"), "exit 0");
    await assert.rejects(openMirror(mirror(), cache()), problem(/docker lies in the folder of pulumi/));
  });

  it("is refused when it holds a program twice", async () => {
    writeFakePulumi(path.join(mirror(), "a"), pulumiVersion);
    writeFakePulumi(path.join(mirror(), "b"), pulumiVersion);
    await assert.rejects(openMirror(mirror(), cache()), problem(/holds pulumi more than once/));
  });
});

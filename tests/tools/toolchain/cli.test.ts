import assert from "node:assert/strict";
import path from "node:path";
import { inspectCli } from "../../../tools/toolchain/cli.ts";
import { pulumiVersion } from "../../../tools/toolchain/versions.ts";
import { writeFakePulumi, writeProgram } from "../../support/programs.ts";
import { useTempDir } from "../../support/temp-dir.ts";

describe("a pulumi on a search path", () => {
  const folder = useTempDir();

  it("is used when it has the pinned version", async () => {
    writeFakePulumi(folder(), pulumiVersion);
    const expected = { source: "path", version: pulumiVersion, binDir: folder() };
    assert.deepEqual(await inspectCli("path", folder()), expected);
  });

  it("is used when it is newer", async () => {
    writeFakePulumi(folder(), "3.999.0");
    assert.equal(((await inspectCli("path", folder())) as { version: string }).version, "3.999.0");
  });

  it("is not used when it is older", async () => {
    writeFakePulumi(folder(), "3.100.0");
    const unusable = `${folder()}/pulumi is 3.100.0, older than ${pulumiVersion}`;
    assert.deepEqual(await inspectCli("path", folder()), { unusable });
  });

  it("is not used when it does not run", async () => {
    writeFakePulumi(folder(), pulumiVersion);
    writeProgram(path.join(folder(), "pulumi"), "echo broken pipe dream >&2; exit 3");
    const unusable = `${folder()}/pulumi does not run: broken pipe dream`;
    assert.deepEqual(await inspectCli("path", folder()), { unusable });
  });

  it("is not used without its language host", async () => {
    writeProgram(path.join(folder(), "pulumi"), `echo v${pulumiVersion}`);
    const unusable = `${folder()}/pulumi has no pulumi-language-nodejs beside it`;
    assert.deepEqual(await inspectCli("path", folder()), { unusable });
  });

  it("is missed when there is none", async () => {
    assert.deepEqual(await inspectCli("path", folder()), { unusable: "there is no pulumi" });
  });
});

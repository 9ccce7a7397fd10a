import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { requireDiskSpace } from "../../../tools/disk.ts";
import { projectDir } from "../../../tools/paths.ts";
import { buildParts, builtPath, engine } from "../../../tools/toolchain/registry.ts";
import { pluginNames, pluginVersions, pulumiVersion } from "../../../tools/toolchain/versions.ts";
import { UserError } from "../../../rotation/user-error.ts";
import { useTempDir } from "../../support/temp-dir.ts";

describe("the registry build", () => {
  const folder = useTempDir();

  it("pins the engine to the version of the SDK", () => {
    const modules = readFileSync(path.join(projectDir, "tools", "toolchain", "engine", "go.mod"), "utf8");
    assert.match(modules, new RegExp(`github.com/pulumi/pulumi/pkg/v3 v${RegExp.escape(pulumiVersion)}\\b`));
  });

  for (const name of pluginNames) {
    it(`pins the version of the ${name} plugin to that of its npm package`, () => {
      const source = path.join(projectDir, "tools", "toolchain", `${name}-provider`, "bridge", "bridge.go");
      assert.match(readFileSync(source, "utf8"), new RegExp(`\\bVersion = "${RegExp.escape(pluginVersions[name])}"`));
    });
  }

  it("builds both plugins on the same bridge and SDKs, which are then compiled once", () => {
    const shared =
      /github\.com\/(?:pulumi\/(?:pulumi-terraform-bridge|pulumi\/pkg|pulumi\/sdk)\/v3|hashicorp\/terraform-plugin-(?:framework|go|log|sdk\/v2)) (?:=> \S+ )?v\S+/g;
    const versions = (part: string): string[] => {
      const modules = readFileSync(path.join(projectDir, "tools", "toolchain", part, "go.mod"), "utf8");
      return (modules.match(shared) ?? []).sort();
    };
    assert.equal(versions("docker-provider").length, 8);
    assert.deepEqual(versions("random-provider"), versions("docker-provider"));
  });

  it("keeps what it builds apart by what it is built from", () => {
    const other = { ...engine, flags: ["-tags=other"] };
    assert.notEqual(path.dirname(builtPath(folder(), other)), path.dirname(builtPath(folder(), engine)));
  });

  it("says what Go says when a part cannot be built, and keeps nothing of it", async () => {
    const broken = { ...engine, package: "example.invalid/no/such/package" };
    await assert.rejects(
      buildParts(folder(), [broken]),
      (error) => error instanceof UserError && /could not be built:[^]*example\.invalid/.test(error.message),
    );
    assert.deepEqual(readdirSync(folder()), ["build.lock"]);
  });

  it("is not begun on a disk that it would fill", async () => {
    await assert.rejects(
      requireDiskSpace(folder(), 2 ** 60, "building Pulumi"),
      (error) =>
        error instanceof UserError &&
        /has .* GiB free, and building Pulumi needs 1073741824\.0 GiB\.$/.test(error.problem) &&
        error.remedy.includes("XDG_CACHE_HOME"),
    );
  });
});

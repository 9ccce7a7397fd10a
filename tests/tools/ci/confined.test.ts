// confined.ts and confine.sh, on this machine.
import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { runConfined } from "../../../tools/ci/confined.ts";
import { useTempDir } from "../../support/temp-dir.ts";

describe("a confined command", function () {
  this.timeout(60_000);
  const folder = useTempDir();
  const at = (name: string): string => path.join(folder(), name);

  beforeEach(() => {
    for (const name of ["work", "seen", "unseen"]) {
      mkdirSync(at(name));
      writeFileSync(path.join(at(name), "file"), name);
    }
  });

  const run = async (script: string, timeoutMs = 30_000) =>
    await runConfined(at("root"), {
      ...{ command: ["sh", "-c", script], env: { PATH: "/usr/bin:/bin", WORD: "w0rd" }, timeoutMs },
      ...{ writable: at("work"), cwd: at("work"), readable: [at("seen"), at("missing")] },
    });

  it("sees its folder, what it may read, and the environment that it is given", async () => {
    process.env["BUSFLOW_TEST_WORD"] = "c4n4ry";
    const { output, exitCode } = await run(`cat file ${at("seen")}/file; echo " $WORD"; env; exit 3`);
    Reflect.deleteProperty(process.env, "BUSFLOW_TEST_WORD");
    assert.equal(exitCode, 3, output);
    assert.match(output, /^workseen w0rd\n/);
    assert.doesNotMatch(output, /c4n4ry/);
  });

  it("writes to its own folder alone, and takes nothing with it", async () => {
    const { output } = await run(
      `echo new >made; echo x >${at("seen")}/file; cat ${at("unseen")}/file; ls ${folder()}; mkdir /new`,
    );
    assert.equal(readFileSync(path.join(at("work"), "made"), "utf8"), "new\n");
    assert.equal(readFileSync(path.join(at("seen"), "file"), "utf8"), "seen");
    assert.match(output, /seen\/file: Read-only file system/);
    assert.match(output, /unseen\/file: No such file or directory/);
    assert.match(output, /cannot create directory .*\/new.*: Read-only file system/);
    assert.ok(!existsSync(path.join(at("root"), "usr")));
  });

  it("has no right to undo that", async () => {
    const { output } = await run(
      `mount -o remount,rw / ; umount /proc; unshare --user --map-root-user --net true; grep -E 'CapEff|NoNewPrivs' /proc/self/status`,
    );
    assert.match(output, /CapEff:\t0000000000000000\nNoNewPrivs:\t1/);
    assert.match(output, /mount: .*(?:must be superuser|permission denied)/);
  });

  it("has no network, and sees no other process", async () => {
    const { output } = await run(
      "cut -d: -f1 -s /proc/net/dev | tr -d ' ' | xargs echo interfaces; ls -d /proc/[0-9]* | wc -l",
    );
    const [interfaces, processes] = output.trim().split("\n");
    assert.equal(interfaces, "interfaces lo");
    // The shell, and what it starts.
    assert.ok(Number(processes) < 8, output);
  });

  it("leaves no process behind, and is ended when it takes too long", async () => {
    const seconds = `1000.${randomInt(1e9)}`;
    const { exitCode } = await run(`sleep ${seconds} & sleep ${seconds}`, 3000);
    assert.equal(exitCode, undefined);
    const left = readdirSync("/proc").filter((id) => {
      try {
        return /^\d+$/.test(id) && readFileSync(`/proc/${id}/cmdline`, "utf8").includes(seconds);
      } catch {
        return false;
      }
    });
    assert.deepEqual(left, []);
  });
});

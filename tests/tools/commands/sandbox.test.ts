import assert from "node:assert/strict";
import { run, useSandboxFolder } from "../sandbox/support.ts";

describe("npm run sandbox", () => {
  const { dir } = useSandboxFolder();

  it("explains itself on --help", async () => {
    const { exitCode, stdout, stderr } = await run(["--help"]);
    assert.equal(exitCode, 0);
    assert.equal(stderr, "");
    for (const word of ["up", "status", "stop", "reset", "--dir"]) assert.ok(stdout.includes(word), word);
    assert.ok((await run(["up", "--help"])).stdout.includes("--how"));
    assert.ok((await run(["status", "--help"])).stdout.includes("--json"));
  });

  const mistakes: [string, string[], string][] = [
    ["no command", [], "Usage: npm run sandbox -- COMMAND"],
    ["an unknown command", ["start"], "unknown command 'start'"],
    ["an unknown option", ["up", "--force"], "unknown option '--force'"],
    ["a second command", ["stop", "up"], "too many arguments for 'stop'. Expected 0 arguments but got 1: up"],
    ["an unknown way", ["up", "--how", "vm"], "argument 'vm' is invalid. Allowed choices are process, container"],
    ["an option of another command", ["up", "--json"], "unknown option '--json'"],
    ["a missing value", ["up", "--dir"], "'--dir <dir>' argument missing"],
  ];
  for (const [what, args, message] of mistakes) {
    it(`refuses ${what} with the usage`, async () => {
      const { exitCode, stdout, stderr } = await run(args);
      assert.equal(exitCode, 2);
      assert.equal(stdout, "");
      assert.ok(stderr.split("\n")[0]?.includes(message), stderr);
      assert.ok(stderr.includes("Usage: npm run sandbox -- "));
    });
  }

  it("says that a sandbox is stopped that never was, and makes nothing", async () => {
    const status = await run(["status", "--json", "--dir", `${dir}/new`]);
    assert.equal(status.exitCode, 3);
    assert.deepEqual(JSON.parse(status.stdout), { state: "stopped" });
    const stop = await run(["stop", "--dir", `${dir}/new`]);
    assert.equal(stop.exitCode, 0);
    assert.match(stop.stderr, /did not run/);
    assert.equal((await run(["reset", "--dir", `${dir}/new`])).exitCode, 0);
  });
});

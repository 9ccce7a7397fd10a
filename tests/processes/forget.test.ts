import { execa } from "execa";
import assert from "node:assert/strict";
import path from "node:path";
import process from "node:process";
import { projectDir } from "../../tools/paths.ts";

/** What a process sees of itself, before and after it forgets. */
const program = `
import { readFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { forgetConfidentialVariables } from ${JSON.stringify(path.join(projectDir, "processes", "forget.ts"))};
const look = () => ({
  variables: process.env,
  block: readFileSync("/proc/self/environ", "latin1"),
  child: execFileSync("env", { encoding: "utf8" }),
});
const before = look();
forgetConfidentialVariables();
const after = look();
const has = (part) => Object.values(part).map((text) => JSON.stringify(text).includes("c4n4ry"));
console.log(JSON.stringify({ before: has({ block: before.block }), after: has(after), kept: after.variables, block: after.block }));
`;

describe("what a process is told by environment", () => {
  it("is gone once it is forgotten: for itself, for who looks at it under /proc, and for what it starts", async () => {
    const value = "c4n4ry".repeat(10_000);
    const env = {
      KEPT: "kept",
      PULUMI_CONFIG: value,
      PULUMI_CONFIG_PASSPHRASE: "c4n4ry",
      PULUMI_CONFIG_X: "kept, too",
    };
    const { stdout } = await execa(process.execPath, ["--input-type=module", "--eval", program], { env });
    const { before, after, kept, block } = JSON.parse(stdout) as {
      before: boolean[];
      after: boolean[];
      kept: NodeJS.ProcessEnv;
      block: string;
    };
    assert.deepEqual([before, after], [[true], [false, false, false]]);
    assert.deepEqual([kept["KEPT"], kept["PULUMI_CONFIG_X"]], ["kept", "kept, too"]);
    assert.ok(block.includes("KEPT=kept\0") && block.includes("PULUMI_CONFIG_X=kept, too\0"));
  });

  it("is no mistake when it is not there", async () => {
    const env = { PULUMI_CONFIG: undefined, PULUMI_CONFIG_PASSPHRASE: undefined };
    const { stdout } = await execa(process.execPath, ["--input-type=module", "--eval", program], { env });
    assert.match(stdout, /^\{"before":\[false\]/);
  });
});

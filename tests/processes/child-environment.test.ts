import assert from "node:assert/strict";
import { childEnvironment } from "../../processes/child-environment.ts";
import { withEnvironment } from "../support/environment.ts";

describe("the environment of a process that we start", () => {
  const given = {
    PATH: "/bin",
    LC_ALL: "C",
    SSH_AUTH_SOCK: "/run/agent",
    GIT_INDEX_FILE: "index",
    PULUMI_CONFIG_PASSPHRASE: "c4n4ry",
    PULUMI_ACCESS_TOKEN: "c4n4ry",
    AWS_SECRET_ACCESS_KEY: "c4n4ry",
    DB_PASSWORD: "c4n4ry",
  };

  for (const [program, own, other] of [
    ["git", "GIT_INDEX_FILE", "SSH_AUTH_SOCK"],
    ["ssh", "SSH_AUTH_SOCK", "GIT_INDEX_FILE"],
  ] as const) {
    it(`has what ${program} needs, and no secret of ours or anybody's`, async () => {
      const environment = await withEnvironment(given, () => Promise.resolve(childEnvironment(program)));
      assert.deepEqual([environment["PATH"], environment["LC_ALL"]], ["/bin", "C"]);
      assert.equal(environment[own], given[own]);
      assert.ok(!(other in environment));
      assert.ok(!JSON.stringify(environment).includes("c4n4ry"));
    });
  }
});

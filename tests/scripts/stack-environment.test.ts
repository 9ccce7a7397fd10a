import assert from "node:assert/strict";
import { existsSync, readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { devVariables, namedStack } from "../../scripts/stack-environment.ts";

describe("the stack that a command is about", () => {
  const named: Record<string, string | undefined> = {
    "preview": undefined,
    "preview -s dev": "dev",
    "-s dev preview": "dev",
    "preview -s=dev": "dev",
    "preview -sdev": "dev",
    "up -ys dev": "dev",
    "up -yfs=dev": "dev",
    "preview --stack dev": "dev",
    "preview --stack=dev": "dev",
    "preview -s prod": "prod",
    "preview -s dev --stack prod": "prod",
    "preview -s organization/dev": "dev",
    "preview -s organization/busflow-secrets/dev": "dev",
    "preview -s busflow/busflow-secrets/dev": "busflow/busflow-secrets/dev",
    "preview --show-sames --skip-preview --stacks dev": undefined,
    "config set key -- -s dev": undefined,
    "config set key -s prod -- -s dev": "prod",
    "preview -s": undefined,
  };
  for (const [command, stack] of Object.entries(named)) {
    it(`is ${stack ?? "the selected one"} in: pulumi ${command}`, () => {
      assert.equal(namedStack(command.split(" ")), stack);
    });
  }
});

describe("the environment of the dev stack", () => {
  const host = "unix:///private/docker.sock";
  const users = {
    ...{ HOME: "/home/me", PATH: "/bin", PULUMI_HOME: "/project/pulumi" },
    ...{
      DOCKER_HOST: "ssh://production",
      DOCKER_CONTEXT: "production",
      DOCKER_TLS_VERIFY: "1",
      DOCKER_CERT_PATH: "/tls",
    },
    ...{ PULUMI_BACKEND_URL: "https://state.invalid", PULUMI_CONFIG_PASSPHRASE: "theirs" },
    ...{ PULUMI_CONFIG_PASSPHRASE_FILE: "/theirs" },
  };
  const { PULUMI_BACKEND_URL, PULUMI_CONFIG_PASSPHRASE_FILE, ...others } = devVariables(users, host);

  it("names the private Swarm, whatever Docker the user has at hand, and keeps the rest", () => {
    const { HOME, PATH, PULUMI_HOME } = users;
    assert.deepEqual(others, { HOME, PATH, PULUMI_HOME, DOCKER_HOST: host, PULUMI_PARALLEL: "64" });
  });

  it("leaves the number of operations at a time to a user who sets it", () => {
    assert.equal(devVariables({ PULUMI_PARALLEL: "2" }, host)["PULUMI_PARALLEL"], "2");
  });

  it("keeps state and passphrase in the checkout, both there, the passphrase for the user's own eyes", () => {
    assert.match(PULUMI_BACKEND_URL ?? "", /\/\.sandbox\/state$/);
    assert.ok(existsSync(fileURLToPath(PULUMI_BACKEND_URL ?? "")));
    const file = PULUMI_CONFIG_PASSPHRASE_FILE ?? "";
    assert.match(file, /\/\.sandbox\/passphrase$/);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.match(readFileSync(file, "utf8"), /^[\w-]{43}$/);
    assert.equal(devVariables({}, host)["PULUMI_CONFIG_PASSPHRASE_FILE"], file, "it is made once");
  });
});

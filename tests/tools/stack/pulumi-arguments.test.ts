// What `pulumi`'s arguments say of the stack that they are about.
import assert from "node:assert/strict";
import { subjectOf } from "../../../tools/stack/pulumi-arguments.ts";

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
    "stack init mine": "mine",
    "stack new mine --no-select": "mine",
    "stack init --secrets-provider passphrase mine": "mine",
    "-C docker stack --color never init mine": "mine",
    "stack init -s mine": "mine",
    "stack select dev --create": "dev",
    "stack select organization/busflow-secrets/dev": "dev",
    "stack rm -y prod": "prod",
    "stack remove prod --force": "prod",
    "stack rename other": undefined,
    "stack ls": undefined,
    "stack export -s prod": "prod",
    "cancel prod --yes": "prod",
    "config set key stack": undefined,
  };
  for (const [command, stack] of Object.entries(named)) {
    it(`is ${stack ?? "the selected one"} in: pulumi ${command}`, () => {
      assert.equal(subjectOf(command.split(" ")).stack, stack);
    });
  }
});

describe("what else a command says", () => {
  it("names the folder that Pulumi is to look from", () => {
    for (const command of ["-C docker up", "up --cwd docker", "up --cwd=docker", "up -yC docker", "-Cdocker up"]) {
      assert.equal(subjectOf(command.split(" ")).cwd, "docker", command);
    }
    assert.equal(subjectOf(["up", "-s", "dev"]).cwd, undefined);
  });

  it("says whether a stack is made", () => {
    const making = ["stack init mine", "stack create mine", "stack select mine --create", "stack select -c mine"];
    for (const command of making) assert.ok(subjectOf(command.split(" ")).creates, command);
    for (const command of ["stack select mine", "up -s mine", "stack rm mine"]) {
      assert.ok(!subjectOf(command.split(" ")).creates, command);
    }
  });

  it("says what encrypts a new stack's secrets, and whether Pulumi may ask", () => {
    const { secretsProvider, silent } = subjectOf([
      "stack",
      "init",
      "mine",
      "--secrets-provider=awskms://key",
      "--non-interactive",
    ]);
    assert.equal(secretsProvider, "awskms://key");
    assert.equal(silent, true);
  });
});

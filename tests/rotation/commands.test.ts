import assert from "node:assert/strict";
import { UserError } from "../../rotation/user-error.ts";
import { addressed, withStack } from "../../rotation/commands.ts";
import { placeOf } from "../../rotation/urn.ts";

describe("the commands in a message", () => {
  it("get the stack's name", () => {
    const cases = [
      ["Run `pulumi up` without --target.", "Run `pulumi up --stack prod` without --target."],
      ["Type: pulumi config set --secret --path 'a:b'", "Type: pulumi config set --stack prod --secret --path 'a:b'"],
      ["base64 FILE | pulumi config rm x", "base64 FILE | pulumi config rm --stack prod x"],
      [
        "`pulumi stack import` and `pulumi state unprotect`",
        "`pulumi stack import --stack prod` and `pulumi state unprotect --stack prod`",
      ],
      ["pulumi preview && pulumi up", "pulumi preview --stack prod && pulumi up --stack prod"],
    ];
    for (const [text = "", named] of cases) assert.equal(withStack(text, "prod"), named);
  });

  it("keep the one that they have, and what is no command stays as it is", () => {
    for (const text of [
      "pulumi config set --stack dev a b",
      "pulumi state unprotect '<urn>' --stack dev",
      "pulumi up -s dev",
      "the pulumi program; pulumi stack init dev; pulumi update",
    ]) {
      assert.equal(withStack(text, "prod"), text);
    }
  });

  it("are named in an error on its way out", async () => {
    const fail = (): never => {
      throw new RangeError("pulumi up");
    };
    const place = { project: "shop", stack: "prod" };
    await assert.rejects(addressed(place, fail), { name: "RangeError", message: "pulumi up --stack prod" });
    assert.equal(await addressed(place, () => 1), 1);
  });

  it("are named together with the project, whose prefix the places in the config get", async () => {
    const finding = { code: "missing", path: ["values", "db_writer", "2"], problem: "missing.", remedy: "" } as const;
    const command = "Type: pulumi config set --secret --path 'values.db_writer[\"2\"]'";
    const fail = (): never => {
      throw new UserError({ ...finding, remedy: command }, { heading: "Wrong:" });
    };
    await assert.rejects(addressed(placeOf("urn:pulumi:prod::shop::a:b:C$d:e:F::name"), fail), {
      name: "UserError",
      message: `Wrong:\n  shop:values.db_writer["2"]: missing. ${command.replace("set", "set --stack prod")}`,
    });
  });
});

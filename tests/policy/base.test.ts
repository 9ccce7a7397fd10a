import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { baseFaults, baseOf } from "../../policy/base.ts";
import { UserError } from "../../rotation/user-error.ts";
import { useTempDir } from "../support/temp-dir.ts";

const projectFile = "name: shop\nconfig:\n  shop:classes:\n    value: { token: { owner: Shop, cadence: 30 } }\n";
const stackFile =
  "config:\n  shop:namespace: shop\n  shop:secrets: { hook: { class: token, current: 1 } }\n  shop:services: {}\n";

describe("the base of a pull request", () => {
  const folder = useTempDir();

  function read(files: Record<string, string>) {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(folder(), file)), { recursive: true });
      writeFileSync(path.join(folder(), file), text);
    }
    return baseOf(folder(), "prod");
  }

  it("has the stack's inventory, whatever the files are called", () => {
    const { inventory, fault } = read({ "Pulumi.yml": projectFile, "Pulumi.prod.yml": stackFile });
    assert.equal(fault, undefined);
    assert.deepEqual(
      inventory?.secrets.map(({ logicalName, cadence }) => [logicalName, cadence]),
      [["hook", 30]],
    );
  });

  it("has it in the folder that Pulumi.yaml names", () => {
    const files = { "Pulumi.yaml": `stackConfigDir: stacks\n${projectFile}`, "stacks/Pulumi.prod.yaml": stackFile };
    assert.equal(read(files).inventory?.namespace, "shop");
  });

  const faulty: Record<string, [files: Record<string, string>, ...parts: string[]]> = {
    "a stack that it does not have": [
      { "Pulumi.yaml": projectFile, "Pulumi.other.yaml": stackFile },
      "The base has no Pulumi.prod.yaml, so whether the stack's guards get weaker than on the base branch is not known.",
    ],
    "a stack's file that is no YAML": [
      { "Pulumi.yaml": projectFile, "Pulumi.prod.yaml": "config:\n  a: 1\n  a: hunter2\n" },
      "The base's Pulumi.prod.yaml cannot be read",
      "Pulumi.prod.yaml is not YAML: see line 3.",
    ],
    "an anchor that is not there": [
      { "Pulumi.yaml": projectFile, "Pulumi.prod.yaml": "config: *other\n" },
      "The base's Pulumi.prod.yaml cannot be read",
    ],
    "a project without a name": [
      { "Pulumi.yaml": "runtime: nodejs\n", "Pulumi.prod.yaml": stackFile },
      "Pulumi.yaml has no name.",
    ],
    "mistakes in the config": [
      { "Pulumi.yaml": projectFile, "Pulumi.prod.yaml": stackFile.replace("token,", "hunter2,") },
      "The base's Pulumi.prod.yaml cannot be read",
      "secrets.hook.class: not allowed.",
    ],
  };
  for (const [what, [files, ...parts]] of Object.entries(faulty)) {
    it(`says what is wrong with ${what}, without a value`, () => {
      const { inventory, fault } = read(files);
      assert.equal(inventory, undefined);
      const text = `${fault?.problem ?? ""}\n${fault?.remedy ?? ""}`;
      for (const part of parts) assert.ok(text.includes(part), text);
      assert.doesNotMatch(text, /hunter2/);
      assert.ok(baseFaults().some((other) => other === fault));
    });
  }

  it("is refused when it is no project", () => {
    assert.throws(() => read({}), UserError);
  });
});

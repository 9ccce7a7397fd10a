import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { openStack } from "../../cli/stack.ts";
import { useTempDir } from "../support/temp-dir.ts";

const config = "config:\n  shop:namespace: shop\n  shop:secrets: {}\n  shop:services: {}\n";

describe("the stack that a command is about", () => {
  const folder = useTempDir();
  const at = (...steps: string[]): string => path.join(folder(), ...steps);
  const env = (): NodeJS.ProcessEnv => ({ PULUMI_HOME: at("home") });
  const opened = (asked: object = {}): string => openStack({ cwd: folder(), env: env(), ...asked }).name;

  beforeEach(() => {
    writeFileSync(at("Pulumi.yaml"), "name: shop\nruntime: nodejs\n");
    writeFileSync(at("Pulumi.prod.yaml"), config);
  });

  it("is the only one there is, also from a folder below", () => {
    mkdirSync(at("below"));
    assert.equal(opened(), "prod");
    assert.equal(opened({ cwd: at("below") }), "prod");
  });

  it("is the one that is named, or PULUMI_STACK's, or the one that Pulumi has selected, in this order", () => {
    for (const name of ["a", "b", "c"]) writeFileSync(at(`Pulumi.${name}.yaml`), config);
    assert.throws(() => opened(), /No stack is named, and there are several: a, b, c, prod\.\n.*--stack NAME/);
    const digest = createHash("sha1").update(at("Pulumi.yaml")).digest("hex");
    mkdirSync(at("home", "workspaces"), { recursive: true });
    writeFileSync(at("home", "workspaces", `shop-${digest}-workspace.json`), JSON.stringify({ stack: "acme/c" }));
    assert.equal(opened(), "c");
    assert.equal(opened({ env: { ...env(), PULUMI_STACK: "b" } }), "b");
    assert.equal(opened({ env: { ...env(), PULUMI_STACK: "b" }, stack: "acme/shop/a" }), "a");
  });

  it("says what there is where it is not there, and where no project is", () => {
    assert.throws(
      () => opened({ stack: "pord" }),
      /There is no Pulumi\.pord\.yaml in .*\nThe stacks there are: prod\./,
    );
    assert.throws(() => opened({ cwd: "/" }), /No Pulumi\.yaml is in \/ or a folder above it\./);
  });

  it("says what is wrong with its config, without quoting it", () => {
    writeFileSync(at("Pulumi.prod.yaml"), "config: {c4n4ry: [\n");
    assert.throws(
      () => opened(),
      (error: Error) =>
        error.message.startsWith("Pulumi.prod.yaml is not YAML: see line") && !error.message.includes("c4n4ry"),
    );
    writeFileSync(at("Pulumi.prod.yaml"), "config:\n  shop:namespace: SHOP\n");
    assert.throws(() => opened(), /namespace/);
  });
});

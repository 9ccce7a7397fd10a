import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { findProjectFile, findStackFile, readInventory, readProject, stacksOf } from "../../inventory/stack-files.ts";
import { useTempDir } from "../support/temp-dir.ts";

const config = "config:\n  shop:namespace: shop\n  shop:secrets: {}\n  shop:services: {}\n";

describe("the files of a Pulumi project", () => {
  const folder = useTempDir();
  const write = (name: string, text: string): void => {
    mkdirSync(path.dirname(path.join(folder(), name)), { recursive: true });
    writeFileSync(path.join(folder(), name), text);
  };
  const project = () => readProject(findProjectFile(folder()) ?? "");

  it("are found in each spelling that Pulumi knows, and where the project says", () => {
    assert.equal(findProjectFile(folder()), undefined);
    write("Pulumi.json", JSON.stringify({ name: "shop", stackConfigDir: "stacks" }));
    write("stacks/Pulumi.prod.yml", config);
    write("stacks/Pulumi.dev.yaml", config);
    assert.deepEqual(stacksOf(project()), ["dev", "prod"]);
    assert.equal(findStackFile(project(), "prod"), path.join(folder(), "stacks", "Pulumi.prod.yml"));
    assert.equal(findStackFile(project(), "test"), undefined);
  });

  it("say what a stack declares", () => {
    write("Pulumi.yaml", "name: shop\n");
    write("Pulumi.prod.yaml", config);
    assert.equal(readInventory(project(), findStackFile(project(), "prod") ?? "").namespace, "shop");
  });

  it("are refused without being quoted where they are no YAML or nameless", () => {
    write("Pulumi.yaml", "runtime: nodejs\n");
    assert.throws(project, /^UserError: Pulumi\.yaml has no name\./);
    for (const text of ["name: [c4n4ry", "name: *c4n4ry\n"]) {
      write("Pulumi.yaml", text);
      assert.throws(
        project,
        (error: Error) => error.message.startsWith("Pulumi.yaml ") && !error.message.includes("c4n4ry"),
      );
    }
  });
});

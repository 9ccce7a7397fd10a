import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { projectRoot } from "../../policy/project-root.ts";
import { UserError } from "../../rotation/user-error.ts";
import { useTempDir } from "../support/temp-dir.ts";

describe("the project's folder", () => {
  const folder = useTempDir();

  it("is the nearest one upwards with a Pulumi.yaml or Pulumi.yml", () => {
    const pack = path.join(folder(), "project", "tools", "policy");
    mkdirSync(pack, { recursive: true });
    writeFileSync(path.join(folder(), "Pulumi.yaml"), "");
    assert.equal(projectRoot(pack), folder());
    writeFileSync(path.join(folder(), "project", "Pulumi.yml"), "");
    assert.equal(projectRoot(pack), path.join(folder(), "project"));
  });

  it("is asked for when there is none", () => {
    assert.throws(
      () => projectRoot(folder()),
      (error) => error instanceof UserError && error.message.includes("setting root"),
    );
  });
});

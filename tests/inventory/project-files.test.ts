import assert from "node:assert/strict";
import { configOf, stackFolder } from "../../inventory/project-files.ts";

describe("the config of a stack", () => {
  const project = (config: unknown) => ({ name: "shop", config });
  const classes = { database: { owner: "Platform", cadence: "quarterly" } };

  it("is what the stack's file says under the project's own keys", () => {
    const config = { "shop:namespace": "eu", "aws:region": "eu-1", "shop:config:retention": 96 };
    assert.deepEqual(configOf(project(undefined), { config }), { namespace: "eu", retention: 96 });
  });

  it("is what the project says where the stack's file says nothing, under value or default, or short", () => {
    const declared = {
      "shop:classes": { description: "Who answers.", value: classes },
      "namespace": { type: "string", default: "shop" },
      "shop:protect": true,
      "shop:composeFiles": ["a.yml"],
      "retention": { type: "integer" },
      "aws:region": { value: "eu-1" },
    };
    const expected = { classes, namespace: "shop", protect: true, composeFiles: ["a.yml"] };
    assert.deepEqual(configOf(project(declared), null), expected);
  });

  it("is a key's of the stack alone where it has the key: nothing is merged", () => {
    const own = { token: { owner: "Shop", cadence: 30 } };
    const declared = { "shop:classes": { value: classes } };
    assert.deepEqual(configOf(project(declared), { config: { "shop:classes": own } }), { classes: own });
  });

  it("leaves out what is encrypted", () => {
    const config = { "shop:values": { db: { 1: { secure: "v1:x" } } }, "shop:fingerprintKey": { secure: "v1:x" } };
    assert.deepEqual(configOf(project(undefined), { config }), {});
  });

  it("is not known of a project without a name", () => {
    for (const nameless of [null, "shop", {}, { name: 4 }]) assert.equal(configOf(nameless, null), undefined);
  });
});

describe("the folder of the stacks' files", () => {
  it("is the project's, unless Pulumi.yaml names another one", () => {
    assert.equal(stackFolder({ name: "shop" }), "");
    assert.equal(stackFolder({ name: "shop", config: {} }), "");
    assert.equal(stackFolder({ name: "shop", stackConfigDir: "stacks" }), "stacks");
    assert.equal(stackFolder({ name: "shop", config: "stacks" }), "stacks");
    assert.equal(stackFolder(null), "");
  });
});

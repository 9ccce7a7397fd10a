import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import { readConfig } from "../../components/stack-config.ts";
import { projectName as project } from "../../tools/paths.ts";
import { UserError } from "../../rotation/user-error.ts";

describe("the stack config", () => {
  before(async () => {
    await pulumi.runtime.setMocks({ newResource: () => ({ id: "", state: {} }), call: () => ({}) }, project);
  });

  after(() => {
    pulumi.runtime.setAllConfig({});
  });

  it("is what stands under the project's keys, mappings and lists as such and all else as text", () => {
    pulumi.runtime.setAllConfig({
      "busflow-secrets:namespace": "busflow",
      "busflow-secrets:secrets": `{"db_writer":{"current":4}}`,
      "busflow-secrets:values": `{"db_writer":{"4":"{not a mapping}"}}`,
      "busflow-secrets:composeFiles": `["docker/compose.yml"]`,
      "busflow-secrets:version": "4",
      "busflow-secrets-too:namespace": "other",
      "docker:host": "unix:///docker.sock",
    });
    assert.deepEqual(readConfig(), {
      namespace: "busflow",
      secrets: { db_writer: { current: 4 } },
      values: { db_writer: { "4": "{not a mapping}" } },
      composeFiles: ["docker/compose.yml"],
      version: "4",
    });
  });

  for (const text of [`{c4n4ry: "c4n4ry"}`, `[c4n4ry]`]) {
    it(`is refused without a word of what it holds when it is broken: ${text.slice(0, 1)}`, () => {
      pulumi.runtime.setAllConfig({ "busflow-secrets:values": text });
      assert.throws(readConfig, (error) => {
        assert.ok(error instanceof UserError);
        const problem = "values: neither a mapping nor a list.";
        assert.equal(error.message, `${problem}\nCorrect it in the stack's YAML file.`);
        assert.ok(!String(error.stack).includes("c4n4ry"));
        return true;
      });
    });
  }
});

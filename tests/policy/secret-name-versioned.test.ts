import assert from "node:assert/strict";
import { secretNameVersioned as policy } from "../../policy/secret-name-versioned.ts";
import { assertPasses, assertTrips, having, secret, unknown, violations, type TestResource } from "./support.ts";

describe("secret-name-versioned", () => {
  const named = (name: unknown): TestResource =>
    having(secret("db_writer", 4), (props) => {
      props["name"] = name;
    });
  const labelled = (label: string, value?: string): TestResource =>
    having(secret("db_writer", 4), (props) => {
      const others = (props["labels"] as { label: string }[]).filter((other) => other.label !== `busflow.${label}`);
      props["labels"] = [...others, ...(value === undefined ? [] : [{ label: `busflow.${label}`, value }])];
    });

  it("lets a version pass as the program declares it, with a value that the preview does not know", async () => {
    await assertPasses(policy, [secret("db_writer", 4), secret("db_writer", 5)]);
  });

  it("looks at nothing but secrets", async () => {
    await assertPasses(policy, [
      { ...secret("db_writer", 4), type: "random:index/randomPassword:RandomPassword", props: {} },
    ]);
  });

  it("refuses a name without a version", async () => {
    const foreign = { ...named("busflow_db_writer"), name: "busflow_db_writer" };
    const problem = "busflow_db_writer is no versioned name in the namespace busflow.";
    await assertTrips(policy, [foreign], problem, "busflow_<logical name>_v<version>", "docs/runbook.md#versions");
  });

  it("refuses another namespace than the label's", async () => {
    await assertTrips(policy, [named("other_db_writer_v4")], "other_db_writer_v4 is no versioned name");
  });

  it("refuses a name of 65 characters, and takes one of 64", async () => {
    const longest = "a".repeat(64 - "busflow__v4".length);
    await assertPasses(policy, [secret(longest, 4)]);
    const [tooLong = ""] = [secret(`${longest}a`, 4)].map(({ name }) => name);
    assert.equal(tooLong.length, 65);
    const messages = await violations(policy, [secret(`${longest}a`, 4)]);
    assert.ok(messages[0]?.includes("has 65 characters, the Engine takes 64"), messages.join("\n"));
  });

  it("refuses labels that say another version, another secret, or no namespace", async () => {
    await assertTrips(policy, [labelled("version", "5")], "disagrees with its labels");
    await assertTrips(policy, [labelled("secret", "db_reader")], "disagrees with its labels");
    await assertTrips(policy, [labelled("namespace")], "has no label busflow.namespace");
  });

  it("refuses a resource name without the version: the next version would replace it", async () => {
    await assertTrips(
      policy,
      [{ ...secret("db_writer", 4), name: "db_writer" }],
      "is declared as the resource db_writer",
    );
  });

  it("refuses a name that a preview cannot know", async () => {
    await assertTrips(policy, [named(unknown)], "busflow_db_writer_v4 has no name that a preview can know");
  });
});

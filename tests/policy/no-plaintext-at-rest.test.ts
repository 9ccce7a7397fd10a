import assert from "node:assert/strict";
import path from "node:path";
import process from "node:process";
import { noPlaintextAtRest as policy } from "../../policy/no-plaintext-at-rest.ts";
import { scanText } from "../../scan/text.ts";
import { makers, plant } from "../../tools/bench/planted.ts";
import { Repository } from "../../tools/bench/repository.ts";
import { dayIn } from "../support/days.ts";
import { useTempDir } from "../support/temp-dir.ts";
import { secret, unknown, violations, type TestResource } from "./support.ts";

/** What is printed meanwhile. */
async function printing(act: () => Promise<void>): Promise<string> {
  const before = process.stdout.write.bind(process.stdout);
  const parts: string[] = [];
  process.stdout.write = (part: string | Uint8Array) => parts.push(String(part)) > 0;
  try {
    await act();
  } finally {
    process.stdout.write = before;
  }
  return parts.join("");
}

describe("no-plaintext-at-rest", () => {
  const folder = useTempDir();

  const messages = (resources: readonly TestResource[] = []): Promise<string[]> =>
    violations(policy, resources, { root: folder() });

  for (const kind of Object.keys(makers)) {
    it(`refuses a file with a ${kind}, and does not show it`, async () => {
      const value = plant(kind);
      const name = ["pass", "word"].join("");
      new Repository(folder()).write("src/a.ts", `export const ${name} = ${JSON.stringify(value)};\n`);
      const [message = "", ...others] = await messages();
      assert.deepEqual(others, []);
      assert.ok(message.startsWith("src/a.ts:1 holds a secret in plain text ("), message);
      assert.ok(message.includes("docs/runbook.md#"), message);
      assert.ok(!message.includes(value.slice(-12, -2)));
    });
  }

  it("lets a clean project pass, whatever the stack does not know yet", async () => {
    const repository = new Repository(folder());
    repository.write("src/a.ts", 'export const path = "/run/secrets/busflow_db_writer";\n');
    repository.write("README.md", "Set `DB_PASSWORD_FILE` to /run/secrets/db, see https://user@example.com/.\n");
    assert.deepEqual(await messages([secret("db_writer", 1), { type: "a:b:C", name: "c", props: { d: unknown } }]), []);
  });

  it("does not repeat what no-dotenv says", async () => {
    new Repository(folder()).write(".env.production", "MODE=production\n");
    assert.deepEqual(await messages(), []);
  });

  it("lists 20 places and counts the others", async () => {
    const lines = Array.from({ length: 23 }, () => plant("GitHub token"));
    new Repository(folder()).write("a.md", lines.join("\n"));
    const found = await messages();
    assert.equal(found.length, 21);
    assert.ok(found[20]?.startsWith("3 more places"), found[20]);
  });

  it("takes the exceptions of the base, where there is one", async () => {
    const head = new Repository(path.join(folder(), "head"));
    const base = new Repository(path.join(folder(), "base"));
    const text = `token ${plant("GitHub token")}\n`;
    const [finding] = await scanText("a.md", text);
    const exception = `- file: a.md\n  fingerprint: "${finding?.fingerprint ?? ""}"\n  reason: A token that a test made.\n  expires: ${dayIn(100)}\n`;
    head.write("a.md", text);
    head.write("policy/exceptions.yaml", exception);
    const settings = { root: head.folder, base: base.folder };
    assert.equal((await violations(policy, [], settings)).length, 1);
    base.write("policy/exceptions.yaml", exception);
    assert.deepEqual(await violations(policy, [], settings), []);
  });

  it("lets a reviewed exception pass, and reports one that is expired or malformed", async () => {
    const repository = new Repository(folder());
    const text = `token ${plant("GitHub token")}\n`;
    const [finding] = await scanText("a.md", text);
    repository.write("a.md", text);
    const exception = (expires: string): string =>
      `- file: a.md\n  fingerprint: "${finding?.fingerprint ?? ""}"\n  reason: A token that a test made.\n  expires: ${expires}\n`;
    repository.write("policy/exceptions.yaml", exception(dayIn(100)));
    const printed = await printing(async () => {
      assert.deepEqual(await messages(), []);
    });
    assert.match(
      printed,
      /^policy\/exceptions\.yaml:1 covers 1 finding in a\.md until \S+: A token that a test made\.$/m,
    );

    repository.write("policy/exceptions.yaml", exception("2020-12-31"));
    const expired = await messages();
    assert.equal(expired.length, 2);
    assert.ok(
      expired[0]?.startsWith("policy/exceptions.yaml:1: the exception for a.md expired on 2020-12-31."),
      expired[0],
    );

    repository.write("policy/exceptions.yaml", "- file: a.md\n");
    assert.ok((await messages())[0]?.includes("has no fingerprint"));
  });
});

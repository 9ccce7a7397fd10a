// What guards a stack, under the real engine: a change that weakens it is refused before anything happens, unless a reviewer has approved
// it.
import assert from "node:assert/strict";
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { stringify } from "yaml";
import { projectDir, sandboxDir } from "../../tools/paths.ts";
import { findResource, type Run } from "../support/pulumi.ts";
import { inSteps } from "../support/steps.ts";
import { there } from "../support/there.ts";
import { assertClean, assertPoliciesSilent } from "./assertions.ts";
import { stackName } from "./configured-stack.ts";
import { useStack } from "./use-stack.ts";

const what = "secrets.db_writer.group: roles → none";
const approval = {
  what,
  by: "Ada",
  ticket: "SEC-42",
  until: new Date(Date.now() + 86_400_000).toISOString().slice(0, 10),
};
const type = "swarm:index:StackSwarm";

describe("a weakening of what guards a stack", function () {
  this.timeout(900_000);
  inSteps();

  const { stack } = useStack({
    deployed: { api: {}, worker: {} },
    protect: true,
    declared: (config) => {
      config.services = { api: { secrets: ["db_writer", "db_reader"] }, worker: { secrets: ["db_reader"] } };
      for (const name of ["db_writer", "db_reader"]) there(config.secrets[name], name).group = "roles";
    },
  });
  /** A copy of the pack, whose approvals are not the checkout's. */
  let pack: string;
  let base: string;

  before(async () => {
    await mkdir(sandboxDir, { recursive: true });
    const folder = await mkdtemp(path.join(sandboxDir, "tmp-guards-"));
    for (const room of [
      "policy",
      "scan",
      "rotation",
      "inventory",
      "processes",
      "pulumi-sdk",
      "Pulumi.yaml",
      "package.json",
    ]) {
      await cp(path.join(projectDir, room), path.join(folder, room), { recursive: true });
    }
    // The exceptions are for files that the copy lacks.
    await writeFile(path.join(folder, "policy", "exceptions.yaml"), "");
    await symlink(path.join(projectDir, "node_modules"), path.join(folder, "node_modules"));
    pack = path.join(folder, "policy");
    base = path.join(folder, "base");
    await mkdir(base);
  });

  after(async () => {
    await rm(path.dirname(pack), { recursive: true, force: true });
  });

  it("is none where nothing changes after the first run", async () => {
    const run = await stack.run(["preview", "--expect-no-changes", "--policy-pack", pack]);
    assertPoliciesSilent(run);
  });

  it("shows as one short change", async () => {
    await stack.declare("db_writer", { group: undefined });
    const { output } = assertClean(await stack.run(["preview", "--diff"]));
    const change = ["~ guards: {", "~ secrets: {", "~ db_writer: {", '- group: "roles"'];
    assert.deepEqual(changedLines(output), ["~ formerGuards (hidden)", ...change]);
  });

  it("is refused in a preview, with what a reviewer has to add", async () => {
    const form = `- { what: "${what}", by: NAME, ticket: TICKET, until: YYYY-MM-DD }`;
    assertRefused(await preview(), `This weakens a guard: ${what}.`, form);
  });

  it("is refused in a run without a preview, before anything happens, and the state does not have it", async () => {
    const run = () => stack.run(["up", "--yes", "--skip-preview", "--policy-pack", pack]);
    const writes = await stack.writesDuring(async () => {
      assertRefused(await run(), what);
    });
    assert.deepEqual(writes, []);
    assert.equal((await guardsInState()).secrets["db_writer"]?.group, "roles");
    assertRefused(await run(), what);
  });

  it("is refused in a run that leaves out the resource that has the guards", async () => {
    const target = await stack.urnOf("swarm:index:RotationRecord", "db_reader");
    const args = ["up", "--yes", "--skip-preview", "--policy-pack", pack, "--target", target];
    assertRefused(await stack.run(args), what);
  });

  it("passes while it is approved, and each preview lists the approval", async () => {
    await approve(approval);
    assertListed(await preview(), `Approved until ${approval.until} by Ada (SEC-42): ${what}.`);
    assertListed(await stack.run(["up", "--yes", "--skip-preview", "--policy-pack", pack]), "Approved until");
    assert.equal((await guardsInState()).secrets["db_writer"]?.group, undefined);
    assertListed(
      await preview("--expect-no-changes"),
      "The preview itself does not need it: remove policy/approvals.yaml:1",
    );
  });

  it("needs no approval any more once it is applied, also in a run that leaves out what has the guards", async () => {
    await approve();
    // Some minutes later.
    await stack.operate((resources) => {
      const { inputs } = there(findResource({ resources }, type, "swarm"), "the Swarm");
      there(inputs?.["formerGuards"] as { seenAt: string } | undefined, "what was seen").seenAt =
        "2026-11-27T00:00:00Z";
    });
    const target = await stack.urnOf("swarm:index:RotationRecord", "db_reader");
    assertPoliciesSilent(await preview("--target", target));
    assertPoliciesSilent(await preview("--expect-no-changes"));
  });

  it("is refused as long as the base branch has the stronger guards, and an expired approval is told of", async () => {
    await writeBase((text) => text.replace("db_writer:\n", "db_writer:\n      group: roles\n"));
    await approve({ ...approval, until: "2026-01-31" });
    const settings = path.join(base, "settings.json");
    await writeFile(settings, JSON.stringify({ "guards-kept": { enforcementLevel: "mandatory", base } }));
    const run = await preview("--policy-pack-config", settings);
    assertRefused(run, what, `policy/approvals.yaml:1 has an approval that expired on 2026-01-31: ${what}.`);
    await approve();
    await writeBase((text) => text);
    assertPoliciesSilent(await preview("--policy-pack-config", settings));
  });

  it("is refused after a refresh", async () => {
    await stack.succeed(["refresh", "--yes", "--skip-preview"]);
    await stack.assertUnchanged();
    await stack.configure((config) => {
      there(config.services["api"], "api").secrets = ["db_writer"];
    });
    assertRefused(await preview(), "services.api.secrets: db_reader → none");
  });

  it("is not found against a state from before there were guards", async () => {
    await stack.operate((resources) => {
      const { inputs = {}, outputs = {} } = there(findResource({ resources }, type, "swarm"), "the Swarm");
      for (const properties of [inputs, outputs]) delete properties["guards"];
    });
    assertPoliciesSilent(await preview());
  });

  function preview(...args: string[]): Promise<Run> {
    return stack.run(["preview", "--policy-pack", pack, ...args]);
  }

  /** Writes the only approvals that there are. */
  async function approve(...approvals: object[]): Promise<void> {
    await writeFile(path.join(pack, "approvals.yaml"), stringify(approvals));
  }

  /** Writes the base's checkout, as far as it is read. */
  async function writeBase(edit: (text: string) => string): Promise<void> {
    await cp(path.join(projectDir, "Pulumi.yaml"), path.join(base, "Pulumi.yaml"));
    const text = await readFile(stack.configFile, "utf8");
    await writeFile(path.join(base, `Pulumi.${stackName}.yaml`), edit(text));
  }

  async function guardsInState() {
    const swarm = there(findResource(await stack.state(), type, "swarm"), "the Swarm");
    assert.ok(!("formerGuards" in (swarm.outputs ?? {})));
    return swarm.outputs?.["guards"] as { secrets: Record<string, { group?: string }> };
  }
});

/** What a preview with `--diff` shows of changes in the resource that has the guards. */
function changedLines(output: string): string[] {
  const [, rest = ""] = output.split(`~ ${type}: (update)`);
  const lines = rest
    .split("\n")
    .slice(1)
    .map((line) => line.trim());
  const end = lines.findIndex((line) => /^(?:[~+-] )?[\w:/-]+: \(\w+\)|^Resources:|^--outputs/.test(line));
  return lines
    .slice(0, end === -1 ? undefined : end)
    .filter((line) => /^[~+-] /.test(line))
    .map((line) => line.replace(/ +: /, ": "));
}

/** Asserts that a run failed because of the guards alone, said once, with these texts. */
function assertRefused({ exitCode, output }: Run, ...texts: string[]): void {
  assert.notEqual(exitCode, 0, output);
  for (const text of texts) assert.ok(output.includes(text), `"${text}" should be in: ${output}`);
  const violations = output.split("\n").filter((line) => line.includes("[mandatory]"));
  assert.equal(violations.length, 1, output);
  assert.match(violations[0] ?? "", / guards-kept /);
}

/** Asserts that a run went through, and that the pack told of an approval. */
function assertListed({ exitCode, output }: Run, text: string): void {
  assert.equal(exitCode, 0, output);
  assert.ok(output.includes(text), `"${text}" should be in: ${output}`);
  assert.match(output, /\[advisory\].* approvals-in-force /);
}

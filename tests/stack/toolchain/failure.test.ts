// How a run fails under the selected toolchain: the exit code, the message, and that nothing half done is left.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import process from "node:process";
import { eventually } from "../../support/eventually.ts";
import { PulumiProject } from "../../support/pulumi.ts";
import { projectSource } from "./conformance-stack.ts";

const declaration = `
import { Note } from "./note.ts";
const directory = import.meta.dirname;
const declared = new Note("declared", { directory, text: "declared" });
`;

describe("a run that fails under the selected toolchain", function () {
  this.timeout(540_000);

  let project: PulumiProject;

  beforeEach(() => {
    project = new PulumiProject();
  });

  afterEach(async () => {
    await project.remove();
  });

  const failures = [
    {
      what: "the program throws",
      files: { "index.ts": `${declaration} throw new Error("thrown on purpose");` },
      message: /Error: thrown on purpose/,
    },
    {
      what: "a promise of the program is rejected and nobody handles it",
      files: { "index.ts": `${declaration} void Promise.reject(new Error("rejected on purpose"));` },
      message: /Error: rejected on purpose/,
    },
    {
      what: "the program ends its process with another exit code",
      files: { "index.ts": `${declaration} process.exit(3);` },
      message: /exited with non-zero exit code: 3/,
    },
    {
      what: "a dependency of the program is missing",
      files: { "index.ts": `${declaration} import "left-out-dependency";` },
      message: /Cannot find (module|package) 'left-out-dependency'/,
    },
    {
      what: "the program is not TypeScript",
      files: { "index.ts": `${declaration} const half = ;` },
      message: /SyntaxError/,
    },
    {
      what: "a dependency of the provider is missing",
      files: { "index.ts": declaration, "provider/index.js": 'import "left-out-dependency";' },
      message: /Cannot find (module|package) 'left-out-dependency'/,
    },
    {
      what: "the policy pack throws before it is complete",
      files: { "index.ts": declaration, "policy/main.ts": 'throw new Error("no pack today");' },
      message: /Error: no pack today/,
    },
  ];

  for (const { what, files, message } of failures) {
    it(`says why, exits with 1 and creates nothing when ${what}`, async () => {
      await project.copy(projectSource, files);
      const { exitCode, output } = await project.run(["up", "--yes", "--policy-pack", "policy"]);
      assert.equal(exitCode, 1, output);
      assert.match(output, message);
      assert.ok(!existsSync(path.join(project.directory, "declared.txt")));
      assert.deepEqual((await project.state()).resources, []);
      await project.settled();
    });
  }
});

describe("a run that is interrupted under the selected toolchain", function () {
  this.timeout(540_000);

  const project = new PulumiProject();

  after(async () => {
    await project.remove();
  });

  it("lets a create in flight finish, starts no other, exits with 1 and leaves no process", async () => {
    await project.copy(projectSource, {
      "index.ts": `${declaration}
        const awaits = \`\${directory}/go\`;
        const slow = new Note("slow", { directory, text: "slow", awaits }, { dependsOn: declared });
        new Note("later", { directory, text: "later" }, { dependsOn: slow });`,
    });
    const created = (name: string) => existsSync(path.join(project.directory, `${name}.txt`));
    const calls = () => readFileSync(path.join(project.directory, "calls"), "utf8");

    const run = project.start(["up", "--yes", "--skip-preview"]);
    let output = "";
    run.all.on("data", (chunk: Buffer) => (output += chunk.toString()));
    await eventually("the slow create has begun", () => created("declared") && /create.*create/s.test(calls()));
    process.kill(-(run.pid ?? NaN), "SIGINT");
    await eventually("the CLI has taken notice", () => /cancell?ing/i.test(output));
    await writeFile(path.join(project.directory, "go"), "");

    const { exitCode } = await run;
    assert.equal(exitCode, 1, output);
    assert.ok(created("slow") && !created("later"));
    await project.settled();
  });

  it("keeps a state that the next up completes", async () => {
    const { resources, pendingOperations } = await project.state();
    assert.deepEqual(pendingOperations, []);
    const notes = resources.filter(({ type }) => type === "note:index:Note").map(({ id }) => path.basename(id ?? ""));
    assert.deepEqual(notes, ["declared.txt", "slow.txt"]);

    const { exitCode, output } = await project.run(["up", "--yes"]);
    assert.equal(exitCode, 0, output);
    assert.match(output, /\+ 1 created/);
    assert.deepEqual((await project.state()).pendingOperations, []);
  });
});

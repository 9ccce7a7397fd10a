// What the project needs of Pulumi, asserted of one stack, under whatever toolchain is first on PATH: the official release
// or the build from the registries. Nothing here is particular to either.
import assert from "node:assert/strict";
import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { findResource, isEncrypted } from "../../support/pulumi.ts";
import { inSteps } from "../../support/steps.ts";
import { engine, namesIn, readInTask } from "../../support/swarm.ts";
import { ConformanceStack, withConfig } from "./conformance-stack.ts";

const secretType = "docker:index/secret:Secret";

describe("one stack under the selected toolchain", function () {
  this.timeout(540_000);
  inSteps();

  const stack = new ConformanceStack();

  before(async () => {
    await stack.make();
  });

  after(async () => {
    await stack.remove();
  });

  it("keeps secret config encrypted in the stack's file", async () => {
    const file = await readFile(stack.configFile, "utf8");
    assert.match(file, /conformance:token:\s+secure: /);
    assert.ok(!file.includes(stack.canary));
  });

  it("previews every resource and creates none", async () => {
    const { exitCode, output } = await stack.preview();
    assert.equal(exitCode, 0, output);
    for (const type of ["RandomPassword", "RandomBytes", "Secret", "Service", "Note"]) {
      assert.match(output, new RegExp(`\\+ +\\w+:index:${type} .*create`));
    }
    assert.match(output, /\+ 7 to create/);
    assert.deepEqual(await namesIn(stack.namespace), []);
    assert.deepEqual(await stack.providerCalls(), ["check"]);
  });

  it("creates every resource under a policy pack that passes, says so, and warns of nothing", async () => {
    const { exitCode, output } = await stack.up("--policy-pack", "policy");
    assert.equal(exitCode, 0, output);
    assert.match(output, /\+ 7 created/);
    assert.match(output, /conformance@v1\.0\.0/);
    assert.doesNotMatch(output, /warning/i);
    const names = ["reader", "spare", "token"].map((name) => `${stack.namespace}_${name}`);
    assert.deepEqual(await namesIn(stack.namespace), names);
    assert.deepEqual(await stack.providerCalls(), ["check", "create"]);
    assert.equal(await readFile(stack.noteFile(), "utf8"), "first");
  });

  it("shows what the program and its beforeCreate hook print", () => {
    const output = stack.project.transcript.at(-1) ?? "";
    assert.match(output, /the program runs for dev/);
    assert.match(output, new RegExp(`hook: spare is to be created as ${stack.namespace}_spare`));
  });

  it("tells the program its project, stack and organization, and gives Node the project's arguments", async () => {
    const {
      project,
      stack: name,
      organization,
      nodeArguments,
      noteText,
    } = await stack.project.outputs({ inPlain: true });
    assert.equal(project, "conformance");
    assert.equal(name, "dev");
    assert.equal(organization, "organization");
    assert.equal(noteText, "first");
    assert.ok(Array.isArray(nodeArguments) && nodeArguments.includes("--stack-trace-limit=20"));
  });

  it("keeps a docker.Secret's data encrypted in the state, under the ID it has on the Swarm", async () => {
    const secret = findResource(await stack.project.state(), secretType, "token");
    assert.ok(isEncrypted(secret?.inputs?.["data"]));
    assert.ok(isEncrypted(secret?.outputs?.["data"]));
    const { Spec } = (await engine.getSecret(secret?.id ?? "").inspect()) as { Spec: { Name: string } };
    assert.equal(Spec.Name, `${stack.namespace}_token`);
  });

  it("converges a docker.Service whose task reads the secret's value", async () => {
    assert.equal(await readInTask(`${stack.namespace}_reader`, "/run/secrets/token"), stack.canary);
  });

  it("makes random values of the asked length and keeps them encrypted in the state", async () => {
    const state = await stack.project.state();
    const password = findResource(state, "random:index/randomPassword:RandomPassword", "password")?.outputs;
    for (const property of ["result", "bcryptHash"]) assert.ok(isEncrypted(password?.[property]), property);
    const key = findResource(state, "random:index/randomBytes:RandomBytes", "key")?.outputs;
    for (const property of ["base64", "hex"]) assert.ok(isEncrypted(key?.[property]), property);

    const { passwordResult, keyBase64, keyHex } = await stack.project.outputs({ inPlain: true });
    assert.match(String(passwordResult), /^.{20}$/);
    assert.match(String(keyHex), /^[0-9a-f]{64}$/);
    assert.equal(Buffer.from(String(keyBase64), "base64").toString("hex"), keyHex);
  });

  it("finds nothing to change afterwards, and a second up keeps every value", async () => {
    const before = await stack.project.outputs({ inPlain: true });
    const { exitCode, output } = await stack.preview("--expect-no-changes");
    assert.equal(exitCode, 0, output);
    assert.deepEqual(await stack.providerCalls(), ["check", "diff"]);

    const again = await stack.up("--skip-preview");
    assert.equal(again.exitCode, 0, again.output);
    assert.match(again.output, / 7 unchanged/);
    assert.deepEqual(await stack.project.outputs({ inPlain: true }), before);
  });

  it("previews a random password of another length as a replacement", async () => {
    const { exitCode, stdout } = await stack.previewWith({ passwordLength: "30" }, "--json");
    assert.equal(exitCode, 0);
    const { changeSummary } = JSON.parse(stdout) as { changeSummary: Record<string, number> };
    assert.equal(changeSummary["replace"], 1);
  });

  it("tells --expect-no-changes of a change with exit code 7", async () => {
    const { exitCode, output } = await stack.previewWith({ text: "second" }, "--expect-no-changes");
    assert.equal(exitCode, 7, output);
    assert.match(output, /~ 1 to update/);
  });

  it("fails the preview with the message of an error in the provider's diff", async () => {
    const { exitCode, output } = await stack.previewWith({ text: "refuse me" });
    assert.equal(exitCode, 1);
    assert.match(output, /a note must not ask to be refused/);
  });

  it("fails the preview with the property and the reason of the provider's check failure", async () => {
    const { exitCode, output } = await stack.previewWith({ text: "" });
    assert.equal(exitCode, 1);
    assert.match(output, /property text\b.*a note must not be empty/s);
  });

  it("updates through the provider", async () => {
    const { exitCode, output } = await stack.up("--skip-preview", ...withConfig({ text: "second" }));
    assert.equal(exitCode, 0, output);
    assert.equal(await readFile(stack.noteFile(), "utf8"), "second");
    assert.ok((await stack.providerCalls()).includes("update"));
  });

  it("changes nothing when a resource violates a mandatory policy, and shows its message", async () => {
    const { exitCode, output } = await stack.upUnder({ "note-text": { forbidden: "forbidden" } });
    assert.equal(exitCode, 1);
    assert.match(output, /A note must not hold the forbidden text\./);
    assert.equal(await readFile(stack.noteFile(), "utf8"), "second");
  });

  it("changes nothing when the stack violates a mandatory policy, and shows its message", async () => {
    const { exitCode, output } = await stack.upUnder({ "note-count": { maximum: 0 } });
    assert.equal(exitCode, 1);
    assert.match(output, /A stack must not have more than 0 notes; this one has 1\./);
    assert.equal(await readFile(stack.noteFile(), "utf8"), "second");
  });

  it("sees with refresh what was changed behind its back, and up restores it", async () => {
    await writeFile(stack.noteFile(), "changed by hand");
    await stack.providerCalls();
    const { exitCode, output } = await stack.project.run(["refresh", "--yes", "--skip-preview"]);
    assert.equal(exitCode, 0, output);
    assert.match(output, /~ 1 updated/);
    assert.ok((await stack.providerCalls()).includes("read"));
    const note = findResource(await stack.project.state(), "note:index:Note", "note");
    assert.equal(note?.outputs?.["text"], "changed by hand");

    const restored = await stack.up("--skip-preview", ...withConfig({ text: "second" }));
    assert.equal(restored.exitCode, 0, restored.output);
    assert.equal(await readFile(stack.noteFile(), "utf8"), "second");
  });

  it("imports a resource of the provider", async () => {
    const file = stack.noteFile("adopted");
    await writeFile(file, "written by hand");
    const options = ["--yes", "--skip-preview", "--protect=false", "--generate-code=false"];
    const { exitCode, output } = await stack.project.run(["import", "note:index:Note", "adopted", file, ...options]);
    assert.equal(exitCode, 0, output);
    const adopted = findResource(await stack.project.state(), "note:index:Note", "adopted");
    assert.equal(adopted?.id, file);
    assert.deepEqual(adopted.inputs, { directory: stack.notes, text: "written by hand" });
  });

  it("gets the schema of a provider by its path", async () => {
    const { stdout } = await stack.project.succeed(["package", "get-schema", "./provider"]);
    const schema = JSON.parse(stdout) as { name: string; resources: Record<string, unknown> };
    assert.equal(schema.name, "note");
    assert.ok("note:index:Note" in schema.resources);
  });

  it("tells with about which Node runs the project", async () => {
    const { output } = await stack.project.succeed(["about"]);
    assert.match(output, /This project is written in nodejs: executable='.*node' version='v\d+/);
  });

  it("previews two stacks at a time, with no change where the imported resource is now declared", async () => {
    await stack.project.succeed(["config", "set", "adopt", "true"]);
    await stack.project.succeed(["stack", "init", "other", "--no-select", "--copy-config-from", "dev"]);
    const [mine, theirs] = await Promise.all([stack.preview("--expect-no-changes"), stack.preview("--stack", "other")]);
    assert.equal(mine.exitCode, 0, mine.output);
    assert.match(mine.output, / 8 unchanged/);
    assert.equal(theirs.exitCode, 0, theirs.output);
    assert.match(theirs.output, /\+ 8 to create/);
    assert.match(theirs.output, /the program runs for other/);
  });

  it("keeps a resource whose beforeDelete hook throws, on the Swarm and in the state", async () => {
    const { exitCode, output } = await stack.up("--skip-preview", ...withConfig({ spare: "false", keep: "true" }));
    assert.equal(exitCode, 1);
    assert.match(output, new RegExp(`hook: spare is kept as ${stack.namespace}_spare`));
    assert.ok((await namesIn(stack.namespace)).includes(`${stack.namespace}_spare`));
    assert.ok(findResource(await stack.project.state(), secretType, "spare"));
  });

  it("refuses a destroy that would skip the hooks", async () => {
    const { exitCode, output } = await stack.project.run(["destroy", "--yes"]);
    assert.notEqual(exitCode, 0);
    assert.match(output, /--run-program/);
    assert.ok((await namesIn(stack.namespace)).includes(`${stack.namespace}_spare`));
  });

  it("masks a config secret's value in the most verbose log", async () => {
    const { exitCode, output } = await stack.preview("-v=9", "--logtostderr", "--logflow");
    assert.equal(exitCode, 0);
    assert.match(output, /RegisterResource/);
    assert.ok(!output.includes(stack.canary));
    // Not part of the transcript that must be clean: the engine masks the config's values, not what is made of them.
    stack.project.transcript.pop();
  });

  it("destroys everything, on the Swarm and in the state", async () => {
    await stack.project.succeed(["config", "set", "keep", "false"]);
    const { exitCode, output } = await stack.project.run(["destroy", "--yes", "--skip-preview", "--run-program"]);
    assert.equal(exitCode, 0, output);
    assert.deepEqual(await namesIn(stack.namespace), []);
    assert.deepEqual(await readdir(stack.notes), ["calls"]);
    assert.ok((await stack.providerCalls()).includes("delete"));
    assert.deepEqual((await stack.project.state()).resources, []);
  });

  it("has shown and stored the secret in plain nowhere", async () => {
    const files = await readdir(stack.project.backend, { recursive: true, withFileTypes: true });
    const stored = await Promise.all(
      files.filter((file) => file.isFile()).map((file) => readFile(path.join(file.parentPath, file.name), "utf8")),
    );
    assert.ok(stored.some((text) => text.includes(secretType)));
    for (const form of [stack.canary, Buffer.from(stack.canary).toString("base64")]) {
      for (const text of [...stack.project.transcript, ...stored]) assert.ok(!text.includes(form));
    }
  });

  it("leaves no process behind", async () => {
    await stack.project.settled();
  });
});

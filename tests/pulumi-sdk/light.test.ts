// Another version of the SDK fails here before it fails in a run.
import { execa } from "execa";
import assert from "node:assert/strict";
import path from "node:path";
import process from "node:process";
import { leftOut } from "../../pulumi-sdk/left-out.ts";
import { projectDir } from "../../tools/paths.ts";

/** What a process with the light SDK loads of the packages that ours ask for, and what it makes of what is left out. */
const program = `
import { createRequire } from "node:module";
const require = createRequire(${JSON.stringify(path.join(projectDir, "index.ts"))});
await import(${JSON.stringify(path.join(projectDir, "pulumi-sdk", "light.ts"))});
const pulumi = require("@pulumi/pulumi");
for (const name of ["@pulumi/docker/secret.js", "@pulumi/random/index.js", "@pulumi/policy"]) require(name);
const complaint = (use) => Promise.resolve().then(use).then(() => "none", String);
console.log(JSON.stringify({
  files: Object.keys(require.cache),
  exported: Object.keys(pulumi),
  serialised: await complaint(() => pulumi.runtime.serializeFunction(() => 1)),
  automated: await complaint(() => pulumi.automation.LocalWorkspace),
  late: late(),
  languages: Object.keys((await import(${JSON.stringify(import.meta.resolve("zod"))})).locales),
}));

/** What the packages that are loaded late do, and how many modules of them there are before and after. */
function late() {
  const sdk = createRequire(require.resolve("@pulumi/pulumi"));
  return ["semver", "@opentelemetry/api"].map((name) => {
    const loaded = () => Object.keys(require.cache).filter((file) => file.includes("/node_modules/" + name + "/")).length;
    const before = loaded();
    const own = sdk(name);
    const did = name === "semver" ? own.gt("1.10.0", "1.9.0") && sdk(name).gt("2.0.0", "1.0.0") : typeof own.propagation.inject;
    return [before, did, loaded() > 5];
  });
}
`;

interface Seen {
  files: string[];
  exported: string[];
  serialised: string;
  automated: string;
  late: unknown[];
  languages: string[];
}

/** Of the modules that are loaded with the SDK; more of them make every run slower. */
const packages = [
  ...[
    "@grpc/grpc-js",
    "@js-sdsl/ordered-map",
    "@opentelemetry/api",
    "@pulumi/docker",
    "@pulumi/policy",
    "@pulumi/pulumi",
  ],
  ...["@pulumi/random", "google-protobuf", "semver", "upath"],
];

describe("the light SDK", () => {
  let seen: Seen;

  before(async () => {
    const { stdout } = await execa(process.execPath, ["--input-type=module", "--eval", program]);
    seen = JSON.parse(stdout) as Seen;
  });

  const packageOf = (file: string): string =>
    /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file.replaceAll("\\", "/"))?.[1] ?? file;

  it("has all that the SDK exports", async () => {
    const { exported } = seen;
    assert.deepEqual(exported, Object.keys((await import("@pulumi/pulumi")).default));
    for (const name of ["CustomResource", "Output", "ResourceHook", "RunError", "runtime"]) {
      assert.ok(exported.includes(name), name);
    }
  });

  it("loads no packages but those that it is known to need", () => {
    const asked = Object.keys(leftOut).map((name) => packageOf(`/node_modules/${name}/`));
    const loaded = [...new Set(seen.files.map(packageOf))].filter((name) => !asked.includes(name));
    assert.deepEqual(loaded.sort(), packages.filter((name) => !asked.includes(name)).sort());
  });

  it("stops at the first module of what is left out", () => {
    for (const name of Object.keys(leftOut)) {
      const files = seen.files.filter((file) => file.includes(`/node_modules/${name}/`));
      // The SDK has a compiler of its own for where none is installed.
      const most = name === "@pulumi/pulumi/vendor" ? 0 : 1;
      assert.equal(files.length, most, `${name}: ${files.join(", ")}`);
    }
  });

  it("loads at their first use what is seldom used", () => {
    assert.deepEqual(seen.late, [
      [1, true, true],
      [1, "function", true],
    ]);
  });

  it("has zod's messages in the one language that zod sets by itself", () => {
    assert.deepEqual(seen.languages, ["en"]);
  });

  it("says what is missing when something uses it after all", () => {
    const { serialised, automated } = seen;
    assert.match(
      serialised,
      /typescript \(the compiler, .*\) is left out of the Pulumi SDK here, .*: createSourceFile\.\n {2}Take it off/,
    );
    assert.match(
      automated,
      /@pulumi\/pulumi\/automation \(.*\) is left out of the Pulumi SDK here, .*: LocalWorkspace\./,
    );
  });
});

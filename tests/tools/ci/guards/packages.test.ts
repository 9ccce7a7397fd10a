import assert from "node:assert/strict";
import { judgeLockfile, judgeNpmrc, judgePackagePath } from "../../../../tools/ci/guards/packages.ts";

type Weaken = Parameters<typeof judgeNpmrc>[2];

function found(judge: (weaken: Weaken) => void): string[] {
  const weakenings: string[] = [];
  judge((what) => weakenings.push(what));
  return weakenings;
}

describe("what npm installs after a pull request", () => {
  const npmrc = "# Nothing runs.\nignore-scripts=true\nfund=false\n";

  it("has settings that are as strict, and no others", () => {
    const judged = (after: string) =>
      found((weaken) => {
        judgeNpmrc(npmrc, after, weaken);
      });
    assert.deepEqual(judged(`${npmrc}engine-strict=true\naudit=false\n`), []);
    assert.deepEqual(judged(npmrc.replace("ignore-scripts=true", "")), [".npmrc: ignore-scripts=true → none"]);
    for (const line of [
      "ignore-scripts=false",
      "registry=https://x.invalid/",
      "node-options=--import ./x.js",
      "script-shell=./x",
    ]) {
      assert.deepEqual(judged(`${npmrc}${line}\n`), [`.npmrc: none → ${line}`]);
    }
    const value = ["npm", "a1b2"].join("_");
    assert.deepEqual(judged(`${npmrc}//x.invalid/:_authToken=${value}\n`), [
      ".npmrc: none → //x.invalid/:_authToken=…",
    ]);
  });

  it("is what the lockfile names, and from the registry", () => {
    const lock = (entry: object): string =>
      JSON.stringify({ packages: { "": {}, "node_modules/a/node_modules/yaml": entry } });
    const judged = (entry: object, before = "{}") =>
      found((weaken) => {
        judgeLockfile(before, lock(entry), weaken);
      });
    const registry = "https://registry.npmjs.org";
    const integrity = "sha512-x";
    assert.deepEqual(judged({ integrity }), []);
    assert.deepEqual(judged({ integrity, resolved: `${registry}/yaml/-/yaml-2.0.0.tgz` }), []);
    for (const [entry, what] of [
      [{ integrity, resolved: `${registry}/other/-/other-2.0.0.tgz` }, `from "${registry}/other/-/other-2.0.0.tgz"`],
      [{ integrity, resolved: "https://x.invalid/yaml.tgz" }, 'from "https://x.invalid/yaml.tgz"'],
      [{ integrity, name: "other" }, "as other"],
      [{ link: true, resolved: "yaml" }, "from yaml"],
      [{}, "without a hash"],
    ] as const) {
      assert.deepEqual(judged(entry), [`package-lock.json: none → node_modules/a/node_modules/yaml ${what}`]);
      assert.deepEqual(judged(entry, lock(entry)), [], "it was so before");
    }
  });

  it("lies in no folder that is committed, and in no other lockfile", () => {
    for (const file of ["policy/node_modules/yaml/index.js", "node_modules", "npm-shrinkwrap.json"]) {
      assert.deepEqual(
        found((weaken) => {
          judgePackagePath(file, weaken);
        }),
        [`${file}: none → there`],
      );
    }
    assert.deepEqual(
      found((weaken) => {
        judgePackagePath("docs/npm-shrinkwrap.json", weaken);
      }),
      [],
    );
  });
});

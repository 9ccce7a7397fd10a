import { execa } from "execa";
import assert from "node:assert/strict";
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { guardChanges } from "../../../../tools/ci/guards/guard-changes.ts";
import { Trees } from "../../../../tools/ci/guards/trees.ts";
import { useFolder } from "../../../support/temp-dir.ts";

describe("what a pull request changes of the guards", function () {
  this.timeout(60_000);
  const folder = useFolder();
  let base: string;

  const git = async (...args: string[]): Promise<string> => {
    const who = ["-c", "user.name=a", "-c", "user.email=a@b.invalid"];
    const env = { GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" };
    return (await execa("git", [...who, ...args], { cwd: folder(), env })).stdout;
  };
  const write = (file: string, text: string): void => {
    mkdirSync(path.dirname(path.join(folder(), file)), { recursive: true });
    writeFileSync(path.join(folder(), file), text);
  };
  const commit = async (): Promise<string> => {
    await git("add", "--all", "--force");
    await git("commit", "--quiet", "--allow-empty", "--message", "change");
    return await git("rev-parse", "HEAD");
  };

  before(async () => {
    await git("init", "--quiet");
    write("policy/approvals.yaml", "[]\n");
    write("scan/scan.ts", "export {};\n");
    write("docs/a.md", "a\n");
    write("Pulumi.yaml", "name: shop\nruntime: nodejs\nmain: index.ts\n");
    write("Pulumi.prod.yaml", "encryptionsalt: v1:a:v1:b:c\nconfig: {}\n");
    write("Pulumi.new.yaml", "config: {}\n");
    base = await commit();
  });

  afterEach(async () => {
    await git("reset", "--quiet", "--hard", base);
  });

  for (const [what, change, says] of [
    [
      "a list of the guards that is a link to a file with other owners",
      () => {
        rmSync(path.join(folder(), "policy/approvals.yaml"));
        symlinkSync("../docs/a.md", path.join(folder(), "policy/approvals.yaml"));
      },
      "policy/approvals.yaml: none → a link to docs/a.md",
    ],
    [
      "a room of the guards that is a link",
      () => {
        rmSync(path.join(folder(), "scan"), { recursive: true });
        symlinkSync("docs", path.join(folder(), "scan"));
      },
      "scan: none → a link to docs",
    ],
    [
      "a link out of the project, and where to",
      () => {
        symlinkSync("../../etc/passwd", path.join(folder(), "docs/b"));
      },
      "docs/b: none → a link that leads out of the project, to ../../etc/passwd",
    ],
    [
      "files whose contents Git keeps elsewhere",
      () => {
        write("docs/.gitattributes", "*.bin filter=lfs diff=lfs merge=lfs -text\n");
      },
      "docs/.gitattributes: none → *.bin filter=lfs diff=lfs merge=lfs -text",
    ],
    [
      "files that a checkout has in another encoding",
      () => {
        write(".gitattributes", "*.conf working-tree-encoding=UTF-16LE\n");
      },
      ".gitattributes: none → *.conf working-tree-encoding=UTF-16LE",
    ],
    [
      "committed packages",
      () => {
        write("scan/node_modules/yaml/index.js", "");
      },
      "scan/node_modules/yaml/index.js: none → there",
    ],
    [
      "a folder for stack configs that nobody has looked at",
      () => {
        write("Pulumi.yaml", "name: shop\nruntime: nodejs\nmain: index.ts\nstackConfigDir: config\n");
      },
      'Pulumi.yaml stackConfigDir: none → "config"',
    ],
    [
      "another backend, brought in by a merge key",
      () => {
        write("Pulumi.yaml", "<<: { backend: { url: x } }\nname: shop\nruntime: nodejs\nmain: index.ts\n");
      },
      'Pulumi.yaml "<<": none → {"backend":{"url":"x"}}',
    ],
    [
      "another key service",
      () => {
        write("Pulumi.prod.yaml", "secretsprovider: awskms://x\nencryptionsalt: v1:a:v1:b:c\nconfig: {}\n");
      },
      'Pulumi.prod.yaml secretsprovider: none → "awskms://x"',
    ],
    [
      "settings from an environment elsewhere",
      () => {
        write("Pulumi.prod.yaml", "environment: [x]\nencryptionsalt: v1:a:v1:b:c\nconfig: {}\n");
      },
      'Pulumi.prod.yaml environment: none → ["x"]',
    ],
    [
      "an action of the repository's own that takes the token",
      () => {
        write(
          "tools/x/action.yml",
          "runs: { using: composite, steps: [{ run: x, env: { A: '${{ github.token }}' } }] }\n",
        );
      },
      "tools/x/action.yml runs.steps.0.env.A has github.token: none → yes",
    ],
    [
      "a secret for Dependabot",
      () => {
        write(".github/dependabot.yml", "registries: { a: { url: x, token: '${{ secrets.X }}' } }\n");
      },
      ".github/dependabot.yml registries.a.token has secrets.X: none → yes",
    ],
    [
      "a stack config in another spelling",
      () => {
        write("Pulumi.prod.json", "{}");
      },
      "Pulumi.prod.json: none → there",
    ],
  ] as const) {
    it(`is a weakening with ${what}`, async () => {
      change();
      const { weakenings } = await guardChanges(await Trees.open(folder(), base, await commit()));
      assert.ok(
        weakenings.some((one) => one.what === says),
        weakenings.map((one) => one.what).join("\n"),
      );
    });
  }

  it("is a weakening with a submodule, at the one commit that was approved", async () => {
    await git("update-index", "--add", "--cacheinfo", `160000,${base},vendor`);
    await git("commit", "--quiet", "--message", "change");
    const { weakenings } = await guardChanges(await Trees.open(folder(), base, await git("rev-parse", "HEAD")));
    assert.deepEqual(
      weakenings.map(({ what }) => what),
      [`vendor: none → a submodule at ${base}`],
    );
  });

  it("is none with a link among documents, and with the salt that a stack's first value brings", async () => {
    symlinkSync("a.md", path.join(folder(), "docs/b.md"));
    write("Pulumi.new.yaml", "encryptionsalt: v1:a:v1:b:c\nconfig: {}\n");
    const { weakenings } = await guardChanges(await Trees.open(folder(), base, await commit()));
    assert.deepEqual(weakenings, []);
  });
});

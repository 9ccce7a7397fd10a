// check-guards.sh on a repository of the project's own guards: what each change of them is called, and which are refused.
import { execa } from "execa";
import assert from "node:assert/strict";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { projectDir } from "../../../tools/paths.ts";
import { useFolder } from "../../support/temp-dir.ts";

const workflow = ".github/workflows/preview.yml";
const day = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);

describe("the check of what changes the guards", function () {
  this.timeout(120_000);
  const folder = useFolder();
  const head = (...parts: string[]): string => path.join(folder(), "head", ...parts);
  let base: string;

  before(async () => {
    const copied = ["policy", ".github", "tools/ci", "scan/scan.ts", "Pulumi.yaml", "Pulumi.prod.yaml", "package.json"];
    for (const part of [...copied, "package-lock.json", ".npmrc", ".gitattributes", "index.ts", "README.md"]) {
      cpSync(path.join(projectDir, part), head(part), { recursive: true });
    }
    await git("init", "--quiet", "--initial-branch=main");
    base = await commit();
  });

  beforeEach(async () => {
    await git("checkout", "--quiet", "--force", "--detach", base);
    await git("clean", "-fdxq");
  });

  const git = async (...args: string[]): Promise<string> => {
    const who = ["-c", "user.name=a", "-c", "user.email=a@b.invalid"];
    return (await execa("git", [...who, ...args], { cwd: head(), env: { GIT_CONFIG_GLOBAL: "/dev/null" } })).stdout;
  };
  const commit = async (): Promise<string> => {
    await git("add", "--all", "--force");
    await git("commit", "--quiet", "--allow-empty", "--message", "change");
    return await git("rev-parse", "HEAD");
  };
  const edit = (file: string, change: (text: string) => string): void => {
    const before = existsSync(head(file)) ? readFileSync(head(file), "utf8") : "";
    const after = change(before);
    assert.notEqual(after, before, `${file} is as it was`);
    mkdirSync(path.dirname(head(file)), { recursive: true });
    writeFileSync(head(file), after);
  };
  const replace = (file: string, from: string | RegExp, to: string): void => {
    edit(file, (text) => text.replace(from, () => to));
  };
  /** Adds a package, as what it is locked to. */
  const lock = (x: object): void => {
    edit("package-lock.json", (text) => {
      const whole = JSON.parse(text) as { packages: object };
      return JSON.stringify({ ...whole, packages: { ...whole.packages, "node_modules/x": x } });
    });
  };
  const check = async (approved = "") => {
    const [baseDir, output] = [path.join(folder(), "base"), path.join(folder(), "output")];
    rmSync(baseDir, { recursive: true, force: true });
    rmSync(output, { force: true });
    mkdirSync(path.join(baseDir, "policy"), { recursive: true });
    writeFileSync(path.join(baseDir, "policy", "approvals.yaml"), approved);
    symlinkSync(path.join(projectDir, "node_modules"), path.join(baseDir, "node_modules"));
    symlinkSync(path.join(projectDir, "tools"), path.join(baseDir, "tools"));
    const env = {
      BASE_DIR: baseDir,
      HEAD_DIR: head(),
      BASE_SHA: base,
      HEAD_SHA: await commit(),
      GITHUB_OUTPUT: output,
    };
    const script = path.join(projectDir, "tools", "ci", "check-guards.sh");
    const { exitCode, all } = await execa(script, { cwd: folder(), env, reject: false, all: true });
    const told = existsSync(output) ? readFileSync(output, "utf8").trim() : "";
    return { exitCode, said: all, program: told };
  };

  const refused: { name: string; change: () => void; what: string }[] = [
    {
      name: "a policy that is registered no more",
      change: () => {
        replace("policy/policies.ts", "  noDotenv,\n", "");
      },
      what: "policy/policies.ts no-dotenv: mandatory → none",
    },
    {
      name: "a policy that is deleted",
      change: () => {
        rmSync(head("policy/no-dotenv.ts"));
      },
      what: "policy/policies.ts no-dotenv: mandatory → none",
    },
    {
      name: "a list of policies that is put together at run time",
      change: () => {
        replace("policy/policies.ts", "  noDotenv,\n", "  ...[noDotenv].slice(1),\n");
      },
      what: "policy/policies.ts no-dotenv: mandatory → none",
    },
    {
      name: "a policy whose level is lower",
      change: () => {
        replace("policy/binding-atomic.ts", /severity: /, 'enforcementLevel: "advisory",\n    severity: ');
      },
      what: "policy/policies.ts binding-atomic: mandatory → advisory",
    },
    {
      name: "a retired file that is none any more",
      change: () => {
        replace("policy/retired-files.yaml", "- .env.production", "[]");
      },
      what: 'policy/retired-files.yaml: ".env.production" → none',
    },
    {
      name: "owners that are gone",
      change: () => {
        replace(".github/CODEOWNERS", /^\/policy\/ (.*)\n/m, "");
      },
      what: ".github/CODEOWNERS: /policy/ @busflow/secrets-guards → none",
    },
    {
      name: "a path that loses its owners",
      change: () => {
        edit(".github/CODEOWNERS", (text) => `${text}/policy/exceptions.yaml\n`);
      },
      what: ".github/CODEOWNERS: none → /policy/exceptions.yaml",
    },
    {
      name: "a script that runs no more",
      change: () => {
        replace(workflow, /.*check-guards\.sh\n/, "");
      },
      what: `${workflow} jobs.check runs tools/ci/check-guards.sh: always → none`,
    },
    {
      name: "a script that runs sometimes",
      change: () => {
        replace(
          workflow,
          "        run: base/tools/ci/check-secrets.sh",
          "        if: false\n        run: base/tools/ci/check-secrets.sh",
        );
      },
      what: `${workflow} jobs.check runs tools/ci/check-secrets.sh: always → false`,
    },
    {
      name: "an environment that is gone",
      change: () => {
        replace(workflow, /^ {4}environment: .*\n/m, "");
      },
      what: `${workflow} jobs.preview.environment: `,
    },
    {
      name: "a token that may write more",
      change: () => {
        replace(workflow, "contents: read #", "contents: write #");
      },
      what: `${workflow} jobs.check.permissions.contents: none → "write"`,
    },
    {
      name: "a workflow that is gone",
      change: () => {
        rmSync(head(workflow));
      },
      what: `${workflow} jobs.check runs tools/ci/check-secrets.sh: always → none`,
    },
    {
      name: "a new workflow with a secret",
      change: () => {
        edit(
          ".github/workflows/x.yml",
          () => "on: push\njobs: {a: {runs-on: x, steps: [{run: x, env: {A: '${{ secrets.X }}'}}]}}\n",
        );
      },
      what: ".github/workflows/x.yml jobs.a.steps.0.env.A has secrets.X: none → yes",
    },
    {
      name: "a script that is gone",
      change: () => {
        rmSync(head("tools/ci/check-secrets.sh"));
      },
      what: "tools/ci/check-secrets.sh: there → none",
    },
    {
      name: "a file that Pulumi takes before Pulumi.yaml",
      change: () => {
        edit("Pulumi.json", () => "{}");
      },
      what: "Pulumi.json: none → there",
    },
    {
      name: "install scripts that may run",
      change: () => {
        replace(".npmrc", "ignore-scripts=true\n", "");
      },
      what: ".npmrc: ignore-scripts=true → none",
    },
    {
      name: "a package from elsewhere",
      change: () => {
        lock({ version: "1.0.0", resolved: "git+ssh://x.invalid/x.git" });
      },
      what: 'package-lock.json: none → node_modules/x from "git+ssh://x.invalid/x.git"',
    },
    {
      name: "a second stack of a namespace",
      change: () => {
        edit("Pulumi.staging.yaml", () => "config:\n  busflow-secrets:secrets: {}\n");
        replace("Pulumi.prod.yaml", "busflow-secrets:namespace: busflow", "busflow-secrets:namespace: other");
        edit("index.ts", (text) => `${text}\n`);
      },
      what: "Pulumi.staging.yaml: none → a second stack of the namespace busflow",
    },
    {
      name: "a link out of the project",
      change: () => {
        symlinkSync("../../etc/passwd", head("docs"));
      },
      what: "docs: none → a link that leads out of the project",
    },
  ];

  for (const { name, change, what } of refused) {
    it(`refuses ${name}`, async () => {
      change();
      const { exitCode, said, program } = await check();
      assert.equal(exitCode, 1, said);
      assert.ok(said.includes(`This weakens a guard: ${what}`), said);
      assert.match(
        said,
        /Put it back\. If it has to be so, a reviewer has to add to policy\/approvals\.yaml, on the base branch/,
      );
      assert.equal(program, "program=changed");
    });
  }

  it("lets pass what is approved on the base, and not what the pull request approves itself", async () => {
    replace(".npmrc", "ignore-scripts=true\n", "");
    const approval = `- { what: ".npmrc: ignore-scripts=true → none", by: ada, ticket: SEC-1, until: ${day} }\n`;
    edit("policy/approvals.yaml", (text) => `${text}${approval}`);
    const own = await check();
    assert.equal(own.exitCode, 1, own.said);
    assert.match(
      own.said,
      /policy\/approvals\.yaml has an approval that is new or changed, and does not count before it is merged: \{"what":/,
    );
    const approved = await check(approval);
    assert.equal(approved.exitCode, 0, approved.said);
  });

  it("lists what its owners review, and refuses none of it", async () => {
    edit(
      "policy/exceptions.yaml",
      (text) => `${text}- { file: a, fingerprint: "${"12".repeat(16)}", reason: nothing in it, expires: ${day} }\n`,
    );
    edit("tools/ci/comment.ts", (text) => `${text}// a word\n`);
    edit(".gitattributes", (text) => `${text}*.sh -diff\n`);
    replace("Pulumi.yaml", "main: index.ts", "main: other.ts");
    edit("Pulumi.eu.yaml", () => "config: { busflow-secrets:namespace: busflow_eu }\n");
    lock({ version: "1.0.0", resolved: "https://registry.npmjs.org/x/-/x-1.0.0.tgz", integrity: "sha512-x" });
    const { exitCode, said } = await check();
    assert.equal(exitCode, 0, said);
    for (const line of [
      "tools/ci/comment.ts is changed: what CI runs.",
      ".gitattributes is changed: how Git shows files.",
      "Pulumi.yaml has another main",
      "Pulumi.eu.yaml is added: a stack that this does not preview.",
      "package-lock.json is changed: the packages that the guards run with.",
      "policy/exceptions.yaml has an exception that is new or changed",
    ]) {
      assert.ok(said.includes(`  ${line}`), said);
    }
  });

  it("says nothing of a rotation, whose program is the base's", async () => {
    replace(
      "Pulumi.prod.yaml",
      "hcloud_token: {class: swarm-infra, cadence: quarterly, owner: Platform, current: 1}",
      "hcloud_token: {class: swarm-infra, cadence: quarterly, owner: Platform, current: 2, retain: [1]}",
    );
    edit("README.md", (text) => `${text}\n`);
    assert.deepEqual(await check(), { exitCode: 0, said: "", program: "program=same" });
  });

  it("takes any other file for a part of the program", async () => {
    edit("index.ts", (text) => `${text}\n`);
    assert.deepEqual(await check(), { exitCode: 0, said: "", program: "program=changed" });
  });

  it("could not look where a commit is missing", async () => {
    const env = { BASE_DIR: projectDir, HEAD_DIR: head(), BASE_SHA: base, HEAD_SHA: "0".repeat(40) };
    const { exitCode, stderr } = await execa(path.join(projectDir, "tools", "ci", "check-guards.sh"), {
      env,
      reject: false,
    });
    assert.equal(exitCode, 2);
    assert.match(stderr, /^Git does not find what \w+ and 0+ have in common\./);
  });
});

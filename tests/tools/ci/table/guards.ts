// Pull requests that change the guards themselves: pack, scanner, scripts, workflow, exceptions, lists.
import { randomBytes } from "node:crypto";
import type { PullRequest, Verdict } from "../pull-requests.ts";
import { appending, daysAhead, githubToken, pullRequest, retiredFile, writing } from "./support.ts";

const guardsSay = (says: RegExp): Verdict => ({ refusedBy: "check-guards.sh", says });
const previewSays = (says: RegExp): Verdict => ({ refusedBy: "preview-unprivileged.sh", says });

const token = githubToken();
const workflow = ".github/workflows/preview.yml";

const owners = writing(".github/CODEOWNERS", "/policy/ @busflow/guards\n/scan/ @busflow/guards\n");

export const changedGuards: readonly PullRequest[] = [
  pullRequest("deletes a policy, and what it refuses comes with it", {
    edit: (tree, stack) => {
      tree.remove("policy/binding-atomic.ts");
      tree.replace("policy/policies.ts", /^import .*binding-atomic.*\n/m, "");
      tree.replace("policy/policies.ts", /^ {2}bindingAtomic,\n/m, "");
      stack.rotate("db_writer");
    },
    verdict: guardsSay(/This weakens a guard: policy\/policies\.ts binding-atomic: mandatory → none/),
  }),
  pullRequest("takes a policy off the list, and leaves its file", {
    edit: (tree) => {
      tree.replace("policy/policies.ts", /^ {2}noPlaintextAtRest,\n/m, "");
    },
    verdict: guardsSay(/This weakens a guard: policy\/policies\.ts no-plaintext-at-rest: mandatory → none/),
  }),
  pullRequest("makes a policy advisory", {
    edit: (tree) => {
      tree.replace(
        "policy/owner-and-cadence.ts",
        /(?<=name: "owner-and-cadence",\n)/,
        '    enforcementLevel: "advisory",\n',
      );
    },
    verdict: guardsSay(/This weakens a guard: policy\/policies\.ts owner-and-cadence: mandatory → advisory/),
  }),
  pullRequest("lets the scanner find nothing, and adds a token", {
    edit: (tree) => {
      const file = "scan/scan.ts";
      tree.write(file, `${tree.read(file)}\n// Nothing to be found here.\n`);
      tree.write("scan/secretlint.ts", "export const nothing = true;\n");
      tree.write("docs/access.md", `Deploy with ${token}.\n`);
    },
    verdict: { refusedBy: "check-secrets.sh", says: /docs\/access\.md:1/, hides: token },
  }),
  pullRequest("adds an exception for what it adds itself", {
    edit: (tree) => {
      tree.write("docs/access.md", `Deploy with ${token}.\n`);
      const reason = "It is for the tests alone, and opens nothing at all.";
      for (const fingerprint of ["0", "f"].map((digit) => digit.repeat(32))) {
        const exception = { file: "docs/access.md", fingerprint, reason, expires: daysAhead(90) };
        tree.append("policy/exceptions.yaml", `- ${JSON.stringify(exception)}\n`);
      }
    },
    verdict: { refusedBy: "check-secrets.sh", says: /docs\/access\.md:1/, hides: token },
  }),
  pullRequest("retires no file any more, and brings .env.production back", {
    edit: (tree) => {
      tree.write("policy/retired-files.yaml", "[]\n");
      tree.write(retiredFile, "");
    },
    verdict: { refusedBy: "check-secrets.sh", says: /\.env\.production/ },
  }),
  pullRequest("lets npm run a check that finds nothing, and adds a token", {
    edit: (tree) => {
      tree.setJson("package.json", ["scripts", "check:secrets"], "true");
      tree.write("docs/access.md", `Deploy with ${token}.\n`);
    },
    verdict: { refusedBy: "check-secrets.sh", says: /docs\/access\.md:1/, hides: token },
  }),
  pullRequest("gives the workflow's secrets to forks", {
    edit: (tree) => {
      const step = "run: base/tools/ci/preview-unprivileged.sh\n";
      const env = "        env:\n          PULUMI_CONFIG_PASSPHRASE: ${{ secrets.PULUMI_CONFIG_PASSPHRASE }}\n";
      tree.replace(workflow, step, `${step}${env}`);
    },
    verdict: guardsSay(/This weakens a guard: \.github\/workflows\/preview\.yml \S+PULUMI_CONFIG_PASSPHRASE/),
  }),
  pullRequest("adds a workflow of its own that has the stack's passphrase", {
    edit: (tree) => {
      const env = "        env:\n          PASSPHRASE: ${{ secrets.PULUMI_CONFIG_PASSPHRASE }}\n";
      const job = `    runs-on: ubuntu-24.04\n    steps:\n      - run: printenv PASSPHRASE | base64\n${env}`;
      tree.write(".github/workflows/debug.yml", `on: push\njobs:\n  debug:\n${job}`);
    },
    verdict: guardsSay(/This weakens a guard: \.github\/workflows\/debug\.yml/),
  }),
  pullRequest("takes the scan out of the workflow", {
    edit: (tree) => {
      tree.write(workflow, tree.read(workflow).replaceAll(/^.*check-secrets\.sh.*\n/gm, "      - run: echo fine\n"));
    },
    verdict: guardsSay(/This weakens a guard: \.github\/workflows\/preview\.yml [^\n]*check-secrets\.sh/),
  }),
  pullRequest("empties CODEOWNERS", {
    base: owners,
    edit: writing(".github/CODEOWNERS", ""),
    verdict: guardsSay(/This weakens a guard: \.github\/CODEOWNERS/),
  }),
  pullRequest("takes the pack out of CODEOWNERS", {
    base: owners,
    edit: (tree) => {
      const left = tree
        .read(".github/CODEOWNERS")
        .split("\n")
        .filter((line) => !line.includes("policy"));
      tree.write(".github/CODEOWNERS", left.join("\n"));
    },
    verdict: guardsSay(/This weakens a guard: \.github\/CODEOWNERS/),
  }),
  pullRequest("declares a column with deterministic encryption that nobody has signed off", {
    edit: (_, stack) => {
      const column = { table: "tenants", column: "iban", aead: "deterministic", approval: "ADR-31" };
      stack.set(["tenantColumns"], [...(stack.get("tenantColumns") as object[]), column]);
    },
    verdict: previewSays(/deterministic-aead-allow-list[^]*tenants\.iban/),
  }),
  pullRequest("signs a column off itself", {
    edit: (tree, stack) => {
      const column = { table: "tenants", column: "iban", aead: "deterministic", approval: "ADR-31" };
      stack.set(["tenantColumns"], [...(stack.get("tenantColumns") as object[]), column]);
      tree.append("policy/signed-off-columns.yaml", "- { table: tenants, column: iban, approval: ADR-31 }\n");
    },
    verdict: previewSays(/deterministic-aead-allow-list[^]*tenants\.iban/),
  }),
  pullRequest("is for a branch whose exception has expired, which has to be seen to first", {
    base: (tree) => {
      const text = tree.read("policy/exceptions.yaml");
      tree.write(
        "policy/exceptions.yaml",
        text.replace(/(?<=^ {2})expires: \d{4}-\d\d-\d\d/m, `expires: ${daysAhead(-1)}`),
      );
    },
    edit: appending("docs/runbook.md", "\nThe platform team answers.\n"),
    verdict: { refusedBy: "check-secrets.sh", says: /exceptions\.yaml:\d+: [^]*expired on/ },
  }),
  pullRequest("lets the program declare a secret of Docker's outside of a rotation", {
    edit: (tree) => {
      const value = randomBytes(6).toString("hex");
      tree.append(
        "index.ts",
        `\nimport * as docker from "@pulumi/docker";\nnew docker.Secret("busflow_sidecar_v1", { data: "${value}" });\n`,
      );
    },
    verdict: previewSays(/secret-no-overwrite[^]*busflow_sidecar_v1/),
  }),
  pullRequest("brings another version of an action, by its commit", {
    edit: (tree) => {
      const file = ".github/workflows/test.yml";
      const [, commit = ""] = /actions\/checkout@([\da-f]{40})/.exec(tree.read(file)) ?? [];
      tree.write(file, tree.read(file).replaceAll(commit, randomBytes(20).toString("hex")));
    },
    verdict: { advises: [/This changes the guards[^]*\.github\/workflows\/test\.yml is changed/] },
  }),
  pullRequest("brings another version of a package, from another registry", {
    edit: (tree) => {
      tree.setJson("package-lock.json", ["packages", "node_modules/yaml", "resolved"], "https://npm.invalid/yaml.tgz");
    },
    verdict: guardsSay(
      /This weakens a guard: package-lock\.json: none → node_modules\/yaml from "https:\/\/npm\.invalid/,
    ),
  }),
  pullRequest("brings another package under the name of one", {
    edit: (tree) => {
      const resolved = "https://registry.npmjs.org/yamel/-/yamel-2.9.1.tgz";
      tree.setJson("package-lock.json", ["packages", "node_modules/yaml", "resolved"], resolved);
    },
    verdict: guardsSay(
      /This weakens a guard: package-lock\.json: none → node_modules\/yaml from \S*yamel-2\.9\.1\.tgz/,
    ),
  }),
  pullRequest("takes the hash of a package out", {
    edit: (tree) => {
      const lock = JSON.parse(tree.read("package-lock.json")) as { packages: Record<string, object> };
      Reflect.deleteProperty(lock.packages["node_modules/yaml"] ?? {}, "integrity");
      tree.write("package-lock.json", `${JSON.stringify(lock, undefined, 2)}\n`);
    },
    verdict: guardsSay(/This weakens a guard: package-lock\.json: none → node_modules\/yaml without a hash/),
  }),
];

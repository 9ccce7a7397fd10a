// Pull requests that walk around the guards: they change what the next pull request is judged by, or hide what they bring.
import { rmSync, symlinkSync } from "node:fs";
import type { Edit, PullRequest, Verdict } from "../pull-requests.ts";
import { appending, githubToken, pullRequest, writing } from "./support.ts";

const workflow = ".github/workflows/preview.yml";
const weakens = (what: RegExp): Verdict => ({
  refusedBy: "check-guards.sh",
  says: new RegExp(`This weakens a guard: ${what.source}`),
});
const token = githubToken();

const replacing =
  (file: string, from: string | RegExp, to: string): Edit =>
  (tree) => {
    tree.replace(file, from, to);
  };

export const walkedAround: readonly PullRequest[] = [
  pullRequest("lets the scan fail without a word from now on", {
    edit: replacing(workflow, "run: base/tools/ci/check-secrets.sh", "run: base/tools/ci/check-secrets.sh || true"),
    verdict: weakens(/\.github\/workflows\/preview\.yml jobs\.check does /),
  }),
  pullRequest("lets the workflow run the pull request's own script with the credentials", {
    edit: replacing(workflow, "run: base/tools/ci/preview.sh", "run: head/tools/ci/preview.sh"),
    verdict: weakens(/\.github\/workflows\/preview\.yml jobs\.preview does /),
  }),
  pullRequest("adds a workflow that runs with the rights of main on every pull request", {
    edit: writing(
      ".github/workflows/label.yml",
      "on: pull_request_target\njobs:\n  label:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: ./tools/label\n",
    ),
    verdict: weakens(/\.github\/workflows\/label\.yml on\.pull_request_target: none → yes/),
  }),
  pullRequest("makes somebody else the owner of everything, below the other lines", {
    edit: appending(".github/CODEOWNERS", "* @somebody\n"),
    verdict: weakens(/\.github\/CODEOWNERS: \/policy\/ @busflow\/secrets-guards → \* @somebody/),
  }),
  pullRequest("makes the approvals a link to a file without owners", {
    edit: (tree) => {
      rmSync(tree.path("policy/approvals.yaml"));
      tree.write("docs/approvals.yaml", "[]\n");
      symlinkSync("../docs/approvals.yaml", tree.path("policy/approvals.yaml"));
    },
    verdict: weakens(/policy\/approvals\.yaml: none → a link to docs\/approvals\.yaml/),
  }),
  pullRequest("takes packages from elsewhere, by a setting that npm reads last", {
    edit: appending(".npmrc", "registry=https://packages.invalid/\n"),
    verdict: weakens(/\.npmrc: none → registry=https:\/\/packages\.invalid\//),
  }),
  pullRequest("commits a package of its own beside the pack", {
    edit: async (tree) => {
      tree.write("policy/node_modules/yaml/index.js", "export const parse = () => [];\n");
      await tree.git("add", "--force", "policy/node_modules");
    },
    verdict: weakens(/policy\/node_modules\/yaml\/index\.js: none → there/),
  }),
  pullRequest("lets Git keep files elsewhere, where nobody looks for secrets", {
    edit: appending(".gitattributes", "*.bin filter=lfs diff=lfs merge=lfs -text\n"),
    verdict: weakens(/\.gitattributes: none → \*\.bin filter=lfs/),
  }),
  pullRequest("adds a compose file that is nested too deeply to be read", {
    edit: writing(
      "docker/compose.extra.yml",
      `services:\n  a:\n    image: busflow/api:1\n    environment: { A: b }\nx-a: ${"[".repeat(120)}${"]".repeat(120)}\n`,
    ),
    verdict: { refusedBy: "check-secrets.sh", says: /docker\/compose\.extra\.yml:1 .*gives settings, and is too long/ },
  }),
  pullRequest("adds a token in a file whose name is a command to the runner", {
    edit: writing("a\n::stop-commands::x", `const a = "${token}";\n`),
    verdict: { refusedBy: "check-secrets.sh", says: /✗ "a\\n::stop-commands::x":1 /, hides: token },
  }),
];

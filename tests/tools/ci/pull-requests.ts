// Pull requests on this project, right and wrong ones, and what the workflow has to say of each.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { StackCrypter } from "../../../tools/stack/stack-crypter.ts";
import { Repository, type Tree } from "./repository.ts";
import { Stack } from "./stack.ts";
import { runWorkflow, type Commits, type WorkflowRun } from "./workflow-run.ts";

/** What somebody does in a checkout. */
export type Edit = (tree: Tree, stack: Stack) => void | Promise<void>;

/** A commit: what its message says, and what it does. */
export type Commit = readonly [message: string, edit: Edit];

/** What the workflow has to say: nothing, something to read, or no. */
export type Verdict =
  | "silence"
  | { advises: readonly RegExp[] }
  | { refusedBy: string; says: RegExp; /** Never shown in any output. */ hides?: string };

/** A pull request. */
export interface PullRequest {
  /** What it wants, and why it is right or wrong where that is not plain. */
  title: string;
  /** What is different on the branch that it is for. */
  base?: Edit;
  commits: readonly Commit[];
  /** What lands on that branch meanwhile. */
  meanwhile?: Edit;
  verdict: Verdict;
}

/** A line that somebody has to read: a finding, a violation, a warning, an error. */
const word = /✗|\[(?:mandatory|advisory)\]|\bwarning:|\berror:|violation|This changes the guards/i;
/** What every preview without a Swarm and without a state says, whatever the pull request. */
const ofNoSwarm = /warning: Cannot reach the Docker Engine at | {2}not-looked-at {2}/;

/** Makes each pull request, runs the workflow on it, and compares what it says with the verdict. */
export function describePullRequests(title: string, pullRequests: readonly PullRequest[]): void {
  describe(title, function () {
    this.timeout(300_000);
    const repository = new Repository();
    const crypter = new StackCrypter(randomBytes(16).toString("hex"));
    let main = "";

    before(async () => {
      await repository.make((tree) => {
        new Stack(tree, crypter).deploy();
      });
      main = await repository.origin.git("rev-parse", "HEAD");
    });
    after(() => {
      repository.remove();
    });

    for (const pullRequest of pullRequests) {
      it(pullRequest.title, async () => {
        judge(await runWorkflow(repository, await propose(pullRequest)), pullRequest.verdict);
      });
    }

    /** Makes the branches. */
    async function propose({ base, commits, meanwhile }: PullRequest): Promise<Commits> {
      const tree = repository.origin;
      const stack = new Stack(tree, crypter);
      const land = async (message: string, edit: Edit): Promise<void> => {
        await edit(tree, stack);
        await tree.commit(message);
      };
      const head = async (): Promise<string> => await tree.git("rev-parse", "HEAD");
      await tree.git("checkout", "--quiet", "--force", "-B", "base", main);
      await tree.git("clean", "--quiet", "-ffdx");
      if (base !== undefined) await land("Bring the base branch there", base);
      await tree.git("checkout", "--quiet", "-B", "pull-request");
      for (const [message, edit] of commits) await land(message, edit);
      const end = await head();
      await tree.git("checkout", "--quiet", "--force", "base");
      if (meanwhile !== undefined) await land("Go on meanwhile", meanwhile);
      return { base: await head(), head: end };
    }
  });
}

function judge({ refusedBy, output: said, scripts }: WorkflowRun, verdict: Verdict): void {
  const brief = withoutResources(said);
  assert.ok(scripts.length > 0, "the workflow ran no script");
  assert.doesNotMatch(said, /\n\s+at .*:\d+:\d+\)?\n/, "a stack trace");
  if (typeof verdict === "object" && "refusedBy" in verdict) {
    const by = refusedBy.join(", ") || "nobody";
    assert.ok(refusedBy.includes(verdict.refusedBy), `it is refused by ${by}:\n${brief}`);
    assert.match(said, verdict.says, `it does not say ${String(verdict.says)}:\n${brief}`);
    const { hides = "" } = verdict;
    assert.ok(hides === "" || !said.includes(hides), "the secret is shown");
    return;
  }
  assert.deepEqual(refusedBy, [], brief);
  const words = said.split("\n").filter((line) => word.test(line) && !ofNoSwarm.test(line));
  const expected = verdict === "silence" ? [] : verdict.advises;
  assert.equal(words.length, expected.length, brief);
  for (const advice of expected) assert.match(said, advice);
}

/** What was said without a preview's lines about resources, of which there are hundreds. */
function withoutResources(output: string): string {
  return output.replaceAll(/^Previewing update[^]*?^(?=Policies:|Diagnostics:|Resources:)/gm, (preview) =>
    preview
      .split("\n")
      .filter((line) => word.test(line))
      .map((line) => `${line}\n`)
      .join(""),
  );
}

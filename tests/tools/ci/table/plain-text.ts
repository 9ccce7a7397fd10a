// Pull requests that bring a secret in plain text, where it is seen at once and where it is hidden from Git's diff.
import { generateKeyPairSync } from "node:crypto";
import { symlinkSync } from "node:fs";
import type { PullRequest, Verdict } from "../pull-requests.ts";
import { appending, githubToken, password, pullRequest, writing } from "./support.ts";

const token = githubToken();
const secret = password();
/** A password that has nothing random in it. */
const weak = ["winter", 2026].join("");
const found = (says: RegExp, hides: string = secret): Verdict => ({ refusedBy: "check-secrets.sh", says, hides });

export const inPlainText: readonly PullRequest[] = [
  pullRequest("writes a value into the stack config", {
    edit: (_, stack) => {
      stack.set(["values", "slack_ops_webhook", "1"], secret);
    },
    verdict: found(/Pulumi\.prod\.yaml:\d+/),
  }),
  pullRequest("writes plain text under secure:", {
    edit: (_, stack) => {
      stack.set(["values", "slack_ops_webhook", "1"], { secure: secret });
    },
    verdict: found(/Pulumi\.prod\.yaml:\d+/),
  }),
  pullRequest("writes a password into a compose file", {
    edit: (tree) => {
      tree.replace(
        "docker/compose.busflow.yml",
        "SECRETS: busflow_db_reader,busflow_slack_ops_webhook",
        `SECRETS: busflow_db_reader,busflow_slack_ops_webhook\n      DB_PASSWORD: ${secret}`,
      );
    },
    verdict: found(/docker\/compose\.busflow\.yml:\d+/),
  }),
  pullRequest("writes a weak password into a compose file", {
    edit: writing("deploy/compose.yml", `services:\n  db:\n    environment:\n      POSTGRES_PASSWORD: ${weak}\n`),
    verdict: found(/deploy\/compose\.yml:4/, weak),
  }),
  pullRequest("writes a token into a workflow", {
    edit: (tree) => {
      const env = `    env:\n      DEPLOY_TOKEN: ${token}\n`;
      tree.write(".github/workflows/deploy.yml", `on: push\njobs:\n  deploy:\n    runs-on: ubuntu-24.04\n${env}`);
    },
    verdict: found(/\.github\/workflows\/deploy\.yml:\d/, token),
  }),
  pullRequest("writes a password into a Dockerfile", {
    edit: writing("docker/worker/Dockerfile", `FROM busflow/worker:1\nENV DB_PASSWORD=${secret}\n`),
    verdict: found(/docker\/worker\/Dockerfile:2/),
  }),
  pullRequest("writes a token into a page of the documents", {
    edit: appending("docs/runbook.md", `\n\`\`\`sh\nexport GITHUB_TOKEN=${token}\n\`\`\`\n`),
    verdict: found(/docs\/runbook\.md:\d+/, token),
  }),
  pullRequest("adds a private key", {
    edit: (tree) => {
      const { privateKey } = generateKeyPairSync("ed25519");
      tree.write("docker/deploy.pem", privateKey.export({ type: "pkcs8", format: "pem" }));
    },
    verdict: found(/docker\/deploy\.pem:1/),
  }),
];

export const hidden: readonly PullRequest[] = [
  pullRequest("hides a script with a token behind .gitattributes, which makes Git show no difference", {
    edit: (tree) => {
      tree.append(".gitattributes", "*.sh -diff\n*.env binary\n");
      tree.write("tools/deploy.sh", `curl -H "Authorization: Bearer ${token}" https://api.busflow.invalid\n`);
    },
    verdict: found(/tools\/deploy\.sh:1/, token),
  }),
  pullRequest("has a token in a file of UTF-16", {
    edit: writing("docs/access.txt", Buffer.from(`\uFEFFgithub: ${token}\r\n`, "utf16le")),
    verdict: found(/docs\/access\.txt:1/, token),
  }),
  pullRequest("has a token after a byte that makes Git take the file for binary", {
    edit: writing("tools/deploy.sh", `#!/bin/sh\n# \0\nexport GITHUB_TOKEN=${token}\n`),
    verdict: found(/tools\/deploy\.sh/, token),
  }),
  {
    title: "adds a token in one commit and takes it out in the next",
    commits: [
      ["Deploy from here", writing("tools/deploy.sh", `export GITHUB_TOKEN=${token}\n`)],
      ["Take the token from the environment", writing("tools/deploy.sh", "exec deploy\n")],
    ],
    verdict: found(/tools\/deploy\.sh:1/, token),
  },
  {
    title: "adds a token, and renames its file before it takes it out",
    commits: [
      ["Deploy from here", writing("deploy.txt", `export GITHUB_TOKEN=${token}\n${"#\n".repeat(40)}`)],
      [
        "Put it where the tools are",
        async (tree) => {
          await tree.git("mv", "deploy.txt", "tools/deploy.txt");
        },
      ],
      ["Take the token out", writing("tools/deploy.txt", "#\n".repeat(40))],
    ],
    verdict: found(/deploy\.txt:1/, token),
  },
  {
    title: "brings a token in a merge, which neither of its sides has",
    commits: [
      ["Say who answers", appending("docs/runbook.md", "\nThe platform team answers.\n")],
      [
        "Merge the documents",
        async (tree) => {
          await tree.git("checkout", "--quiet", "-B", "side", "HEAD~1");
          tree.append("docs/policies.md", "\nThe platform team answers.\n");
          await tree.commit("Say who answers for policies");
          await tree.git("checkout", "--quiet", "pull-request");
          await tree.git("merge", "--quiet", "--no-ff", "--no-commit", "side");
          tree.append("docs/glossary.md", `\n${token}\n`);
        },
      ],
      [
        "Tidy up",
        (tree) => {
          tree.write("docs/glossary.md", tree.read("docs/glossary.md").replace(token, ""));
        },
      ],
    ],
    verdict: found(/docs\/glossary\.md:\d+/, token),
  },
  {
    title: "brings a token from a side branch and takes it out in the merge",
    commits: [
      [
        "Merge the tools",
        async (tree) => {
          await tree.git("checkout", "--quiet", "-B", "side");
          tree.write("tools/deploy.sh", `export GITHUB_TOKEN=${token}\n`);
          await tree.commit("Deploy from here");
          await tree.git("checkout", "--quiet", "pull-request");
          tree.append("docs/policies.md", "\nThe platform team answers.\n");
          await tree.commit("Say who answers for policies");
          await tree.git("merge", "--quiet", "--no-ff", "--no-commit", "side");
          tree.write("tools/deploy.sh", "exec deploy\n");
        },
      ],
    ],
    verdict: found(/tools\/deploy\.sh:1/, token),
  },
  pullRequest("has a token as the place that a link leads to", {
    edit: (tree) => {
      symlinkSync(token, tree.path("docs/latest"));
    },
    verdict: found(/docs\/latest/, token),
  }),
  pullRequest("has a token in base64", {
    edit: (tree) => {
      const sealed = Buffer.from(`GITHUB_TOKEN=${token}\n`).toString("base64");
      tree.write("docker/settings.txt", `${sealed}\n`);
    },
    verdict: found(/docker\/settings\.txt:1/, token),
  }),
  pullRequest("adds a text that is too large to be read", {
    edit: writing("docs/large.txt", `${"nothing here\n".repeat(450_000)}${token}\n`),
    verdict: found(/docs\/large\.txt/, token),
  }),
  pullRequest("has a token in the message of its commit alone", {
    message: `Deploy from here\n\nTried with GITHUB_TOKEN=${token}.`,
    edit: appending("docs/runbook.md", "\nThe platform team answers.\n"),
    verdict: found(/message/, token),
  }),
];

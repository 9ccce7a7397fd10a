// Pull requests that weaken what guards the stack, in its config. A reviewer can approve that, but on the base branch only.
import type { PullRequest } from "../pull-requests.ts";
import type { Stack } from "../stack.ts";
import { daysAhead, pullRequest, weakens } from "./support.ts";

const approvals = "policy/approvals.yaml";
const approval = (what: string, fields: object = {}): string =>
  `- ${JSON.stringify({ what, by: "Platform", ticket: "SEC-42", until: daysAhead(30), ...fields })}\n`;
const ungrouped = "secrets.slack_ops_webhook.group: alerting → none";

const webhooks = ["slack_ops_webhook", "slack_security_alerts_webhook"];
const grouped = (stack: Stack): void => {
  for (const name of webhooks) stack.secret(name, { group: "alerting" });
};
const ungroup = (stack: Stack): void => {
  stack.secret("slack_ops_webhook", { group: undefined });
};

const classes = ["config", "busflow-secrets:classes", "value"];

export const weakenings: readonly PullRequest[] = [
  pullRequest("takes a secret out of its group, and rotates it alone in the same diff", {
    base: (_, stack) => {
      grouped(stack);
    },
    edit: (_, stack) => {
      ungroup(stack);
      stack.rotate("slack_ops_webhook");
    },
    verdict: weakens(/secrets\.slack_ops_webhook\.group: alerting → none/),
  }),
  pullRequest("gives a secret a group of its own, and rotates it alone", {
    base: (_, stack) => {
      grouped(stack);
    },
    edit: (_, stack) => {
      stack.secret("slack_ops_webhook", { group: "operations" });
      stack.rotate("slack_ops_webhook");
    },
    verdict: weakens(/secrets\.slack_ops_webhook\.group: alerting → operations/),
  }),
  pullRequest("rotates the writer alone, and takes the reader off the service that has both", {
    edit: (_, stack) => {
      stack.set(stack.bound("api", "db_reader"), undefined);
      stack.rotate("db_writer");
    },
    verdict: weakens(/services\.api\.secrets/),
  }),
  pullRequest("approves its own weakening", {
    base: (_, stack) => {
      grouped(stack);
    },
    edit: (tree, stack) => {
      ungroup(stack);
      tree.append(approvals, approval(ungrouped));
    },
    verdict: weakens(/secrets\.slack_ops_webhook\.group: alerting → none/),
  }),
  pullRequest("weakens what main has an approval for; it passes, and the approval is shown", {
    base: (tree, stack) => {
      grouped(stack);
      tree.append(approvals, approval(ungrouped));
    },
    edit: (_, stack) => {
      ungroup(stack);
    },
    verdict: {
      advises: [/Approved until \S+ by Platform \(SEC-42\): secrets\.slack_ops_webhook\.group: alerting → none/],
    },
  }),
  pullRequest("weakens what main had an approval for until yesterday", {
    base: (tree, stack) => {
      grouped(stack);
      tree.append(approvals, approval(ungrouped, { until: daysAhead(-1) }));
    },
    edit: (_, stack) => {
      ungroup(stack);
    },
    verdict: weakens(/secrets\.slack_ops_webhook\.group: alerting → none/),
  }),
  pullRequest("takes the protection off the stack while it has services", {
    edit: (_, stack) => {
      stack.set(["protect"], false);
    },
    verdict: weakens(/protect: /),
  }),
  pullRequest("moves a secret to a class with a longer cadence, and lets it rotate once a year", {
    edit: (_, stack) => {
      stack.secret("hcloud_token", { class: "tenant-api", cadence: "annually", owner: "Platform" });
    },
    verdict: weakens(/secrets\.hcloud_token\.class: swarm-infra → tenant-api/),
  }),
  pullRequest("makes the cadence of a whole class longer in the project's file, and that of its secrets", {
    edit: (tree, stack) => {
      tree.set("Pulumi.yaml", [...classes, "deploy-token", "cadence"], "annually");
      for (const name of ["github_actions_deploy_token", "github_actions_registry_token"]) {
        stack.secret(name, { cadence: "annually" });
      }
    },
    verdict: weakens(/\S+: quarterly → annually/),
  }),
  pullRequest("keeps former versions as long as the least again, where main keeps them longer", {
    base: (_, stack) => {
      stack.set(["retention"], 168);
    },
    edit: (_, stack) => {
      stack.set(["retention"], 72);
    },
    verdict: weakens(/\S*retention: 168/),
  }),
  pullRequest("lowers the retention of a class", {
    base: (tree) => {
      tree.set("Pulumi.yaml", [...classes, "swarm-infra", "retention"], 168);
    },
    edit: (tree) => {
      tree.set("Pulumi.yaml", [...classes, "swarm-infra", "retention"], undefined);
    },
    verdict: weakens(/\S*retention: 168/),
  }),
  pullRequest("takes a secret off a service", {
    edit: (_, stack) => {
      stack.set(stack.bound("worker", "slack_ops_webhook"), undefined);
    },
    verdict: weakens(/services\.worker\.secrets/),
  }),
];

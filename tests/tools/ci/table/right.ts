// Pull requests that are right: the workflow has nothing to say.
import type { PullRequest } from "../pull-requests.ts";
import { appending, minutesAgo, pullRequest } from "./support.ts";

const verdict = "silence";
const user1000 = { uid: 1000, gid: 1000, mode: "0400" };

export const rightRotations: readonly PullRequest[] = [
  pullRequest("rotates one token of the infrastructure", {
    edit: (_, stack) => {
      stack.rotate("hcloud_token");
    },
    verdict,
  }),
  pullRequest("rotates the writer with its reader", {
    edit: (_, stack) => {
      for (const name of ["db_writer", "db_reader"]) stack.rotate(name);
    },
    verdict,
  }),
  {
    title: "rotates Grafana's pair in two commits, which are whole together only",
    commits: [
      [
        "Rotate Grafana's client secret",
        (_, stack) => {
          stack.rotate("grafana_sso_client_secret");
        },
      ],
      [
        "Rotate Grafana's cookie secret with it",
        (_, stack) => {
          stack.rotate("grafana_sso_cookie_secret");
        },
      ],
    ],
    verdict,
  },
  pullRequest("retires a version once its time has come, as far as CI can know without a state", {
    base: (_, stack) => {
      stack.rotate("hcloud_token");
    },
    edit: (_, stack) => {
      stack.retire("hcloud_token");
    },
    verdict,
  }),
  pullRequest("goes back to the version before", {
    base: (_, stack) => {
      stack.rotate("hcloud_token", 2);
    },
    edit: (_, stack) => {
      stack.secret("hcloud_token", { current: 1, retain: [2] });
    },
    verdict,
  }),
  pullRequest("replaces a webhook that has leaked, without a way back, once it is revoked", {
    edit: (_, stack) => {
      stack.secret("slack_security_alerts_webhook", {
        current: 2,
        incident: { ticket: "SEC-42", discoveredAt: minutesAgo(50), revokedAt: minutesAgo(20) },
      });
      stack.value("slack_security_alerts_webhook", 2);
      stack.dropValue("slack_security_alerts_webhook", 1);
    },
    verdict,
  }),
  pullRequest("replaces the writer alone in an incident, as its reader has not leaked", {
    edit: (_, stack) => {
      const incident = { ticket: "SEC-43", discoveredAt: minutesAgo(55), revokedAt: minutesAgo(30) };
      stack.secret("db_writer", { current: 2, incident: { ...incident, roleRotatedAt: minutesAgo(25) } });
      stack.value("db_writer", 2);
      stack.dropValue("db_writer", 1);
      stack.pin("db_writer", 1, 2);
    },
    verdict,
  }),
];

export const otherRightChanges: readonly PullRequest[] = [
  pullRequest("adds a secret and binds it", {
    edit: (_, stack) => {
      stack.set(["secrets", "slack_oncall_webhook"], { class: "swarm-infra", cadence: "quarterly", current: 1 });
      stack.value("slack_oncall_webhook", 1);
      stack.bind("alertmanager", { name: "slack_oncall_webhook", uid: 65534, gid: 65534, mode: "0400" });
    },
    verdict,
  }),
  pullRequest("adds a service that has a secret of its own", {
    edit: (_, stack) => {
      stack.set(["secrets", "sms_gateway_token"], { class: "swarm-infra", current: 1 });
      stack.value("sms_gateway_token", 1);
      const probe = { path: "/healthz", port: 8080 };
      stack.set(["services", "notifier"], { probe, secrets: [{ name: "sms_gateway_token", ...user1000 }] });
    },
    verdict,
  }),
  {
    title: "changes a page on a branch that began before main rotated, with main merged into it",
    commits: [["Say who answers", appending("docs/runbook.md", "\nThe platform team answers.\n")]],
    meanwhile: (_, stack) => {
      stack.rotate("hcloud_token");
    },
    verdict,
  },
  pullRequest("renames a function of the program", {
    edit: (tree) => {
      const file = "components/version-hooks.ts";
      const [, name = ""] = /^(?:async )?function (\w+)/m.exec(tree.read(file)) ?? [];
      tree.write(file, tree.read(file).replaceAll(new RegExp(`\\b${name}\\b`, "g"), `${name}Anew`));
    },
    verdict,
  }),
  pullRequest("corrects comments in the stack config", {
    edit: (tree) => {
      tree.replace("Pulumi.prod.yaml", "# Cloud providers' API tokens.", "# API tokens of the cloud providers.");
    },
    verdict,
  }),
  pullRequest("lets a token rotate more often", {
    edit: (_, stack) => {
      stack.secret("hcloud_token", { cadence: "monthly" });
    },
    verdict,
  }),
  pullRequest("adds a compose file that agrees with the stack, and lists it", {
    edit: (tree, stack) => {
      tree.write("docker/compose.backup.yml", composeOfBackup);
      const listed = (stack.get("composeFiles") ?? []) as string[];
      stack.set(["composeFiles"], [...listed, "docker/compose.backup.yml"]);
    },
    verdict,
  }),
  pullRequest("adds a template of settings without values, and an encrypted file", {
    edit: (tree) => {
      tree.write(".env.example", "PORT=8080\nLOG_LEVEL=info\nDATABASE_URL=\n");
      const sealed = Buffer.from("sealed elsewhere, and long enough to look like something").toString("base64");
      tree.write(
        "docker/example/settings.enc.yaml",
        `db_password: ENC[AES256_GCM,data:${sealed},iv:${"iv".repeat(21)}A=,tag:${"tg".repeat(11)}==,type:str]\n`,
      );
    },
    verdict,
  }),
];

const composeOfBackup = `services:
  backup:
    image: busflow/backup:1
    healthcheck:
      test: ["CMD", "true"]
    secrets:
      - { source: db_backup, target: busflow_db_backup, mode: 0400 }
    deploy:
      update_config:
        order: start-first
        failure_action: rollback
        monitor: 30s

secrets:
  db_backup: { external: true, name: busflow_db_backup_v1 }
`;

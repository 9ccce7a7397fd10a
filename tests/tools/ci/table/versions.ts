// Pull requests that go wrong with versions: numbers, ways back, groups, incidents.
import type { PullRequest, Verdict } from "../pull-requests.ts";
import { minutesAgo, pullRequest } from "./support.ts";

const previewSays = (says: RegExp): Verdict => ({ refusedBy: "preview-unprivileged.sh", says });

export const wrongVersions: readonly PullRequest[] = [
  pullRequest("rotates the writer without its reader", {
    edit: (_, stack) => {
      stack.rotate("db_writer");
    },
    verdict: previewSays(/binding-atomic[^]*db_writer moves to another version without db_reader/),
  }),
  pullRequest("skips a number", {
    edit: (_, stack) => {
      stack.secret("hcloud_token", { current: 3, retain: [1] });
      stack.value("hcloud_token", 3);
    },
    verdict: previewSays(/secret-versions-monotonic[^]*busflow_hcloud_token_v3 skips a version: the next one is 2/),
  }),
  pullRequest("takes a number again that the base has dropped", {
    base: (_, stack) => {
      stack.secret("hcloud_token", { current: 3 });
      stack.value("hcloud_token", 3);
      stack.dropValue("hcloud_token", 1);
    },
    edit: (_, stack) => {
      stack.secret("hcloud_token", { current: 2, retain: [3] });
      stack.value("hcloud_token", 2);
    },
    verdict: previewSays(/secret-versions-monotonic[^]*busflow_hcloud_token_v2 was retired/),
  }),
  pullRequest("rotates without keeping the way back", {
    edit: (_, stack) => {
      stack.secret("hcloud_token", { current: 2 });
      stack.value("hcloud_token", 2);
      stack.dropValue("hcloud_token", 1);
    },
    verdict: previewSays(/previous-version-retained[^]*busflow_hcloud_token_v1 cannot be retired/),
  }),
  pullRequest("calls a rotation without a way back an incident that nobody has revoked", {
    edit: (_, stack) => {
      const incident = { ticket: "SEC-44", discoveredAt: minutesAgo(30) };
      stack.secret("slack_deploys_webhook", { current: 2, incident });
      stack.value("slack_deploys_webhook", 2);
      stack.dropValue("slack_deploys_webhook", 1);
    },
    verdict: previewSays(/SEC-44[^]*revokedAt|revokedAt[^]*SEC-44/),
  }),
  pullRequest("rotates a secret, and leaves the compose file on the version before", {
    edit: (_, stack) => {
      for (const name of ["db_writer", "db_reader"]) stack.rotate(name);
      stack.pin("db_reader", 2, 1);
    },
    verdict: previewSays(/compose-agrees-with-stack[^]*pins busflow_db_reader_v1/),
  }),
  pullRequest(
    "changes a value under the same number; without a state nobody can see it, and the run with the state refuses it",
    {
      edit: (_, stack) => {
        stack.value("hcloud_token", 1);
      },
      verdict: "silence",
    },
  ),
  pullRequest("gives a target a version", {
    edit: (_, stack) => {
      stack.set([...stack.bound("autoscaler", "hcloud_token"), "target"], "hcloud_token_v1");
    },
    verdict: previewSays(/services\.autoscaler\.secrets\[0\]\.target/),
  }),
  pullRequest("makes a file readable and writable for everybody", {
    edit: (_, stack) => {
      stack.set([...stack.bound("autoscaler", "hcloud_token"), "mode"], "0666");
    },
    verdict: previewSays(/services\.autoscaler\.secrets\[0\]\.mode/),
  }),
  pullRequest("gives a service a second binding, so that two updates take turns", {
    edit: (_, stack) => {
      const secrets = [{ name: "slack_ops_webhook", mode: "0400" }];
      stack.set(["services", "api_again"], { serviceName: "busflow_api", secrets });
    },
    verdict: previewSays(/services\.api_again/),
  }),
];

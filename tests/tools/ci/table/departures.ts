// Pull requests that change what secrets and services are called, or who sees and answers for them; some in two steps.
import type { Edit, PullRequest } from "../pull-requests.ts";
import type { Stack } from "../stack.ts";
import { pullRequest, weakens } from "./support.ts";

const token = { class: "swarm-infra", current: 1 };

/** Adds a secret, and binds it beside the one that it is to take the place of. */
const besides: Edit = (_, stack) => {
  stack.set(["secrets", "hcloud_api_token"], token);
  stack.value("hcloud_api_token", 1);
  stack.bind("autoscaler", { name: "hcloud_api_token", mode: "0400" });
};

/** Takes a secret off the service that has it, and out of the stack. */
const away: Edit = (_, stack) => {
  stack.set(stack.bound("autoscaler", "hcloud_token"), undefined);
  stack.set(["secrets", "hcloud_token"], undefined);
  stack.set(["values", "hcloud_token"], undefined);
};

const service = (stack: Stack, name: string): Record<string, unknown> =>
  (stack.get("services") as Record<string, Record<string, unknown>>)[name] ?? {};

export const departures: readonly PullRequest[] = [
  pullRequest("renames a secret, and lets it rotate less often under its new name", {
    edit: async (tree, stack) => {
      await besides(tree, stack);
      await away(tree, stack);
      stack.secret("hcloud_api_token", { class: "tenant-api" });
    },
    verdict: weakens(/secrets\.hcloud_token: used by autoscaler → none/),
  }),
  pullRequest("renames a secret in two steps, of which the first adds the new one", {
    edit: besides,
    verdict: "silence",
  }),
  pullRequest("renames a secret in two steps, of which the second takes the former one out", {
    base: besides,
    edit: away,
    verdict: weakens(/secrets\.hcloud_token: used by autoscaler → none/),
  }),
  pullRequest("renames a service, and leaves a secret behind", {
    edit: (_, stack) => {
      const { secrets, ...others } = service(stack, "deployer") as { secrets: object[] };
      stack.set(["services", "deployer"], undefined);
      stack.set(["services", "shipper"], { ...others, secrets: secrets.slice(1) });
    },
    verdict: weakens(/services\.deployer: has github_actions_deploy_token, \S+, \S+ → none/),
  }),
  pullRequest("binds another service in the place of one", {
    edit: (_, stack) => {
      stack.set(["services", "autoscaler", "serviceName"], "busflow_autoscaler_next");
    },
    verdict: weakens(/services\.autoscaler\.serviceName: busflow_autoscaler → busflow_autoscaler_next/),
  }),
  pullRequest("takes a service out, to bring it back with less in the next", {
    edit: (_, stack) => {
      stack.set(["services", "deployer"], undefined);
    },
    verdict: weakens(/services\.deployer: has github_actions_deploy_token, \S+, \S+ → none/),
  }),
  pullRequest("releases a service and its secrets, to declare them again with less in the next", {
    edit: (_, stack) => {
      stack.set(["services", "autoscaler", "release"], true);
      for (const name of ["hcloud_token", "ubicloud_token"]) stack.secret(name, { release: true });
    },
    verdict: weakens(/secrets\.hcloud_token\.release: none → true/),
  }),
  pullRequest("takes out what was released, with a reviewer's approval, before", {
    base: (_, stack) => {
      stack.set(["services", "autoscaler", "release"], true);
      for (const name of ["hcloud_token", "ubicloud_token"]) stack.secret(name, { release: true });
    },
    edit: (_, stack) => {
      stack.set(["services", "autoscaler"], undefined);
      for (const name of ["hcloud_token", "ubicloud_token"]) {
        stack.set(["secrets", name], undefined);
        stack.set(["values", name], undefined);
      }
    },
    verdict: "silence",
  }),
  pullRequest("moves a secret to another group, once all of its group have the name of that one", {
    base: (_, stack) => {
      for (const name of ["db_writer", "db_reader"]) stack.secret(name, { group: "roles" });
    },
    edit: (_, stack) => {
      stack.secret("db_writer", { group: "database_roles" });
      stack.rotate("db_writer");
    },
    verdict: weakens(/secrets\.db_writer\.group: roles → database_roles/),
  }),
];

export const changedSettings: readonly PullRequest[] = [
  pullRequest("makes a generated value shorter in its rotation", {
    edit: (_, stack) => {
      stack.rotate("session_key");
      stack.secret("session_key", { source: { kind: "random", length: 16 } });
    },
    verdict: weakens(/secrets\.session_key\.source: random, 64 characters → random, 16 characters/),
  }),
  pullRequest("lets a group read a file that was one user's", {
    edit: (_, stack) => {
      stack.set([...stack.bound("autoscaler", "hcloud_token"), "mode"], "0440");
    },
    verdict: weakens(/services\.autoscaler\.secrets\.hcloud_token\.mode: 0400 → 0440/),
  }),
  pullRequest("gives a file to another user", {
    edit: (_, stack) => {
      stack.set([...stack.bound("api", "db_writer"), "uid"], 1001);
    },
    verdict: weakens(/services\.api\.secrets\.db_writer\.readers: uid 1000 → uid 1001/),
  }),
  pullRequest("gives a file to another group, which may not read it", {
    edit: (_, stack) => {
      stack.set([...stack.bound("api", "db_writer"), "gid"], 1001);
    },
    verdict: "silence",
  }),
  pullRequest("lets somebody else answer for a secret", {
    edit: (_, stack) => {
      stack.secret("hcloud_token", { owner: "Observability" });
    },
    verdict: weakens(/secrets\.hcloud_token\.owner: Platform → Observability/),
  }),
  pullRequest("gives a service less time to converge, and its probe more, neither of which lets a fault pass", {
    edit: (_, stack) => {
      stack.set(["services", "worker", "timeout"], 600);
      stack.set(["services", "api", "probe", "seconds"], 90);
    },
    verdict: "silence",
  }),
  pullRequest("lets Swarm watch new tasks for a millisecond", {
    edit: (tree) => {
      const file = "docker/compose.busflow.yml";
      tree.write(file, tree.read(file).replaceAll(/monitor: \w+/g, "monitor: 1ms"));
    },
    verdict: { refusedBy: "preview-unprivileged.sh", says: /consumer-health-gated[^]*its new tasks are not watched/ },
  }),
];

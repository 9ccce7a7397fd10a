// Pull requests by which a version reaches services another way than by the stack config and the compose files that it lists.
import type { Edit, PullRequest, Verdict } from "../pull-requests.ts";
import { appending, password, pullRequest, weakens, writing } from "./support.ts";

const goesPast = (what: RegExp): Verdict => weakens(what, "compose-agrees-with-stack");
const names = (file: string, name = "busflow_db_writer_v2"): Verdict =>
  goesPast(new RegExp(`${RegExp.escape(`${file}: names ${name} → outside of the stack config`)}\\. Lines? \\d`));
const pinned = "secrets: { db: { external: true, name: busflow_db_writer_v2 } }\n";
const listed = "docker/compose.busflow.yml";
const otherStack = "Pulumi.staging.yaml";

/** A copy of the stack's config for another stack, which lists a compose file of its own. */
const besides =
  (composeFiles: string[]): Edit =>
  (tree) => {
    tree.write(otherStack, tree.read("Pulumi.prod.yaml"));
    tree.set(otherStack, ["config", "busflow-secrets:composeFiles"], composeFiles);
  };

const step = (run: string): string =>
  `on: workflow_dispatch\npermissions: {}\njobs:\n  deploy:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: ${run}\n`;

const add = "docker service update --secret-add source=busflow_db_writer_v2,target=busflow_db_writer busflow_api";

/** A file, what is in it, and the verdict. */
const files: Record<string, readonly [file: string, text: string, verdict: Verdict]> = {
  "pins in a compose file of another name and folder": [
    "ops/swarm.conf",
    pinned,
    goesPast(/ops\/swarm\.conf: pins busflow_db_writer_v2 → not under composeFiles/),
  ],
  "pins in a compose file in JSON": [
    "ops/stack.json",
    JSON.stringify({ services: {}, secrets: { db: { external: true, name: "busflow_db_writer_v2" } } }),
    goesPast(/ops\/stack\.json: pins busflow_db_writer_v2/),
  ],
  "pins in a template of Ansible's": [
    "ops/stack.yml.j2",
    "secrets:\n  db: { external: true, name: busflow_db_writer_v{{ version }} }\n",
    names("ops/stack.yml.j2", "busflow_db_writer_v{{ version }}"),
  ],
  "pins in a template": [
    "ops/stack.yaml.tmpl",
    "secrets:\n{{ range .Secrets }}\n  db: { external: true, name: busflow_db_writer_v2 }\n{{ end }}\n",
    goesPast(/ops\/stack\.yaml\.tmpl: /),
  ],
  "binds by a script": ["tools/flip.sh", `#!/bin/sh\n${add}\n`, names("tools/flip.sh")],
  "binds by a script, with a name put together": [
    "tools/flip.sh",
    "name=busflow_db_writer\ndocker service update --secret-rm ${name}_v1 --secret-add ${name}_v2 busflow_api\n",
    names("tools/flip.sh", "${name}_v1, ${name}_v2"),
  ],
  "binds in a step of a workflow": [".github/workflows/flip.yml", step(add), names(".github/workflows/flip.yml")],
  "starts a service with a version": [
    "Makefile",
    "sidecar:\n\tdocker service create --secret busflow_db_writer_v2 busflow/sidecar:1\n",
    names("Makefile"),
  ],
  "makes a version from the environment": [
    "tools/make.sh",
    'printf %s "$VALUE" | docker secret create busflow_db_writer_v2 -\n',
    names("tools/make.sh"),
  ],
  "deploys a heredoc": [
    "tools/deploy.sh",
    `docker stack deploy -c - busflow <<END\nservices: {}\n${pinned}END\n`,
    names("tools/deploy.sh"),
  ],
  "changes the compose file before it is deployed": [
    "tools/deploy.sh",
    `sed -i 's/_v1 /_v2 /' ${listed}\ndocker stack deploy -c ${listed} busflow\n`,
    goesPast(/tools\/deploy\.sh: changes docker\/compose\.busflow\.yml → not as it was reviewed/),
  ],
  "deploys what sed makes of the compose file": [
    "tools/deploy.sh",
    `sed 's/_v1 /_v2 /' ${listed} | docker stack deploy -c - busflow\n`,
    goesPast(/tools\/deploy\.sh: changes docker\/compose\.busflow\.yml/),
  ],
  "binds by Terraform": [
    "ops/main.tf",
    'resource "docker_service" "api" {\n  task_spec {\n    container_spec {\n      secrets {\n        secret_name = "busflow_db_writer_v2"\n      }\n    }\n  }\n}\n',
    names("ops/main.tf"),
  ],
  "binds by Ansible": [
    "ops/flip.yml",
    "- hosts: managers\n  tasks:\n    - community.docker.docker_swarm_service:\n        name: busflow_api\n        secrets:\n          - secret_name: busflow_db_writer_v2\n",
    names("ops/flip.yml"),
  ],
  "makes a version by Ansible": [
    "ops/make.yml",
    "- community.docker.docker_secret:\n    name: busflow_db_writer_v2\n    data: \"{{ lookup('env', 'VALUE') }}\"\n",
    names("ops/make.yml"),
  ],
  "names a version in a script's comment, which is right": [
    "tools/deploy.sh",
    `# After the rotation api sees busflow_db_writer_v2.\ndocker stack deploy -c ${listed} busflow\n`,
    "silence",
  ],
};

export const otherPins: readonly PullRequest[] = [
  ...Object.entries(files).map(([title, [file, text, verdict]]) =>
    pullRequest(title, { edit: writing(file, text), verdict }),
  ),
  pullRequest("names a version in the runbook, which is right", {
    edit: appending("docs/runbook.md", `\n\`\`\`sh\n${add}\n\`\`\`\n`),
    verdict: "silence",
  }),
  pullRequest("makes a version with its value", {
    edit: writing("tools/make.sh", `printf '${password()}' | docker secret create busflow_db_writer_v2 -\n`),
    verdict: { refusedBy: "check-secrets.sh", says: /tools\/make\.sh:1/ },
  }),
  pullRequest("takes a compose file off the list, and leaves it in the tree", {
    edit: (_, stack) => {
      stack.set(["composeFiles"], []);
    },
    verdict: weakens(/composeFiles: docker\/compose\.busflow\.yml → none/),
  }),
  pullRequest("brings a compose file back, once it and its entry are gone", {
    base: (tree, stack) => {
      stack.set(["composeFiles"], []);
      tree.remove(listed);
    },
    edit: writing(listed, pinned),
    verdict: goesPast(/docker\/compose\.busflow\.yml: pins busflow_db_writer_v2 → not under composeFiles/),
  }),
  pullRequest("takes another file in, which pins what the stack does not have", {
    edit: (tree) => {
      tree.write(listed, `include: [more.yml]\n${tree.read(listed)}`);
      tree.write("docker/more.yml", pinned);
    },
    verdict: {
      refusedBy: "preview-unprivileged.sh",
      says: /docker\/more\.yml \(secrets\.db\) pins busflow_db_writer_v2/,
    },
  }),
  pullRequest("extends a service of another file, which pins what the stack does not have", {
    edit: (tree) => {
      tree.replace(listed, /^services:\n/m, "services:\n  more:\n    extends: { file: more.yml, service: more }\n");
      tree.write("docker/more.yml", `services: { more: { image: "more:1", secrets: [busflow_db_writer_v2] } }\n`);
    },
    verdict: {
      refusedBy: "preview-unprivileged.sh",
      says: /docker\/more\.yml \(services\.more\.secrets\) pins busflow_db_writer_v2/,
    },
  }),
  pullRequest("adds another stack of the namespace", {
    edit: besides([listed]),
    verdict: {
      refusedBy: "check-guards.sh",
      says: /This weakens a guard: Pulumi\.staging\.yaml: none → a second stack of the namespace busflow/,
    },
  }),
  pullRequest("lets another stack list a file that pins other versions, where only the pull request says so", {
    base: besides([listed]),
    edit: (tree) => {
      tree.set(otherStack, ["config", "busflow-secrets:composeFiles"], [listed, "ops/stack.yml"]);
      tree.set(otherStack, ["config", "busflow-secrets:secrets", "db_writer", "current"], 2);
      tree.write("ops/stack.yml", pinned);
    },
    verdict: goesPast(/ops\/stack\.yml: pins busflow_db_writer_v2 → not under composeFiles/),
  }),
];

// Pull requests that bring .env.production back, by the many roads that there are.
import { symlinkSync } from "node:fs";
import type { Edit, PullRequest } from "../pull-requests.ts";
import { appending, pullRequest, retiredFile, writing } from "./support.ts";

const workflowWith = (step: string): string =>
  `on: workflow_dispatch\npermissions: {}\njobs:\n  deploy:\n    runs-on: ubuntu-24.04\n    steps:\n      - ${step}\n`;

const composeWith = (line: string): string => `services:\n  api:\n    image: busflow/api:1\n    ${line}\n`;

/** What is done, and what the refusal names. */
const roads: Record<string, readonly [Edit, RegExp]> = {
  "adds it with settings": [writing(retiredFile, "LOG_LEVEL=info\n"), /\.env\.production/],
  "adds it empty": [writing(retiredFile, ""), /\.env\.production/],
  "adds it in a folder": [writing(`deploy/prod/${retiredFile}`, ""), /deploy\/prod\/\.env\.production/],
  "adds it in other letters": [writing(".ENV.Production", "PORT=80\n"), /\.ENV\.Production/],
  "adds it with a suffix": [writing(`${retiredFile}.local`, "PORT=80\n"), /\.env\.production\.local/],
  "adds a template of it": [writing(`${retiredFile}.tmpl`, "TOKEN=\n"), /\.env\.production\.tmpl/],
  "adds it under another name": [writing("deploy/production.env", "PORT=80\n"), /deploy\/production\.env/],
  "adds it as a file of a folder": [writing("env/production", "PORT=80\n"), /env\/production/],
  "adds a link of that name": [
    (tree) => {
      symlinkSync("README.md", tree.path(retiredFile));
    },
    /\.env\.production/,
  ],
  "adds it although Git ignores it": [
    async (tree) => {
      tree.append(".gitignore", `${retiredFile}\n`);
      tree.write(retiredFile, "PORT=80\n");
      await tree.git("add", "--force", retiredFile);
    },
    /\.env\.production/,
  ],
  "copies it in a Dockerfile": [
    writing("docker/api/Dockerfile", `FROM busflow/api:1\nCOPY ${retiredFile} /app/.env\n`),
    /docker\/api\/Dockerfile:2/,
  ],
  "makes it in a Dockerfile": [
    writing("docker/api/Dockerfile", `FROM busflow/api:1\nRUN echo "PORT=80" > /app/${retiredFile}\n`),
    /docker\/api\/Dockerfile:2/,
  ],
  "makes it in a step of a workflow": [
    writing(".github/workflows/deploy.yml", workflowWith(`run: echo "\$SETTINGS" > ${retiredFile}`)),
    /\.github\/workflows\/deploy\.yml:\d/,
  ],
  "lets a compose file read it": [
    writing("deploy/compose.yml", composeWith(`env_file: ${retiredFile}`)),
    /deploy\/compose\.yml:4/,
  ],
  "lets a compose file read it, among others": [
    writing("deploy/compose.yml", composeWith(`env_file: [common.env, { path: ./${retiredFile}, required: false }]`)),
    /deploy\/compose\.yml:4/,
  ],
  "gives it to docker run": [
    writing("tools/run-api.sh", `docker run --env-file ${retiredFile} busflow/api:1\n`),
    /tools\/run-api\.sh:1/,
  ],
  "sources it in a script": [
    writing("tools/run-api.sh", `set -a\n. ./${retiredFile}\nset +a\nexec api\n`),
    /tools\/run-api\.sh:2/,
  ],
  "loads it in a program": [
    writing("tools/report.ts", `process.loadEnvFile("${retiredFile}");\n`),
    /tools\/report\.ts:1/,
  ],
  "decrypts it in a script": [
    writing("tools/unlock.sh", `sops --decrypt settings.enc > ${retiredFile}\n`),
    /tools\/unlock\.sh:1/,
  ],
};

export const retiredFiles: readonly PullRequest[] = [
  ...Object.entries(roads).map(([title, [edit, says]]) => {
    const verdict = { refusedBy: "check_no_env_production.sh", says };
    return pullRequest(title, { message: "Deploy as we did before", edit, verdict });
  }),
  {
    title: "adds it in one commit and takes it out in the next",
    commits: [
      ["Deploy as we did before", writing(retiredFile, "PORT=80\n")],
      [
        "Take it out again",
        (tree) => {
          tree.remove(retiredFile);
        },
      ],
    ],
    verdict: { refusedBy: "check-secrets.sh", says: /\.env\.production/ },
  },
  pullRequest("only names it in a page of the documents, which is right", {
    edit: appending("docs/runbook.md", `\nThe file \`${retiredFile}\` is gone, and stays gone.\n`),
    verdict: "silence",
  }),
];

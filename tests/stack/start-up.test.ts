// What the three processes of a run load, with the real engine and its language host.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { folderLeftOut } from "../../pulumi-sdk/left-out.ts";
import { projectDir } from "../../tools/paths.ts";
import { TestServices } from "../support/services.ts";
import { useFolder } from "../support/temp-dir.ts";
import { withEnvironment } from "../support/environment.ts";
import { ProgramProject } from "./program-project.ts";

describe("what a run loads", function () {
  this.timeout(300_000);

  const folder = useFolder();
  const project = new ProgramProject();
  let services: TestServices;

  before(async () => {
    services = await TestServices.create();
    await services.service("api");
    await project.make();
    await project.configure({
      namespace: services.namespace,
      secrets: { session_key: { class: "swarm-infra", current: 1, source: { kind: "random", length: 32 } } },
      services: { api: { serviceName: `${services.namespace}_api`, secrets: ["session_key"] } },
    });
    const env = {
      BUSFLOW_TEST_MODULES: folder(),
      NODE_OPTIONS: `--import=${path.join(projectDir, "tests", "support", "module-log.ts")}`,
    };
    const pack = path.join(projectDir, "policy");
    await withEnvironment(env, () => project.succeed(["preview", "--policy-pack", pack]));
  });

  after(async () => {
    await services.remove();
    await project.remove();
  });

  for (const [what, entry] of [
    ["program", "index.ts"],
    ["provider", "provider/main.ts"],
    ["policy pack", "policy/main.ts"],
  ] as const) {
    it(`is neither compiler, resolver nor foreign language in the ${what}, from its first line on`, () => {
      const own = `${projectDir}/${entry}`;
      const logs = readdirSync(folder()).map((name) => readFileSync(path.join(folder(), name), "utf8").split("\n"));
      const log = logs.find((urls) => urls.includes(`file://${own}`)) ?? [];
      const after = log.slice(log.indexOf(`file://${own}`) + 1);
      assert.ok(after.length > 50, `only ${after.length} modules after ${own}: is it looked for at the right place?`);
      const isLanguage = (url: string): boolean => /\/zod\/v4\/locales\/(?!index|en\.)/.test(url);
      const loaded = after.filter((url) => folderLeftOut(url) !== undefined || isLanguage(url));
      assert.deepEqual(loaded, []);
    });
  }
});

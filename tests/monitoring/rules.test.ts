// The rules as Prometheus' own programs see them: what they say, and when each alert fires.
import assert from "node:assert/strict";
import { cp, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { execa } from "execa";
import { parse } from "yaml";
import { ensureMonitoringPrograms, type MonitoringPrograms } from "../../tools/monitoring/programs.ts";
import { projectDir } from "../../tools/paths.ts";
import { useTempDir } from "../support/temp-dir.ts";

const monitoring = path.join(projectDir, "monitoring");

interface Rule {
  alert?: string;
  for?: string;
}

describe("monitoring/rules.yml", function () {
  this.timeout(300_000);
  const folder = useTempDir();
  let programs: MonitoringPrograms;
  let rules: Rule[];

  before(async () => {
    programs = await ensureMonitoringPrograms();
    const text = await readFile(path.join(monitoring, "rules.yml"), "utf8");
    rules = (parse(text) as { groups: { rules: Rule[] }[] }).groups.flatMap((group) => group.rules);
  });

  const promtool = (words: string[], cwd = monitoring) =>
    execa(programs.promtool, words, { cwd, reject: false, all: true });

  it("is what Prometheus takes for rules", async () => {
    const { exitCode, all } = await promtool(["check", "rules", "rules.yml"]);
    assert.equal(exitCode, 0, all);
  });

  it("fires each alert after its time and not before, by promtool's unit tests", async () => {
    const { exitCode, all } = await promtool(["test", "rules", "rules.test.yml"]);
    assert.equal(exitCode, 0, all);
    const tests = await readFile(path.join(monitoring, "rules.test.yml"), "utf8");
    for (const { alert } of rules) {
      if (alert === undefined) continue;
      const tried = new RegExp(`alertname: ${alert}\\n +eval_time: \\w+\\n +exp_alerts:\\n`);
      assert.match(tests, tried, `no unit test lets ${alert} fire`);
    }
  });

  it("is tried by unit tests that fail on another time", async () => {
    await cp(monitoring, folder(), { recursive: true });
    const file = path.join(folder(), "rules.yml");
    await writeFile(file, (await readFile(file, "utf8")).replaceAll("for: 30m", "for: 32m"));
    const { exitCode, all } = await promtool(["test", "rules", "rules.test.yml"], folder());
    assert.equal(exitCode, 1);
    assert.match(all, /SwarmSecretUnverified/);
  });

  it("goes to owners by an example that Alertmanager takes", async () => {
    const amtool = (...words: string[]) => execa(programs.amtool, words, { cwd: monitoring, reject: false, all: true });
    const example = "alertmanager.example.yml";
    const { exitCode, all } = await amtool("check-config", example);
    assert.equal(exitCode, 0, all);
    const routed = async (...labels: string[]): Promise<string> =>
      (await amtool("config", "routes", "test", `--config.file=${example}`, ...labels)).stdout;
    assert.equal(await routed("alertname=SwarmSecretStuck", "owner=Platform"), "platform");
    assert.equal(await routed("alertname=SwarmSecretMissing"), "operators");
    assert.equal(await routed("alertname=SwarmSecretIncidentPastDeadline", "owner=Web"), "security,web");
  });
});

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { familiesOf } from "../../cli/metrics/families.ts";
import { metricPrefix } from "../../cli/metrics/exposition.ts";
import { dashboard, title } from "../../monitoring/dashboard.ts";
import { projectDir } from "../../tools/paths.ts";
import { emptyReading } from "../cli/metrics/readings.ts";
import { queriesOf } from "./queries.ts";

describe("monitoring/dashboard.ts", () => {
  const read = (name: string): string => readFileSync(path.join(projectDir, "monitoring", name), "utf8");

  it("makes the dashboard that is committed: else run npm run monitoring:dashboard", () => {
    assert.equal(read("dashboard.json"), `${JSON.stringify(dashboard(), undefined, 2)}\n`);
    assert.equal((dashboard() as { title: string }).title, title);
  });

  it("asks for metrics and recorded series that are there", () => {
    const groups = (parse(read("rules.yml")) as { groups: { rules: { record?: string }[] }[] }).groups;
    const recorded = groups.flatMap(({ rules }) => rules.flatMap(({ record }) => record ?? []));
    const known = [
      ...familiesOf(emptyReading()).map(({ name }) => metricPrefix + name),
      `${metricPrefix}up`,
      ...recorded,
    ];
    for (const { panel, expression } of queriesOf(dashboard(), {})) {
      const names = expression.match(/(?:stack_secret\w*:)?swarm_secret_\w+(?::\w+)?/g) ?? [];
      assert.ok(names.length > 0, panel);
      for (const name of names) assert.ok(known.includes(name), `${panel}: ${name}`);
    }
  });

  it("has no two panels of one title, and nothing of one company's stack in it", () => {
    const titles = queriesOf(dashboard(), {}).map(({ panel }) => panel);
    assert.equal(new Set(titles).size, titles.length);
    assert.doesNotMatch(read("dashboard.json"), /busflow|db_writer|Platform/);
  });
});

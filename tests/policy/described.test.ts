import assert from "node:assert/strict";
import type { Policies } from "@pulumi/policy";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describedPolicies } from "../../policy/described.ts";
import { withEnvironment } from "../support/environment.ts";
import { useTempDir } from "../support/temp-dir.ts";

describe("the policies as the engine first asks for them", () => {
  const cache = useTempDir();
  const file = (): string =>
    path.join(cache(), "described-policies", readdirSync(path.join(cache(), "described-policies"))[0] ?? "");
  const inCi = process.env["CI"];
  let loads = 0;
  let calls: string[] = [];

  const policies = (): Policies => [
    {
      name: "both",
      description: "One for resources and stacks.",
      enforcementLevel: "mandatory",
      configSchema: { properties: { root: { type: "string" } } },
      validateResource: ({ name }, report) => {
        calls.push(`resource ${name}`);
        report("wrong");
      },
      validateStack: () => {
        calls.push("stack");
      },
    },
    { name: "one", description: "One for resources.", enforcementLevel: "advisory", validateResource: () => undefined },
  ];
  const load = (): Promise<Policies> => {
    loads += 1;
    return Promise.resolve(policies());
  };

  beforeEach(() => {
    delete process.env["CI"];
    loads = 0;
    calls = [];
  });

  afterEach(() => {
    if (inCi !== undefined) process.env["CI"] = inCi;
  });

  it("are loaded by the first run, and by the next ones when they check something, once", async () => {
    await describedPolicies(load, "prod", cache());
    assert.equal(loads, 1);
    const described = await describedPolicies(load, "prod", cache());
    assert.equal(loads, 1);
    assert.deepEqual(withoutChecks(described.policies), withoutChecks(policies()));
    const [both, one] = described.policies as unknown as Record<string, (...args: unknown[]) => Promise<void>>[];
    assert.deepEqual([typeof both?.["validateStack"], typeof one?.["validateStack"]], ["function", "undefined"]);
    const said: string[] = [];
    await both?.["validateResource"]?.({ name: "a" }, (text: string) => said.push(text));
    await both?.["validateStack"]?.({}, () => undefined);
    assert.deepEqual({ loads, calls, said }, { loads: 2, calls: ["resource a", "stack"], said: ["wrong"] });
  });

  it("are themselves in CI, and where nothing can be kept", async () => {
    await describedPolicies(load, "prod", cache());
    await withEnvironment({ CI: "true" }, () => describedPolicies(load, "prod", cache()));
    delete process.env["CI"];
    await describedPolicies(load, "prod", "");
    await describedPolicies(load, "prod", path.join(file(), "no-folder"));
    await describedPolicies(load, "dev", cache());
    assert.equal(loads, 5);
  });

  for (const [what, change] of Object.entries<(text: string) => string>({
    "one is left out": (text) => text.replace(/,\{"name":"one".*\}\]/, "}]".slice(1)),
    "one is made advisory": (text) => text.replace("mandatory", "advisory"),
    "a check is left out": (text) => text.replace(',"validateStack"', ""),
  })) {
    it(`end the run when ${what} in what is kept of them`, async () => {
      await describedPolicies(load, "prod", cache());
      const text = readFileSync(file(), "utf8");
      assert.notEqual(change(text), text);
      writeFileSync(file(), change(text));
      const described = await describedPolicies(load, "prod", cache());
      await assert.rejects(described.load, /are not those that .* describes\. It is removed: run this again\./);
      assert.deepEqual(readdirSync(path.join(cache(), "described-policies")), []);
    });
  }

  it("are loaded when what is kept is damaged, or of other code", async () => {
    await describedPolicies(load, "prod", cache());
    for (const damaged of ["", "{}", "null", JSON.stringify({ code: "other", policies: [] })]) {
      writeFileSync(file(), damaged);
      loads = 0;
      await describedPolicies(load, "prod", cache());
      assert.equal(loads, 1, damaged);
    }
  });

  function withoutChecks(list: Policies): unknown {
    return JSON.parse(JSON.stringify(list));
  }
});

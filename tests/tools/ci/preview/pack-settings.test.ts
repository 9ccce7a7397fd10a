import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { packSettings } from "../../../../tools/ci/preview/pack-settings.ts";
import { useTempDir } from "../../../support/temp-dir.ts";

describe("the settings of the pack in a workflow", () => {
  const folder = useTempDir();
  const settings = (own?: object) => {
    mkdirSync(path.join(folder(), "policy"), { recursive: true });
    if (own !== undefined) writeFileSync(path.join(folder(), "policy", "settings.json"), JSON.stringify(own));
    return packSettings("prod", { root: "/head", base: folder() });
  };

  it("name the pull request's files to each policy that takes them, at its own level", async () => {
    const given = await settings();
    assert.deepEqual(given["no-dotenv"], { enforcementLevel: "mandatory", root: "/head", base: folder() });
    for (const name of ["no-plaintext-at-rest", "consumer-health-gated", "compose-agrees-with-stack"]) {
      assert.equal((given[name] as { root: string }).root, "/head", name);
    }
    assert.equal(given["secret-no-overwrite"], undefined);
  });

  it("hold what the base's policy/settings.json says, which cannot name other files", async () => {
    const given = await settings({
      "consumer-health-gated": { imageHealthchecks: ["api"], root: "/elsewhere" },
      "rotation-overdue-past-grace": "disabled",
      "incident-revoked-first": { enforcementLevel: "mandatory", graceHours: 12 },
    });
    const gated = given["consumer-health-gated"] as Record<string, unknown>;
    assert.deepEqual([gated["imageHealthchecks"], gated["root"]], [["api"], "/head"]);
    assert.equal(given["rotation-overdue-past-grace"], "disabled");
    assert.deepEqual(given["incident-revoked-first"], { enforcementLevel: "mandatory", graceHours: 12 });
  });
});

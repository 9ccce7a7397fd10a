import assert from "node:assert/strict";
import { deedWords, operatorWords } from "../../../cli/log/words.ts";

describe("the words of a log", () => {
  it("say what was done", () => {
    const verified = { services: 3, replicas: 7 };
    assert.deepEqual(
      [
        deedWords({ from: 4, to: 5, verified }),
        deedWords({ from: 5, to: 4, verified: { ...verified, unverified: 1 } }),
        deedWords({ to: 1, added: [1], verified: { services: 0, replicas: 0 } }),
        deedWords({ from: 1, to: 2, verified: { services: 0, replicas: 0, unverified: 1 } }),
        deedWords({ revoked: [1, 2], ticket: "SEC-42" }),
        deedWords({ from: 1, to: 2, ticket: "SEC-42" }),
        deedWords({ retired: [4], ticket: "SEC-42", over: true }),
        deedWords({ putBack: { from: 5, to: 4, why: "busflow_worker of wave 1 failed (paused)" } }),
        deedWords({ changed: ["retentionHours"] }),
        deedWords({}),
      ],
      [
        "v4 → v5, verified on 3 services, 7 replicas",
        "v5 → v4 (back), verified on 3 services, 7 replicas, not verified on 1 service",
        "v1 current, used by no service, v1 added",
        "v1 → v2, not verified on 1 service",
        "v1, v2 revoked by SEC-42",
        "v1 → v2, incident SEC-42 on record",
        "v4 retired, incident SEC-42 is over",
        "put back v5 → v4: busflow_worker of wave 1 failed (paused)",
        "retentionHours changed",
        "seen as declared",
      ],
    );
  });

  it("say who did it, and move no terminal's cursor", () => {
    const run = "https://github.com/acme/infra/actions/runs/4711";
    const ada = { by: "ada", host: "ops-1" };
    assert.equal(operatorWords({ ...ada, commit: "90ff36a11111", dirty: true }), "ada on ops-1, commit 90ff36a, dirty");
    assert.equal(operatorWords({ ...ada, run }), `ada by ${run}, no commit`);
    assert.equal(operatorWords({ by: "\u001B[2Jeve", host: "h\n" }), "?[2Jeve on h?, no commit");
  });
});
